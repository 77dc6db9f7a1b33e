using System.Security.Cryptography;

namespace ZeroPath.Webhooks.Signing;

/// <summary>A signing secret, as version 1 of Standard Webhooks verifies with it.</summary>
internal sealed class HmacKey(SigningSecret secret) : IWebhookKey
{
    private readonly byte[] _key = secret.Decode();

    public string Scheme => WebhookSignature.Scheme;

    public bool Verify(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, content, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }
}
