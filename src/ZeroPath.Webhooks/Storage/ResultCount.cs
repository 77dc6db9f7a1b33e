namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// How many results came to the same in one interval. Stores keep these by endpoint and by the minute, and by the quarter of an hour later,
/// and add them up: no figure needs the deliveries themselves.
/// </summary>
/// <param name="EndpointId">The endpoint; empty for all together.</param>
/// <param name="From">When the interval begins.</param>
/// <param name="AttemptNumber">The attempt's number, at most <see cref="AttemptFigures.MaxNumber"/>; 0 when none was made.</param>
/// <param name="Outcome">How the attempt ended; null when none was made.</param>
/// <param name="State">What the delivery came to; pending when another attempt follows, or when it was opened again.</param>
/// <param name="Latency">The class of the time from publish to acceptance, <see cref="ClassOf"/>; null when it did not succeed.</param>
/// <param name="Count">How many.</param>
public readonly record struct ResultCount(
    string EndpointId, DateTimeOffset From, int AttemptNumber, AttemptOutcome? Outcome, DeliveryState State, int? Latency, long Count)
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

    /// <summary>Adds counts up to figures, by interval, oldest first.</summary>
    /// <param name="counts">What was counted within the filter.</param>
    /// <param name="filter">Whether each endpoint has figures of its own.</param>
    /// <param name="interval">How long an interval is.</param>
    public static IReadOnlyList<DeliveryStatistics> Sum(IEnumerable<ResultCount> counts, StatisticsFilter filter, TimeSpan interval)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(filter);
        var sums = new Dictionary<(DateTimeOffset From, string? EndpointId), ResultSum>();
        ResultSum? sum = null;
        var last = default(ResultCount);
        foreach (var count in counts)
        {
            // Mostly many of one time and endpoint come one behind the other.
            if (sum is null || count.From != last.From || count.EndpointId != last.EndpointId)
            {
                var key = (Begin(count.From, interval), filter.ByEndpoint ? count.EndpointId : null);
                if (!sums.TryGetValue(key, out sum))
                {
                    sums.Add(key, sum = new());
                }
            }

            sum.Add(count);
            last = count;
        }

        return [.. sums.OrderBy(sum => sum.Key.From).ThenBy(sum => sum.Key.EndpointId, StringComparer.Ordinal)
            .Select(sum => sum.Value.ToStatistics(sum.Key.From, sum.Key.EndpointId))];
    }
}
