using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks;

/// <summary>
/// What a receiver's requests must bring. Values are compared by their hashes, in constant time, and all of them always, so that how long
/// it takes says nothing about any; what is missing is compared like an empty value.
/// </summary>
internal sealed class ReceiverCredentials(WebhookReceiverOptions options, TimeProvider time, CompareHashes? compare = null)
{
    private readonly CompareHashes _compare = compare ?? CryptographicOperations.FixedTimeEquals;

    private static readonly string[] SignatureHeaders =
        [WebhookSignature.IdHeader, WebhookSignature.TimestampHeader, WebhookSignature.SignatureHeader];

    private readonly (string Name, byte[][] Hashes)[] _headers =
        [.. options.Headers.Select(header =>
            (header.Key, header.Value.Select(value => Hash(value, new byte[SHA256.HashSizeInBytes])).ToArray()))];

    private readonly WebhookVerifier? _verifier =
        options.SigningSecrets.Count + options.Keys.Count == 0 ? null
        : new(WebhookVerifier.KeysOf(options.SigningSecrets).Concat(options.Keys), time: time);

    /// <summary>What is wrong with a request's headers alone; null for nothing.</summary>
    public string? FindProblem(Func<string, StringValues> headers)
    {
        string? problem = null;
        foreach (var (name, hashes) in _headers)
        {
            var given = headers(name);
            var matches = Matches(given is [var value] ? value : null, hashes);
            if (given.Count != 1)
            {
                problem ??= $"the header {name} came {given.Count} times.";
            }
            else if (!matches)
            {
                problem ??= $"the header {name} has another value.";
            }
        }

        return problem ?? (_verifier is null ? null : Array.Find(SignatureHeaders, name => headers(name).Count != 1) is { } missing
            ? $"the header {missing} came {headers(missing).Count} times."
            : null);
    }

    /// <summary>What is wrong with a request's signature; null for nothing.</summary>
    public string? FindProblem(Func<string, StringValues> headers, ReadOnlySpan<byte> body)
    {
        var verdict = _verifier?.Verify(
            body,
            headers(WebhookSignature.IdHeader),
            headers(WebhookSignature.TimestampHeader),
            headers(WebhookSignature.SignatureHeader)) ?? SignatureVerification.Valid;
        return verdict == SignatureVerification.Valid ? null : $"its signature is not valid: {verdict}.";
    }

    private bool Matches(string? value, byte[][] hashes)
    {
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(value, given);
        var matches = false;
        foreach (var hash in hashes)
        {
            matches |= _compare(given, hash);
        }

        return matches;
    }

    private static byte[] Hash(string value, byte[] hash)
    {
        Hash(value, hash.AsSpan());
        return hash;
    }

    private static void Hash(string? value, Span<byte> hash) => SHA256.HashData(MemoryMarshal.AsBytes(value.AsSpan()), hash);
}
