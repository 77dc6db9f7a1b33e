namespace ZeroPath.Webhooks;

/// <summary>Protects nothing. Durable stores warn of it when they start.</summary>
internal sealed class PlainSecretProtector : ISecretProtector
{
    /// <inheritdoc/>
    public string Protect(string secret) => secret;

    /// <inheritdoc/>
    public string Unprotect(string protectedSecret) => protectedSecret;
}
