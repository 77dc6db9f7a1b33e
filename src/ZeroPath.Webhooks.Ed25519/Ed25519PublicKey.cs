using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace ZeroPath.Webhooks.Signing;

/// <summary>
/// A public key that requests are verified with, by <see cref="WebhookVerifier"/> or by a receiver's
/// <see cref="WebhookReceiverOptions.AddKey"/>.
/// </summary>
public sealed class Ed25519PublicKey : IWebhookKey
{
    private const string Prefix = "whpk_";
    private const int Bytes = 32;

    private readonly PublicKey _key;

    /// <summary>A key.</summary>
    /// <param name="value"><c>whpk_</c> and 32 bytes in base64, as <see cref="Ed25519SigningKey.PublicKey"/> has it.</param>
    /// <param name="scheme">What stands before the comma of its signatures.</param>
    /// <exception cref="ArgumentException">The value is no key.</exception>
    public Ed25519PublicKey(string value, string scheme = Ed25519Options.DefaultScheme)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentException.ThrowIfNullOrEmpty(scheme);
        var bytes = new byte[Bytes];

        // Not shown: somebody may have taken a private key for it.
        _key = value.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64Chars(value.AsSpan(Prefix.Length), bytes, out var length) && length == Bytes
            && PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out var key)
                ? key!
                : throw new ArgumentException($"The public key (***) is not '{Prefix}' and {Bytes} bytes in base64.", nameof(value));
        Scheme = scheme;
    }

    /// <inheritdoc/>
    public string Scheme { get; }

    /// <inheritdoc/>
    public bool Verify(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature) =>
        SignatureAlgorithm.Ed25519.Verify(_key, content, signature);

    /// <summary>The key as text, with its prefix.</summary>
    public override string ToString() => TextOf(_key);

    internal static string TextOf(PublicKey key) => Prefix + Convert.ToBase64String(key.Export(KeyBlobFormat.RawPublicKey));

    /// <summary>As the members of a JSON Web Key (RFC 8037). Its id is the key's thumbprint (RFC 7638).</summary>
    internal static Dictionary<string, string> JsonWebKeyOf(PublicKey key)
    {
        var x = Base64Url.EncodeToString(key.Export(KeyBlobFormat.RawPublicKey));
        var thumbprint = SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"Ed25519","kty":"OKP","x":"{{x}}"}"""));
        return new()
        {
            ["kty"] = "OKP",
            ["crv"] = "Ed25519",
            ["x"] = x,
            ["kid"] = Base64Url.EncodeToString(thumbprint),
            ["alg"] = "EdDSA",
            ["use"] = "sig",
        };
    }
}
