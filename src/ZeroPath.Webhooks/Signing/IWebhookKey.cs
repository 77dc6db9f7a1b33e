namespace ZeroPath.Webhooks.Signing;

/// <summary>
/// A key that signatures of one scheme are verified with. <see cref="WebhookVerifier"/> gives it those signatures alone that carry its
/// scheme, so that a key of one kind is never taken for one of another.
/// </summary>
public interface IWebhookKey
{
    /// <summary>What stands before the comma of its signatures in <c>webhook-signature</c>, such as <c>v1</c>.</summary>
    string Scheme { get; }

    /// <summary>Whether the signature is one of this content by this key. Many threads call it at once.</summary>
    /// <param name="content">Id, time and body, with a full stop between them.</param>
    /// <param name="signature">The signature's bytes; as many as somebody wrote.</param>
    bool Verify(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature);
}
