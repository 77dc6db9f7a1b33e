using System.Collections.ObjectModel;

namespace ZeroPath.Webhooks.Storage;

/// <summary>What a dispatcher has room for.</summary>
/// <param name="Max">How many deliveries at most.</param>
/// <param name="Length">How long the leases are.</param>
public sealed record LeaseRequest(int Max, TimeSpan Length)
{
    /// <summary>Room for whatever is due.</summary>
    public static LeaseRequest Any { get; } = new(int.MaxValue, TimeSpan.FromMinutes(1));

    /// <summary>How many to one endpoint at most, unless <see cref="Capacities"/> has it.</summary>
    public int MaxPerEndpoint { get; init; } = int.MaxValue;

    /// <summary>How many of retries, and of deliveries to endpoints whose last attempt failed, all together.</summary>
    public int MaxRetries { get; init; } = int.MaxValue;

    /// <summary>By endpoint id, how many at most; 0 leaves the endpoint out.</summary>
    public IReadOnlyDictionary<string, int> Capacities { get; init; } = ReadOnlyDictionary<string, int>.Empty;

    internal int CapacityFor(string endpointId) => Capacities.TryGetValue(endpointId, out var room) ? room : MaxPerEndpoint;
}
