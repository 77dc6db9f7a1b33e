using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>A configuration that a test changes behind the registry's back, as another node would.</summary>
internal sealed class ConfigurationOfAnotherNode : IRoutingTableStore
{
    private long _version;

    public RoutingTable Stored
    {
        get;
        set
        {
            field = value;
            _version++;
        }
    } = RoutingTable.Empty;

    public ValueTask<(long Version, RoutingTable Configuration)?> LoadAsync(long knownVersion, CancellationToken cancellationToken) =>
        new(_version == knownVersion ? null : (_version, Stored));

    public ValueTask<long?> TrySaveAsync(RoutingTable configuration, long replacesVersion, CancellationToken cancellationToken)
    {
        if (replacesVersion != _version)
        {
            return new((long?)null);
        }

        Stored = configuration;
        return new(_version);
    }
}
