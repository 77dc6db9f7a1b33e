using ZeroPath.Webhooks.Routing;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>A configuration that a test changes behind the registry's back, as another node would.</summary>
internal sealed class ConfigurationOfAnotherNode : IRoutingConfigurationStore
{
    private long _version;

    public RoutingConfiguration Stored
    {
        get;
        set
        {
            field = value;
            _version++;
        }
    } = RoutingConfiguration.Empty;

    public ValueTask<(long Version, RoutingConfiguration Configuration)?> LoadAsync(long knownVersion, CancellationToken cancellationToken) =>
        new(_version == knownVersion ? null : (_version, Stored));

    public ValueTask<long?> TrySaveAsync(RoutingConfiguration configuration, long replacesVersion, CancellationToken cancellationToken)
    {
        if (replacesVersion != _version)
        {
            return new((long?)null);
        }

        Stored = configuration;
        return new(_version);
    }
}
