namespace AspNetCoreHost.Simulation;

/// <summary>The system's clock, which begins some time ago and can be wound on: a day of history is made in seconds.</summary>
/// <param name="behind">How far in the past it begins.</param>
internal sealed class SimulatedClock(TimeSpan behind) : TimeProvider
{
    private long _wound;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - behind + new TimeSpan(Interlocked.Read(ref _wound));

    // Stores count by this one what waits.
    public override long GetTimestamp() =>
        base.GetTimestamp() + (long)(Interlocked.Read(ref _wound) / (double)TimeSpan.TicksPerSecond * TimestampFrequency);

    /// <summary>Winds it on, to the present at most.</summary>
    /// <returns>Whether it is behind still.</returns>
    public bool WindOn(TimeSpan time) =>
        Interlocked.Add(ref _wound, Math.Min(time.Ticks, behind.Ticks - Interlocked.Read(ref _wound))) < behind.Ticks;
}
