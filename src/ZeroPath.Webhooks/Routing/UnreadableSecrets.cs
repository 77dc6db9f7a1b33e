using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Routing;

/// <summary>Secrets of an endpoint that this process cannot read, as they are stored.</summary>
internal sealed record UnreadableSecrets(IReadOnlyDictionary<string, string> Headers, IReadOnlyList<SigningSecret> SigningSecrets, string Reason);
