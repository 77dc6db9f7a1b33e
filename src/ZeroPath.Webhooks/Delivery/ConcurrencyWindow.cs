namespace ZeroPath.Webhooks;

/// <summary>
/// How many attempts at once an endpoint gets: one more for each success, half for each failure, so that a healed endpoint is not run over.
/// </summary>
internal sealed class ConcurrencyWindow
{
    /// <summary>What an endpoint gets before it has shown that it can take more.</summary>
    public const int FirstSize = 4;

    /// <summary>An endpoint that had nothing to do for longer must show again what it can take.</summary>
    public static readonly TimeSpan LongIdle = TimeSpan.FromMinutes(1);

    /// <summary>An endpoint that has not answered for so long may hang.</summary>
    public static readonly TimeSpan LongSilence = TimeSpan.FromSeconds(1);

    private int _most = FirstSize;
    private TimeSpan? _lastAttemptEnded;
    private TimeSpan? _lastAnswer;

    public int Size { get; private set; } = FirstSize;

    /// <summary>Whether it has let an attempt wait for too long, and not answered in time since.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>Whether the endpoint has shown that it takes all that it may get, and lately does.</summary>
    public bool IsFlowing(TimeSpan now) => Size == _most && now - _lastAttemptEnded < LongSilence && !IsSilent;

    /// <summary>Whether the last attempt succeeded in time, not long ago, and no other waits for too long.</summary>
    public bool Answers(TimeSpan now) => now - _lastAnswer <= LongIdle;

    /// <summary>An attempt has ended in time.</summary>
    public void Answer(bool hasSucceeded, TimeSpan now) => (_lastAnswer, IsSilent) = (hasSucceeded ? now : null, false);

    /// <summary>An attempt waits for too long.</summary>
    public void FallSilent() => (_lastAnswer, IsSilent) = (null, true);

    public void Limit(int most) => (_most, Size) = (most, Math.Min(Size, most));

    public void Widen(TimeSpan now) => (Size, _lastAttemptEnded) = (Math.Min(Size + 1, _most), now);

    public void Narrow(TimeSpan now) => (Size, _lastAttemptEnded) = (Math.Max(Size / 2, 1), now);

    /// <summary>Before more is sent to an endpoint to which nothing is under way.</summary>
    /// <param name="isProbe">Whether it is the one request by which an endpoint that was held is looked at again.</param>
    /// <param name="now">The monotonic time.</param>
    public void StartAgain(bool isProbe, TimeSpan now)
    {
        if (isProbe)
        {
            Size = 1;
        }
        else if (now - _lastAttemptEnded > LongIdle)
        {
            Size = Math.Min(Size, FirstSize);
        }
    }
}
