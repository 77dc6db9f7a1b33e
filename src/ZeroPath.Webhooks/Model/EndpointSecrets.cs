using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks;

/// <summary>What a store holds of an endpoint's secrets, unprotected.</summary>
/// <param name="Headers">The headers; null if there are none, or they cannot be read.</param>
/// <param name="SigningSecrets">The signing secrets; null if there are none, or they cannot be read.</param>
/// <param name="FormatSettings">The settings of its format; null if there are none, or they cannot be read.</param>
/// <param name="Unreadable">What cannot be read; null if all can.</param>
internal sealed record EndpointSecrets(
    IReadOnlyDictionary<string, string>? Headers,
    IReadOnlyList<SigningSecret>? SigningSecrets,
    IReadOnlyDictionary<string, string>? FormatSettings,
    UnreadableSecrets? Unreadable)
{
    /// <summary>Shows none of them.</summary>
    public override string ToString() => nameof(EndpointSecrets);
}
