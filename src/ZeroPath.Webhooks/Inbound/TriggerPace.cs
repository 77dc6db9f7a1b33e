namespace ZeroPath.Webhooks;

/// <summary>How many requests of one trigger this process accepts: a minute's worth at once, and then one each time its share of the minute is over.</summary>
/// <remarks>System.Threading.RateLimiting would do, but takes no <see cref="TimeProvider"/>.</remarks>
internal sealed class TriggerPace
{
    private readonly Lock _lock = new();

    // When the requests so far would have been through at one for each share.
    private TimeSpan _usedUpTo = TimeSpan.MinValue;

    /// <returns>How long the request must wait for its turn; zero when this was it.</returns>
    public TimeSpan Spend(int perMinute, TimeSpan now)
    {
        var share = TimeSpan.FromMinutes(1) / perMinute;
        lock (_lock)
        {
            var used = _usedUpTo > now ? _usedUpTo : now;
            var wait = used - now - (share * (perMinute - 1));
            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            _usedUpTo = used + share;
            return TimeSpan.Zero;
        }
    }
}
