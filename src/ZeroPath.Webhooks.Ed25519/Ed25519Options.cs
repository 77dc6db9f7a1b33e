namespace ZeroPath.Webhooks.Signing;

/// <summary>The keys that requests are signed with.</summary>
public sealed class Ed25519Options
{
    internal const string DefaultScheme = "v1a";

    /// <summary>
    /// The host's own, which sign for every endpoint that has none of its own: each that has not expired, the newest first.
    /// </summary>
    public IList<Ed25519SigningKey> Keys { get; } = [];

    /// <summary>
    /// Keys of endpoints, by the endpoint's id, which sign in the place of <see cref="Keys"/>; an endpoint whose keys have all expired is
    /// not signed for.
    /// </summary>
    public IDictionary<string, IReadOnlyList<Ed25519SigningKey>> EndpointKeys { get; } =
        new Dictionary<string, IReadOnlyList<Ed25519SigningKey>>();

    /// <summary>What stands before the comma of a signature: <c>v1a</c>, as Standard Webhooks 1.0.0 say, unless set.</summary>
    public string Scheme { get; set; } = DefaultScheme;
}
