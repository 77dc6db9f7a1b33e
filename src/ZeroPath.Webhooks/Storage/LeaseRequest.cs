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

    /// <summary>How many of retries, and of deliveries to endpoints whose last attempt failed, all together.</summary>
    public int MaxRetries { get; init; } = int.MaxValue;

    /// <summary>How many bytes their bodies have, all together; the last one may go beyond it.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>
    /// By endpoint id, what there is room for. The store asks it of the endpoints that it comes across, on any thread. The answer about one
    /// endpoint stays the same.
    /// </summary>
    public Func<string, EndpointRoom> RoomFor { get; init; } = _ => new(int.MaxValue);

    /// <summary>
    /// Endpoints that answer and are known to have something due, by id; no more than <see cref="Max"/>. The store looks at these, however
    /// many others have something due.
    /// </summary>
    public IReadOnlyCollection<string> Known { get; init; } = [];
}
