using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks;

/// <summary>
/// Says in the log that endpoints fail, and why (D61): the first failure of a streak by itself, what goes on failing once a minute for all
/// endpoints together. No more than ten first failures are told in a minute, and one of each endpoint; the others are counted too.
/// </summary>
internal sealed class FailingEndpoints(TimeProvider time, ILogger<FailingEndpoints> logger)
{
    private const int MaxFirstFailures = 10;
    private const int MaxNamed = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Streak> _streaks = [];
    private volatile bool _isAnyFailing;
    private long _minute = time.GetTimestamp();
    private int _firstFailures;

    public void Add(string endpointId, string deliveryId, DeliveryAttempt attempt)
    {
        var failed = attempt.Outcome != AttemptOutcome.Accepted;
        if (!failed && !_isAnyFailing)
        {
            return;
        }

        lock (_lock)
        {
            if (time.GetElapsedTime(_minute) >= Interval)
            {
                EndMinute();
            }

            var isKnown = _streaks.TryGetValue(endpointId, out var streak);
            if (!failed)
            {
                streak?.IsFailing = false;
                return;
            }

            streak ??= _streaks[endpointId] = new();
            _isAnyFailing = true;
            var isFirst = !streak.IsFailing;
            streak.Note(attempt);
            if (isFirst && !(isKnown && streak.IsTold) && _firstFailures < MaxFirstFailures)
            {
                _firstFailures++;
                streak.IsTold = true;
                DispatchLog.EndpointFails(
                    logger, endpointId, deliveryId, attempt.Number, attempt.Outcome,
                    attempt.StatusCode is { } status ? $"{status}" : "none");
            }
            else
            {
                streak.Count++;
            }
        }
    }

    private void EndMinute()
    {
        var counted = _streaks.Where(streak => streak.Value.Count > 0).OrderByDescending(streak => streak.Value.Count).ToList();
        if (counted.Count > 0)
        {
            var named = counted.Take(MaxNamed).Select(streak => $"{streak.Key}: {streak.Value.Count}, the last {streak.Value.Last}");
            DispatchLog.EndpointsFail(
                logger,
                counted.Count,
                counted.Sum(streak => streak.Value.Count),
                time.GetElapsedTime(_minute),
                string.Join("; ", named) + (counted.Count > MaxNamed ? "; …" : ""));
        }

        foreach (var (endpointId, streak) in _streaks)
        {
            streak.Count = 0;
            streak.IsTold = streak.IsTold && streak.IsFailing;
            if (!streak.IsFailing)
            {
                _streaks.Remove(endpointId);
            }
        }

        (_minute, _firstFailures, _isAnyFailing) = (time.GetTimestamp(), 0, _streaks.Count > 0);
    }

    /// <summary>What is known of an endpoint that fails, or did so in this minute.</summary>
    private sealed class Streak
    {
        public bool IsFailing { get; set; }

        public bool IsTold { get; set; }

        public int Count { get; set; }

        public string Last { get; private set; } = "";

        public void Note(DeliveryAttempt attempt) =>
            (IsFailing, Last) = (true, attempt.StatusCode is { } status ? $"{attempt.Outcome} ({status})" : $"{attempt.Outcome}");
    }
}
