using System.Security.Cryptography;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>Cannot read what was protected.</summary>
internal sealed class LostKey : ISecretProtector
{
    public string Protect(string secret) => secret;

    public string Unprotect(string protectedSecret) => throw new CryptographicException("The key is lost.");
}
