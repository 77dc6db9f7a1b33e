using System.Collections.ObjectModel;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks;

/// <summary>Secrets of an endpoint that this process cannot read or may not use, as they are stored: headers, signing secrets or both.</summary>
internal sealed record UnreadableSecrets(IReadOnlyDictionary<string, string> Headers, IReadOnlyList<SigningSecret> SigningSecrets, string Reason)
{
    /// <summary>Null when that was all.</summary>
    public UnreadableSecrets? WithoutHeaders() =>
        SigningSecrets.Count == 0 ? null : this with { Headers = ReadOnlyDictionary<string, string>.Empty };

    /// <summary>Null when that was all.</summary>
    public UnreadableSecrets? WithoutSigningSecrets() => Headers.Count == 0 ? null : this with { SigningSecrets = [] };
}
