namespace ZeroPath.Webhooks;

internal static class MonotonicClock
{
    /// <summary>The time since some moment in the past, the same for all callers in one process. Only differences mean something.</summary>
    /// <remarks>Exact: GetElapsedTime calculates with a double, which loses microseconds where the moment is long past.</remarks>
    public static TimeSpan Monotonic(this TimeProvider time) =>
        TimeSpan.FromTicks((long)((Int128)time.GetTimestamp() * TimeSpan.TicksPerSecond / time.TimestampFrequency));
}
