using System.Collections.Frozen;
using System.Collections.ObjectModel;

namespace ZeroPath.Webhooks.Storage;

/// <summary>What a dispatcher has room for.</summary>
public sealed class LeaseRequest(int max, TimeSpan length)
{
    /// <summary>How many deliveries at most.</summary>
    public int Max { get; } = max;

    /// <summary>How long the leases are.</summary>
    public TimeSpan Length { get; } = length;

    /// <summary>Room for whatever is due.</summary>
    public static LeaseRequest Any { get; } = new(int.MaxValue, TimeSpan.FromMinutes(1));

    /// <summary>How many to one endpoint at most, unless <see cref="Capacities"/> has it.</summary>
    public int MaxPerEndpoint { get; init; } = int.MaxValue;

    /// <summary>How many of retries, and of deliveries to endpoints whose last attempt failed, all together.</summary>
    public int MaxRetries { get; init; } = int.MaxValue;

    /// <summary>How many bytes their bodies have, all together; the last one may go beyond it.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>By endpoint id, how many at most; 0 leaves the endpoint out.</summary>
    public IReadOnlyDictionary<string, int> Capacities { get; init; } = ReadOnlyDictionary<string, int>.Empty;

    /// <summary>
    /// The endpoints that have answered lately. They and the others take turns, so that each of the two get half, or what the others leave.
    /// </summary>
    public IReadOnlySet<string> Answering { get; init; } = FrozenSet<string>.Empty;

    internal int CapacityFor(string endpointId) => Capacities.TryGetValue(endpointId, out var room) ? room : MaxPerEndpoint;
}
