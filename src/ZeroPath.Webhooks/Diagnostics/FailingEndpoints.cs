using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Says in the log that endpoints fail, and why, and that they answer again (D61): the first failure of a streak, and the success that ends
/// it, by themselves; what goes on failing once a minute, for all endpoints together. In a minute ten of each are told alone at
/// most, and one of an endpoint; the others are told together when it is over.
/// </summary>
internal sealed class FailingEndpoints(TimeProvider time, IOptions<ZeroPathWebhooksOptions> options, ILogger<FailingEndpoints> logger)
{
    private const int MaxFirst = 10;
    private const int MaxNamed = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Streak> _streaks = [];
    private volatile bool _isAnyKnown;
    private long _minute = time.GetTimestamp();
    private int _firstFailures;
    private int _firstAnswers;

    public void Add(LeasedDelivery delivery, DeliveryAttempt attempt)
    {
        var failed = attempt.Outcome != AttemptOutcome.Accepted;
        if (!failed && !_isAnyKnown && delivery.FailureStreak == 0)
        {
            return;
        }

        lock (_lock)
        {
            if (time.GetElapsedTime(_minute) >= Interval)
            {
                EndMinute();
            }

            if (!_streaks.TryGetValue(delivery.EndpointId, out var streak) && (failed || delivery.FailureStreak > 0))
            {
                // What failed in another process, or before a restart, the store has counted.
                streak = _streaks[delivery.EndpointId] = new() { IsFailing = !failed };
                _isAnyKnown = true;
            }

            if (failed)
            {
                AddFailure(streak!, delivery, attempt);
            }
            else if (streak is { IsFailing: true })
            {
                AddAnswer(streak, delivery);
            }
        }
    }

    private void AddFailure(Streak streak, LeasedDelivery delivery, DeliveryAttempt attempt)
    {
        var isFirst = !streak.IsFailing;
        streak.Fail(attempt);
        if (isFirst && !streak.IsTold && _firstFailures < MaxFirst)
        {
            _firstFailures++;
            streak.IsTold = true;
            DispatchLog.EndpointFails(
                logger, delivery.EndpointId, delivery.DeliveryId, attempt.Number, attempt.Outcome,
                attempt.StatusCode is { } status ? $"{status}" : "none");
        }
        else
        {
            streak.Count++;
        }
    }

    private void AddAnswer(Streak streak, LeasedDelivery delivery)
    {
        streak.End(delivery.FailureStreak, time.GetTimestamp());
        if (!streak.IsAnswerTold && _firstAnswers < MaxFirst)
        {
            _firstAnswers++;
            (streak.IsAnswerTold, streak.OwesAnswer) = (true, false);
            DispatchLog.EndpointAnswers(logger, delivery.EndpointId, streak.Length);
        }
    }

    private void EndMinute()
    {
        var counted = _streaks.Where(streak => streak.Value.Count > 0).OrderByDescending(streak => streak.Value.Count).ToList();
        if (counted.Count > 0)
        {
            DispatchLog.EndpointsFail(
                logger,
                counted.Count,
                counted.Sum(streak => streak.Value.Count),
                time.GetElapsedTime(_minute),
                Names(counted, streak => $": {streak.Count}, the last {streak.Last}"));
        }

        var answering = _streaks.Where(streak => streak.Value.OwesAnswer).OrderByDescending(streak => streak.Value.Length).ToList();
        if (answering.Count > 0)
        {
            var named = Names(answering, streak => $": {streak.Length}");
            DispatchLog.EndpointsAnswer(logger, answering.Count, named);
        }

        foreach (var (endpointId, streak) in _streaks)
        {
            streak.Count = 0;
            streak.IsTold = streak.IsTold && streak.IsFailing;
            (streak.IsAnswerTold, streak.OwesAnswer) = (false, false);

            // Until then deliveries may come that were leased before it answered: they have the streak that is over.
            if (!streak.IsFailing && time.GetElapsedTime(streak.EndedAt) > options.Value.Lease)
            {
                _streaks.Remove(endpointId);
            }
        }

        (_minute, _firstFailures, _firstAnswers, _isAnyKnown) = (time.GetTimestamp(), 0, 0, _streaks.Count > 0);
    }

    private static string Names(List<KeyValuePair<string, Streak>> streaks, Func<Streak, string> say) =>
        string.Join("; ", streaks.Take(MaxNamed).Select(streak => streak.Key + say(streak.Value)))
            + (streaks.Count > MaxNamed ? "; …" : "");

    /// <summary>What is known of an endpoint that fails, or did so lately.</summary>
    private sealed class Streak
    {
        public bool IsFailing { get; set; }

        public bool IsTold { get; set; }

        public bool IsAnswerTold { get; set; }

        /// <summary>Whether it answers again, and the log does not say so yet.</summary>
        public bool OwesAnswer { get; set; }

        /// <summary>How many failures are to be told at the end of the minute.</summary>
        public int Count { get; set; }

        /// <summary>How many attempts have failed in a row.</summary>
        public int Length { get; private set; }

        public long EndedAt { get; private set; }

        public string Last { get; private set; } = "";

        public void Fail(DeliveryAttempt attempt)
        {
            Length = IsFailing ? Length + 1 : 1;
            (IsFailing, OwesAnswer) = (true, false);
            Last = attempt.StatusCode is { } status ? $"{attempt.Outcome} ({status})" : $"{attempt.Outcome}";
        }

        /// <param name="stored">How many failures in a row the store had counted, those of all processes.</param>
        /// <param name="now">When it answered.</param>
        public void End(int stored, long now) => (IsFailing, OwesAnswer, Length, EndedAt) = (false, true, Math.Max(Length, stored), now);
    }
}
