using System.Diagnostics;
using System.Text;
using NSec.Cryptography;

namespace ZeroPath.Webhooks.Signing;

/// <summary>
/// A private key that requests are signed with: <c>whsk_</c> and its 32 bytes in base64, or these and the 32 of its public key, as
/// <a href="https://www.standardwebhooks.com">Standard Webhooks</a> write it.
/// </summary>
/// <remarks><see cref="ToString"/> masks it.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed record Ed25519SigningKey
{
    private const string Prefix = "whsk_";
    private const int SeedBytes = 32;

    /// <summary>The key as text, with its prefix. It is a secret.</summary>
    public required string Value { get; init; }

    /// <summary>Until when it signs beside the others; null for as long as it is there.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What receivers verify with: <c>whpk_</c> and 32 bytes in base64. It is no secret.</summary>
    /// <exception cref="ArgumentException">The value is no key.</exception>
    public string PublicKey
    {
        get
        {
            using var key = Import();
            return Ed25519PublicKey.TextOf(key.PublicKey);
        }
    }

    /// <summary>A new one.</summary>
    public static Ed25519SigningKey Create()
    {
        using var key = Key.Create(
            SignatureAlgorithm.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        byte[] bytes = [.. key.Export(KeyBlobFormat.RawPrivateKey), .. key.PublicKey.Export(KeyBlobFormat.RawPublicKey)];
        return new() { Value = Prefix + Convert.ToBase64String(bytes) };
    }

    /// <exception cref="ArgumentException">The value is no key. The message does not show it.</exception>
    internal Key Import()
    {
        if (TryDecode(Value) is { } bytes)
        {
            var key = Key.Import(SignatureAlgorithm.Ed25519, bytes.AsSpan(0, SeedBytes), KeyBlobFormat.RawPrivateKey);
            if (bytes.Length == SeedBytes || bytes.AsSpan(SeedBytes).SequenceEqual(key.PublicKey.Export(KeyBlobFormat.RawPublicKey)))
            {
                return key;
            }

            key.Dispose();
        }

        throw new ArgumentException(
            $"The signing key (***) is not '{Prefix}' and 32 bytes in base64, or these and the 32 of its public key. "
            + "Ed25519SigningKey.Create() makes one.");
    }

    private static byte[]? TryDecode(string? value)
    {
        var bytes = new byte[2 * SeedBytes];
        return value is not null && value.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64Chars(value.AsSpan(Prefix.Length), bytes, out var length) && length is SeedBytes or (2 * SeedBytes)
                ? bytes[..length]
                : null;
    }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Value = {Prefix}***, ExpiresAt = {ExpiresAt:O}");
        return true;
    }
}
