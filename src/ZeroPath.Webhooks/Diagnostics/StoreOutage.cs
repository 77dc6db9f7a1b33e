using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks;

/// <summary>
/// Says in the log that the store is away (D61): once when that begins, once a minute as long as it lasts, once when the store is back.
/// Several loops ask the store, and each tells here what came of it.
/// </summary>
internal sealed class StoreOutage(TimeProvider time, ILogger<StoreOutage> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _failing = [];
    private volatile bool _isAway;
    private long? _told;
    private bool _isTold;
    private long _began;
    private int _failures;

    /// <summary>The store threw.</summary>
    /// <param name="asker">Who asked it, in words for people.</param>
    /// <param name="exception">What it threw.</param>
    public void Failed(string asker, Exception exception)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_failing.Count == 0)
            {
                (_began, _failures, _isTold) = (now, 0, false);
            }

            _failing.Add(asker);
            _isAway = true;
            _failures++;

            // A store that goes and comes is no reason for more than one entry a minute.
            if (_told is { } told && time.GetElapsedTime(told, now) < Interval)
            {
                return;
            }

            if (_isTold)
            {
                OutageLog.StillAway(logger, time.GetElapsedTime(_began, now), _failures, StorableText.ReasonOf(exception));
            }
            else
            {
                OutageLog.Away(logger, exception, asker);
            }

            (_told, _isTold) = (now, true);
        }
    }

    /// <summary>The store answered.</summary>
    /// <param name="asker">Who asked it.</param>
    public void Answered(string asker)
    {
        if (!_isAway)
        {
            return;
        }

        lock (_lock)
        {
            if (!_failing.Remove(asker) || _failing.Count > 0)
            {
                return;
            }

            _isAway = false;
            if (_isTold)
            {
                OutageLog.Back(logger, time.GetElapsedTime(_began), _failures);
            }
        }
    }
}
