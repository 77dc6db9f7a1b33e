namespace ZeroPath.Webhooks;

internal static class MonotonicClock
{
    /// <summary>The time since some moment in the past, the same for all callers in one process. Only differences mean something.</summary>
    public static TimeSpan Monotonic(this TimeProvider time) => time.GetElapsedTime(startingTimestamp: 0);
}
