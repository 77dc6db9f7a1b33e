using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ZeroPath.Webhooks.Signing;

/// <summary>
/// What Standard Webhooks sign: id, time and body, with a full stop between them; and version 1 of it, HMAC-SHA256.
/// </summary>
internal static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    public const string Scheme = "v1";

    public delegate T Use<out T>(ReadOnlySpan<byte> content);

    /// <summary>The header's value: a signature by each secret that is still in force, and what a signer adds; empty for none.</summary>
    /// <param name="secrets">The secrets.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="now">When it is sent.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="sign">Adds signatures of the content, with a space between two; null for none.</param>
    public static string Of(
        IReadOnlyList<SigningSecret> secrets, string id, DateTimeOffset now, ReadOnlySpan<byte> body, Use<string>? sign = null) =>
        WithContent(id, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), body, content =>
        {
            Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
            var signatures = new StringBuilder();
            foreach (var secret in secrets)
            {
                if (!(secret.ExpiresAt <= now))
                {
                    HMACSHA256.HashData(secret.Decode(), content, hash);
                    signatures.Append(signatures.Length == 0 ? "" : " ").Append(Scheme).Append(',').Append(Convert.ToBase64String(hash));
                }
            }

            var added = sign?.Invoke(content) ?? "";
            return signatures.Append(signatures.Length == 0 || added.Length == 0 ? "" : " ").Append(added).ToString();
        });

    /// <summary>Puts together what is signed, once for all keys.</summary>
    public static T WithContent<T>(string id, string timestamp, ReadOnlySpan<byte> body, Use<T> use)
    {
        var head = $"{id}.{timestamp}.";
        var content = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(head.Length) + body.Length);
        try
        {
            var length = Encoding.UTF8.GetBytes(head, content);
            body.CopyTo(content.AsSpan(length));
            return use(content.AsSpan(0, length + body.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
        }
    }
}
