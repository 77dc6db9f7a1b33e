using System.Buffers;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>Names that callers wrote, fit to be shown: whoever pastes "Authorization: Bearer …" where only a name belongs pastes a secret.</summary>
internal static class ShownName
{
    private const int MaxLength = 100;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The name, cut where it is none.</summary>
    public static string Of(string name)
    {
        var start = name.AsSpan(0, Math.Min(name.Length, MaxLength));
        var end = start.IndexOfAnyExcept(NameCharacters);
        return end < 0 && name.Length is > 0 and <= MaxLength ? name : $"{start[..Math.Max(end, 0)]}***";
    }
}
