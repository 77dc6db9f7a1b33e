using System.Globalization;
using System.Security.Cryptography;

namespace ZeroPath.Webhooks.Signing;

/// <summary>
/// Tells whether a request was signed with one of several secrets, by Standard Webhooks' version 1. It needs the body's bytes as they came,
/// before anything parses them. Many threads can use it at once.
/// </summary>
public sealed class WebhookVerifier
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    private readonly byte[][] _keys;
    private readonly TimeProvider _time;
    private readonly TimeSpan _tolerance;

    /// <summary>A verifier.</summary>
    /// <param name="secrets">The secrets, such as an old and a new one while they are changed.</param>
    /// <param name="tolerance">How far <c>webhook-timestamp</c> may lie in the past or the future; five minutes unless set.</param>
    /// <param name="time">The clock; the system's unless set.</param>
    /// <exception cref="ArgumentException">There is no secret, or one cannot be used, or the tolerance is negative.</exception>
    public WebhookVerifier(IEnumerable<string> secrets, TimeSpan? tolerance = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        ArgumentOutOfRangeException.ThrowIfLessThan(tolerance ?? FiveMinutes, TimeSpan.Zero, nameof(tolerance));
        _keys = [.. secrets.Select(secret => new SigningSecret { Value = secret }.Decode())];
        if (_keys.Length == 0)
        {
            throw new ArgumentException("There is no secret to verify with. Give at least one.", nameof(secrets));
        }

        (_tolerance, _time) = (tolerance ?? FiveMinutes, time ?? TimeProvider.System);
    }

    /// <summary>Verifies one request.</summary>
    /// <param name="body">The body as it came.</param>
    /// <param name="id">The header <c>webhook-id</c>, if it came once.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>, if it came once.</param>
    /// <param name="signatures">The header <c>webhook-signature</c>, if it came once.</param>
    public SignatureVerification Verify(ReadOnlySpan<byte> body, string? id, string? timestamp, string? signatures)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatures))
        {
            return SignatureVerification.MissingHeader;
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return SignatureVerification.MalformedTimestamp;
        }

        var age = (Int128)_time.GetUtcNow().ToUnixTimeSeconds() - seconds;
        return age > (long)_tolerance.TotalSeconds ? SignatureVerification.TooOld
            : age < -(long)_tolerance.TotalSeconds ? SignatureVerification.TooNew
            // What stands before its full stop could be taken for an id, and a body that begins with digits for another time.
            : id.Contains('.') ? SignatureVerification.NoMatch
            : IsSigned(body, id, timestamp, signatures) ? SignatureVerification.Valid
            : SignatureVerification.NoMatch;
    }

    private bool IsSigned(ReadOnlySpan<byte> body, string id, string timestamp, string signatures)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var matches = false;
        foreach (var key in _keys)
        {
            WebhookSignature.Hash(key, id, timestamp, body, expected);
            foreach (var part in signatures.AsSpan().Split(' '))
            {
                // What has another version, or is no base64 of a hash, is not for us.
                var signature = signatures.AsSpan(part);
                matches |= signature.StartsWith(WebhookSignature.Version, StringComparison.Ordinal)
                    && Convert.TryFromBase64Chars(signature[WebhookSignature.Version.Length..], given, out var length)
                    && length == given.Length
                    && CryptographicOperations.FixedTimeEquals(expected, given);
            }
        }

        return matches;
    }
}
