using ZeroPath.Webhooks.Routing;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Management;

/// <summary>What another node has stored.</summary>
internal sealed class ForeignConfiguration(RoutingConfiguration stored) : IRoutingConfigurationStore
{
    private (long Version, RoutingConfiguration Configuration) _stored = (1, stored);

    public ValueTask<(long Version, RoutingConfiguration Configuration)?> LoadAsync(long knownVersion, CancellationToken cancellationToken) =>
        new(knownVersion == _stored.Version ? null : _stored);

    public ValueTask<long?> TrySaveAsync(RoutingConfiguration configuration, long replacesVersion, CancellationToken cancellationToken)
    {
        if (replacesVersion != _stored.Version)
        {
            return new((long?)null);
        }

        _stored = (_stored.Version + 1, configuration);
        return new(_stored.Version);
    }
}
