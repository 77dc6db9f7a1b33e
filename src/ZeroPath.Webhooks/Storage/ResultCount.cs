namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// How many results came to the same in one interval. Stores keep these by minute and endpoint and add them up, so that no figure needs the
/// deliveries themselves.
/// </summary>
/// <param name="From">When the interval begins.</param>
/// <param name="AttemptNumber">The attempt's number, at most <see cref="AttemptFigures.MaxNumber"/>; 0 when none was made.</param>
/// <param name="Outcome">How the attempt ended; null when none was made.</param>
/// <param name="State">What the delivery came to; pending when another attempt follows.</param>
/// <param name="Latency">The class of the time from publish to acceptance, <see cref="ClassOf"/>; null when it did not succeed.</param>
/// <param name="Count">How many.</param>
public readonly record struct ResultCount(
    DateTimeOffset From, int AttemptNumber, AttemptOutcome? Outcome, DeliveryState State, int? Latency, long Count)
{
    /// <summary>How many classes of latency there are from one time to twice that.</summary>
    public const int ClassesPerDoubling = 4;

    /// <summary>The class of a latency: 0 is a millisecond or less, and each class reaches some 19 % further than the one before.</summary>
    public static int ClassOf(TimeSpan latency) => (int)(ClassesPerDoubling * Math.Log2(Math.Max(1, latency.TotalMilliseconds)));

    /// <summary>The middle of a class of latency.</summary>
    public static TimeSpan LatencyOf(int latencyClass) => TimeSpan.FromMilliseconds(
        Math.Min(Math.Pow(2, (latencyClass + 0.5) / ClassesPerDoubling), TimeSpan.MaxValue.TotalMilliseconds / 2));

    /// <summary>When the interval of a time begins: a whole number of intervals after 1970-01-01T00:00:00Z.</summary>
    public static DateTimeOffset Begin(DateTimeOffset time, TimeSpan interval)
    {
        var since = (time - DateTimeOffset.UnixEpoch).Ticks % interval.Ticks;
        var ticks = time.UtcTicks - (since < 0 ? since + interval.Ticks : since);
        return new(Math.Max(0, ticks), TimeSpan.Zero);
    }

    /// <summary>The first minute that counts; null when there is no first one.</summary>
    public static DateTimeOffset? FirstMinute(StatisticsFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.From is { } from ? Begin(from, TimeSpan.FromMinutes(1)) : null;
    }

    /// <summary>Adds the counts up to figures, by interval, oldest first.</summary>
    public static IReadOnlyList<DeliveryStatistics> Sum(IEnumerable<ResultCount> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return [.. counts.GroupBy(count => count.From).OrderBy(interval => interval.Key)
            .Select(interval => Sum(interval.Key, [.. interval]))];
    }

    private static DeliveryStatistics Sum(DateTimeOffset from, ResultCount[] counts)
    {
        var latencies = counts.Where(count => count.Latency is not null)
            .GroupBy(count => count.Latency!.Value, (latency, those) => (Latency: latency, Count: those.Sum(count => count.Count)))
            .OrderBy(latency => latency.Latency)
            .ToArray();
        var measured = latencies.Sum(latency => latency.Count);
        return new()
        {
            From = from,
            Succeeded = Count(DeliveryState.Succeeded),
            Failed = Count(DeliveryState.Failed),
            Cancelled = Count(DeliveryState.Cancelled),
            Retried = Count(DeliveryState.Pending),
            Attempts = [.. counts.Where(count => count.Outcome is not null).GroupBy(count => count.AttemptNumber)
                .OrderBy(attempts => attempts.Key)
                .Select(attempts => new AttemptFigures(
                    attempts.Key,
                    attempts.Sum(count => count.Count),
                    attempts.Sum(count => count.Outcome == AttemptOutcome.Accepted ? count.Count : 0)))],
            Outcomes = counts.Where(count => count.Outcome is not null).GroupBy(count => count.Outcome!.Value)
                .ToDictionary(outcome => outcome.Key, outcome => outcome.Sum(count => count.Count)),
            LatencyP50 = Percentile(0.50),
            LatencyP95 = Percentile(0.95),
            LatencyP99 = Percentile(0.99),
        };

        long Count(DeliveryState state) => counts.Sum(count => count.State == state ? count.Count : 0);

        // Nearest rank.
        TimeSpan? Percentile(double fraction)
        {
            var left = (long)Math.Ceiling(fraction * measured);
            foreach (var (latency, count) in latencies)
            {
                left -= count;
                if (left <= 0)
                {
                    return LatencyOf(latency);
                }
            }

            return null;
        }
    }
}
