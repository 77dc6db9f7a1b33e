using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>What another node has stored.</summary>
internal sealed class ForeignConfiguration(RoutingTable stored) : IRoutingTableStore
{
    private (long Version, RoutingTable Configuration) _stored = (1, stored);

    public ValueTask<(long Version, RoutingTable Configuration)?> LoadAsync(long knownVersion, CancellationToken cancellationToken) =>
        new(knownVersion == _stored.Version ? null : _stored);

    public ValueTask<long?> TrySaveAsync(RoutingTable configuration, long replacesVersion, CancellationToken cancellationToken)
    {
        if (replacesVersion != _stored.Version)
        {
            return new((long?)null);
        }

        _stored = (_stored.Version + 1, configuration);
        return new(_stored.Version);
    }
}
