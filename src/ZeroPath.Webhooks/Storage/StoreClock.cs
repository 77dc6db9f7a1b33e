namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// The two clocks of a store that has none of its own (D48): what is written down for people follows the system's, and what waits does not.
/// A step of the system's clock while the process runs neither delays nor hastens a delivery, and ends no lease.
/// </summary>
/// <remarks>While a machine is suspended, what waits does not come nearer: two clocks cannot tell a suspension from a step.</remarks>
/// <param name="time">Gives the system's time and the monotonic one.</param>
public sealed class StoreClock(TimeProvider time)
{
    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly long _startedAt = time.GetTimestamp();

    /// <summary>The system's time, for instants that are shown, sent or compared with an age.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>
    /// The time by which things fall due, and leases, holds and pauses end: the system's at the start, and since then counted by the
    /// monotonic clock.
    /// </summary>
    public DateTimeOffset Due => _start + time.GetElapsedTime(_startedAt);
}
