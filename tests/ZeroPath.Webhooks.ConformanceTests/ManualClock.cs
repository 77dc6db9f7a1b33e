namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>A clock that stands still until it is moved, and whose system's time can step. Its timers are the system's.</summary>
public sealed class ManualClock : TimeProvider
{
    private long _ticks = DateTimeOffset.UnixEpoch.AddDays(20_000).UtcTicks;
    private long _stepped;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(GetTimestamp() + Interlocked.Read(ref _stepped), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    /// <summary>Sets the system's time forward, or back. No time passes.</summary>
    public void Step(TimeSpan time) => Interlocked.Add(ref _stepped, time.Ticks);
}
