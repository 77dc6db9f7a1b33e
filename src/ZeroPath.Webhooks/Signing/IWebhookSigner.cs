namespace ZeroPath.Webhooks.Signing;

/// <summary>
/// Signs requests with keys of the host's, beside what endpoints' secrets sign. The package <c>ZeroPath.Webhooks.Ed25519</c> has one. It is
/// called by many threads at once.
/// </summary>
public interface IWebhookSigner
{
    /// <summary>
    /// The signatures of a request by the keys in force, as they stand in <c>webhook-signature</c>: scheme, comma and base64, with a space
    /// between two. Empty when there is none.
    /// </summary>
    /// <param name="endpointId">The endpoint that it is sent to.</param>
    /// <param name="now">When it is sent.</param>
    /// <param name="content">What is signed: id, time and body, with a full stop between them.</param>
    string Sign(string endpointId, DateTimeOffset now, ReadOnlySpan<byte> content);

    /// <summary>The public keys in force, each as the members of a JSON Web Key.</summary>
    /// <param name="endpointId">
    /// An endpoint, for its own keys, of which an id that nobody knows has none; null for those that sign for all other endpoints.
    /// </param>
    /// <param name="now">What time it is.</param>
    IReadOnlyList<IReadOnlyDictionary<string, string>> GetPublicKeys(string? endpointId, DateTimeOffset now);
}
