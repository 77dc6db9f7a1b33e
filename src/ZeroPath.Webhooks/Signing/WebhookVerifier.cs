using System.Globalization;

namespace ZeroPath.Webhooks.Signing;

/// <summary>
/// Tells whether a request was signed with one of several secrets or keys, as Standard Webhooks say. It needs the body's bytes as they
/// came, before anything parses them. Many threads can use it at once.
/// </summary>
public sealed class WebhookVerifier
{
    /// <summary>What stands before the comma of a signature by a shared secret: <c>v1</c>.</summary>
    public const string HmacScheme = WebhookSignature.Scheme;

    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    // Ed25519 has 64 bytes; what is longer is none of a scheme that is known.
    private const int LongestSignature = 128;

    private readonly IWebhookKey[] _keys;
    private readonly TimeProvider _time;
    private readonly TimeSpan _tolerance;

    /// <summary>A verifier.</summary>
    /// <param name="secrets">The secrets, such as an old and a new one while they are changed.</param>
    /// <param name="tolerance">How far <c>webhook-timestamp</c> may lie in the past or the future; five minutes unless set.</param>
    /// <param name="time">The clock; the system's unless set.</param>
    /// <exception cref="ArgumentException">There is no secret, or one cannot be used, or the tolerance is negative.</exception>
    public WebhookVerifier(IEnumerable<string> secrets, TimeSpan? tolerance = null, TimeProvider? time = null)
        : this(KeysOf(secrets), tolerance, time)
    {
    }

    /// <summary>
    /// A verifier with keys of any kind, such as <c>Ed25519PublicKey</c> of the package <c>ZeroPath.Webhooks.Ed25519</c>.
    /// </summary>
    /// <param name="keys">The keys, such as an old and a new one while they are changed.</param>
    /// <param name="tolerance">How far <c>webhook-timestamp</c> may lie in the past or the future; five minutes unless set.</param>
    /// <param name="time">The clock; the system's unless set.</param>
    /// <exception cref="ArgumentException">There is no key, or the tolerance is negative.</exception>
    public WebhookVerifier(IEnumerable<IWebhookKey> keys, TimeSpan? tolerance = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfLessThan(tolerance ?? FiveMinutes, TimeSpan.Zero, nameof(tolerance));
        _keys = [.. keys];
        if (_keys.Length == 0)
        {
            throw new ArgumentException("There is no secret to verify with. Give at least one.", nameof(keys));
        }

        (_tolerance, _time) = (tolerance ?? FiveMinutes, time ?? TimeProvider.System);
    }

    /// <summary>Verifies one request.</summary>
    /// <param name="body">The body as it came.</param>
    /// <param name="id">The header <c>webhook-id</c>, if it came once.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>, if it came once.</param>
    /// <param name="signatures">The header <c>webhook-signature</c>, if it came once.</param>
    /// <example>
    /// <code>
    /// var verifier = new WebhookVerifier([next.Value]);
    /// var verdict = verifier.Verify(body, headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]);
    /// </code>
    /// </example>
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

    internal static IEnumerable<IWebhookKey> KeysOf(IEnumerable<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        return secrets.Select(secret => new HmacKey(new() { Value = secret }));
    }

    private bool IsSigned(ReadOnlySpan<byte> body, string id, string timestamp, string signatures) =>
        WebhookSignature.WithContent(id, timestamp, body, content =>
        {
            Span<byte> given = stackalloc byte[LongestSignature];
            var matches = false;
            foreach (var key in _keys)
            {
                foreach (var part in signatures.AsSpan().Split(' '))
                {
                    // What has another scheme, or is no base64, is not for this key.
                    var signature = signatures.AsSpan(part);
                    var scheme = key.Scheme;
                    matches |= signature.Length > scheme.Length
                        && signature.StartsWith(scheme, StringComparison.Ordinal)
                        && signature[scheme.Length] == ','
                        && Convert.TryFromBase64Chars(signature[(scheme.Length + 1)..], given, out var length)
                        && key.Verify(content, given[..length]);
                }
            }

            return matches;
        });
}
