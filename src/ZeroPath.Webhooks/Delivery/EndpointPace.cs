namespace ZeroPath.Webhooks;

/// <summary>How much one process sends to one endpoint. It outlives the loops.</summary>
internal sealed class EndpointPace
{
    /// <summary>How many attempts at once an endpoint gets before it has shown that it can take more.</summary>
    public const int FirstWindow = 4;

    /// <summary>An endpoint that had nothing to do for longer must show again what it can take.</summary>
    private static readonly TimeSpan LongIdle = TimeSpan.FromMinutes(1);

    /// <summary>An endpoint of which nothing was heard for longer may hang.</summary>
    private static readonly TimeSpan LongSilence = TimeSpan.FromSeconds(1);

    private int _mostAtOnce = FirstWindow;
    private double? _perSecond;
    private double _tokens;
    private long? _refilled;
    private long _lastEnded;

    /// <summary>Attempts at once: one more for each success, half for each failure, so that a healed endpoint is not run over.</summary>
    public int Window { get; private set; } = FirstWindow;

    /// <summary>Whether it has shown that it takes all that it may get, and lately does.</summary>
    public bool IsFlowing(long now, TimeProvider time) => Window == _mostAtOnce && time.GetElapsedTime(_lastEnded, now) < LongSilence;

    public void Limit(int mostAtOnce, double? perSecond)
    {
        (_mostAtOnce, _perSecond) = (mostAtOnce, perSecond);
        Window = Math.Min(Window, mostAtOnce);
    }

    /// <summary>Before more is sent to an endpoint to which nothing is under way.</summary>
    public void StartAgain(bool isProbe, TimeProvider time)
    {
        if (isProbe)
        {
            Window = 1;
        }
        else if (time.GetElapsedTime(_lastEnded) > LongIdle)
        {
            Window = Math.Min(Window, FirstWindow);
        }
    }

    public void Ended(bool? succeeded, long now)
    {
        _lastEnded = now;
        Window = succeeded switch
        {
            true => Math.Min(Window + 1, _mostAtOnce),
            false => Math.Max(Window / 2, 1),
            null => Window,
        };
    }

    /// <summary>How many attempts the rate allows now, and how long until it allows one.</summary>
    public (int Count, TimeSpan Wait) Allowed(long now, TimeProvider time)
    {
        if (_perSecond is not { } rate)
        {
            return (int.MaxValue, TimeSpan.Zero);
        }

        var most = Math.Max(1, rate);
        _tokens = _refilled is { } before ? Math.Min(most, _tokens + (rate * time.GetElapsedTime(before, now).TotalSeconds)) : most;
        _refilled = now;

        // A little less than one is one: the clock counts whole ticks.
        return ((int)(_tokens + 1e-6), TimeSpan.FromSeconds(Math.Max(0, 1 - _tokens) / rate));
    }

    /// <returns>How long the attempt must wait for its turn by the rate; zero when this was it.</returns>
    public TimeSpan Spend(long now, TimeProvider time)
    {
        var (count, wait) = Allowed(now, time);
        if (count == 0)
        {
            return wait;
        }

        _tokens--;
        return TimeSpan.Zero;
    }
}
