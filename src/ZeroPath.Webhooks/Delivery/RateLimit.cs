namespace ZeroPath.Webhooks;

/// <summary>How often something may happen in one process (GCRA): so many at once, and then one each time the interval is over.</summary>
/// <remarks>System.Threading.RateLimiting would do, but takes no <see cref="TimeProvider"/>.</remarks>
internal sealed class RateLimit
{
    private TimeSpan _interval;
    private TimeSpan _tolerance;

    // In ticks: when all that happened so far would have happened at one each interval.
    private long _usedUpTo = long.MinValue;

    /// <summary>Sets the limit. What happened before counts.</summary>
    /// <param name="interval">Zero for no limit.</param>
    /// <param name="atOnce">How many may happen at once after a long pause; at least one.</param>
    public void Set(TimeSpan interval, double atOnce) => (_interval, _tolerance) = (interval, interval * (atOnce - 1));

    /// <summary>Takes a turn, if there is one. Safe for concurrent callers.</summary>
    /// <returns>Zero when there was one; otherwise how long until there is.</returns>
    public TimeSpan Take(TimeSpan now)
    {
        while (_interval > TimeSpan.Zero)
        {
            var seen = Volatile.Read(ref _usedUpTo);
            if (WaitAfter(seen, now) is var wait && wait > TimeSpan.Zero)
            {
                return wait;
            }

            if (Interlocked.CompareExchange(ref _usedUpTo, Math.Max(seen, now.Ticks) + _interval.Ticks, seen) == seen)
            {
                break;
            }
        }

        return TimeSpan.Zero;
    }

    /// <summary>How many turns there are now, and how long until there is one; zero when there is.</summary>
    public (int Count, TimeSpan Wait) Left(TimeSpan now)
    {
        if (_interval <= TimeSpan.Zero)
        {
            return (int.MaxValue, TimeSpan.Zero);
        }

        var wait = WaitAfter(Volatile.Read(ref _usedUpTo), now);
        return wait > TimeSpan.Zero ? (0, wait) : ((int)Math.Min(int.MaxValue, 1 + (-wait.Ticks / _interval.Ticks)), TimeSpan.Zero);
    }

    /// <summary>How long until so many turns that are there, or will be, are taken and another one is there.</summary>
    public TimeSpan WaitAfter(int taken, TimeSpan now)
    {
        var (count, wait) = Left(now);
        return taken < count ? TimeSpan.Zero : count > 0 ? (taken - count + 1) * _interval : wait + (taken * _interval);
    }

    /// <returns>Negative when there is time left.</returns>
    private TimeSpan WaitAfter(long usedUpTo, TimeSpan now) => TimeSpan.FromTicks(Math.Max(usedUpTo, now.Ticks) - now.Ticks) - _tolerance;
}
