using System.Collections.ObjectModel;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks;

/// <summary>
/// Secrets of an endpoint that this process cannot read or may not use, as they are stored: headers, signing secrets or both.
/// </summary>
internal sealed record UnreadableSecrets(
    IReadOnlyDictionary<string, string> Headers, IReadOnlyList<SigningSecret> SigningSecrets, string Reason)
{
    /// <summary>What is left when headers or signing secrets were set, which replace these; null when that was all.</summary>
    public UnreadableSecrets? Without(bool headers, bool signingSecrets)
    {
        if (!headers && !signingSecrets)
        {
            return this;
        }

        var left = this with
        {
            Headers = headers ? ReadOnlyDictionary<string, string>.Empty : Headers,
            SigningSecrets = signingSecrets ? [] : SigningSecrets,
        };
        return left is { Headers.Count: 0, SigningSecrets: [] } ? null : left;
    }
}
