namespace ZeroPath.Webhooks;

/// <summary>Secrets of an endpoint that this process cannot read or may not use.</summary>
/// <param name="Headers">The headers, as they are stored; null if they can be read.</param>
/// <param name="SigningSecrets">The signing secrets, as they are stored; null if they can be read.</param>
/// <param name="FormatSettings">The settings of its format, as they are stored; null if they can be read.</param>
/// <param name="Reason">Why, in words for people.</param>
internal sealed record UnreadableSecrets(string? Headers, string? SigningSecrets, string? FormatSettings, string Reason)
{
    /// <summary>What is left when some of them were set, which replace these; null when that was all.</summary>
    public UnreadableSecrets? Without(bool headers, bool signingSecrets, bool formatSettings)
    {
        if (!headers && !signingSecrets && !formatSettings)
        {
            return this;
        }

        var left = this with
        {
            Headers = headers ? null : Headers,
            SigningSecrets = signingSecrets ? null : SigningSecrets,
            FormatSettings = formatSettings ? null : FormatSettings,
        };
        return left is { Headers: null, SigningSecrets: null, FormatSettings: null } ? null : left;
    }
}
