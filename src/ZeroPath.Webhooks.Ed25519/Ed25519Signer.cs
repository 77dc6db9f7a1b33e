using NSec.Cryptography;

namespace ZeroPath.Webhooks.Signing;

/// <summary>Signs with the keys of the options, which are read once.</summary>
internal sealed class Ed25519Signer : IWebhookSigner, IDisposable
{
    private readonly string _scheme;
    private readonly List<(Key Key, DateTimeOffset? ExpiresAt)> _keys;
    private readonly Dictionary<string, List<(Key Key, DateTimeOffset? ExpiresAt)>> _ofEndpoints;

    /// <exception cref="ArgumentException">There is no key, or one is none, or the scheme cannot stand in a header.</exception>
    public Ed25519Signer(Ed25519Options options)
    {
        if (options.Scheme.Length == 0 || options.Scheme.Contains(',') || options.Scheme.AsSpan().ContainsAnyExceptInRange('!', '~')
            || options.Scheme == WebhookVerifier.HmacScheme)
        {
            throw new ArgumentException(
                $"The scheme is '{options.Scheme}'. Write a name without comma and space that is not the one of shared secrets, such as "
                + $"{Ed25519Options.DefaultScheme}.");
        }

        if (options.Keys.Count == 0 && options.EndpointKeys.Values.All(keys => keys.Count == 0))
        {
            throw new ArgumentException("There is no key to sign with. Add one to Keys: Ed25519SigningKey.Create() makes one.");
        }

        _scheme = options.Scheme;
        _keys = Import(options.Keys);
        _ofEndpoints = options.EndpointKeys.ToDictionary(own => own.Key, own => Import(own.Value));
    }

    public string Sign(string endpointId, DateTimeOffset now, ReadOnlySpan<byte> content)
    {
        var signatures = "";
        foreach (var (key, expiresAt) in _ofEndpoints.GetValueOrDefault(endpointId, _keys))
        {
            if (!(expiresAt <= now))
            {
                var signature = Convert.ToBase64String(SignatureAlgorithm.Ed25519.Sign(key, content));
                signatures += $"{(signatures.Length == 0 ? "" : " ")}{_scheme},{signature}";
            }
        }

        return signatures;
    }

    public IReadOnlyList<IReadOnlyDictionary<string, string>> GetPublicKeys(string? endpointId, DateTimeOffset now) =>
    [
        .. (endpointId is null ? _keys : _ofEndpoints.GetValueOrDefault(endpointId, [])).Where(key => !(key.ExpiresAt <= now))
            .Select(key => Ed25519PublicKey.JsonWebKeyOf(key.Key.PublicKey)),
    ];

    public void Dispose() => _keys.Concat(_ofEndpoints.Values.SelectMany(keys => keys)).ToList().ForEach(key => key.Key.Dispose());

    private static List<(Key Key, DateTimeOffset? ExpiresAt)> Import(IEnumerable<Ed25519SigningKey> keys) =>
        [.. keys.Select(key => (key.Import(), key.ExpiresAt))];
}
