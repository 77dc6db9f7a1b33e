using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ZeroPath.Webhooks.Signing;

/// <summary>Version 1 of Standard Webhooks: HMAC-SHA256 over id, time and body, with a full stop between them.</summary>
internal static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    public const string Version = "v1,";

    /// <summary>The header's value: a signature by each secret that is still in force.</summary>
    /// <param name="secrets">The secrets.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="now">When it is sent.</param>
    /// <param name="body">What is sent.</param>
    public static string Of(IReadOnlyList<SigningSecret> secrets, string id, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var signatures = new StringBuilder();
        foreach (var secret in secrets)
        {
            if (!(secret.ExpiresAt <= now))
            {
                Hash(secret.Decode(), id, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), body, hash);
                signatures.Append(signatures.Length == 0 ? "" : " ").Append(Version).Append(Convert.ToBase64String(hash));
            }
        }

        return signatures.ToString();
    }

    public static void Hash(byte[] key, string id, string timestamp, ReadOnlySpan<byte> body, Span<byte> hash)
    {
        var head = $"{id}.{timestamp}.";
        var signed = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(head.Length) + body.Length);
        try
        {
            var length = Encoding.UTF8.GetBytes(head, signed);
            body.CopyTo(signed.AsSpan(length));
            HMACSHA256.HashData(key, signed.AsSpan(0, length + body.Length), hash);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(signed);
        }
    }
}
