namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <summary>
/// Names that callers wrote, fit to be shown: whoever pastes "Authorization: Bearer …" where only a name belongs pastes a secret.
/// </summary>
internal static class ShownName
{
    private const int MaxLength = 100;

    /// <summary>The name, cut where it is none and where it is too long.</summary>
    public static string Of(string name) =>
        HeaderName.Shown(name.Length is > 0 and <= MaxLength ? name : $"{name[..Math.Min(name.Length, MaxLength)]} ");
}
