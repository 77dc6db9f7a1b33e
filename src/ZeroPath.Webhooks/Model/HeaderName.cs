using System.Buffers;

namespace ZeroPath.Webhooks;

/// <summary>Names of HTTP headers.</summary>
internal static class HeaderName
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// A name that may be shown. It is cut where it is no name: who pastes "Authorization: Bearer …" into the
    /// place of a name pastes a secret.
    /// </summary>
    public static string Shown(string name) =>
        name.AsSpan().IndexOfAnyExcept(TokenCharacters) is >= 0 and var end ? $"{name[..end]}***" : name;
}
