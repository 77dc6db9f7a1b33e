namespace ZeroPath.Webhooks.Storage;

/// <summary>Keeps endpoints and subscriptions, as one value with a version, for the nodes that share the store.</summary>
public interface IRoutingTableStore
{
    /// <summary>The stored configuration, unless it is the one that the caller has.</summary>
    /// <param name="knownVersion">The version that the caller has; 0 if none.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The version and the configuration; null when nothing newer is stored.</returns>
    ValueTask<(long Version, RoutingTable Configuration)?> LoadAsync(long knownVersion, CancellationToken cancellationToken);

    /// <summary>Stores a configuration in the place of the one with a certain version.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="replacesVersion">The version that it was made from; 0 if none is stored.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>The new version; null, with nothing changed, when another version is stored by now.</returns>
    ValueTask<long?> TrySaveAsync(RoutingTable configuration, long replacesVersion, CancellationToken cancellationToken);
}
