namespace AspNetCoreHost.Simulation;

/// <summary>The system's clock, which can be set back and wound on: a day of history is made in seconds.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private long _behind;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(-Interlocked.Read(ref _behind));

    /// <summary>Sets it back.</summary>
    public void GoBack(TimeSpan time) => Interlocked.Add(ref _behind, time.Ticks);

    /// <summary>Winds it on, to the present at most.</summary>
    /// <returns>Whether it is behind still.</returns>
    public bool WindOn(TimeSpan time) => Interlocked.Add(ref _behind, -Math.Min(time.Ticks, Interlocked.Read(ref _behind))) > 0;
}
