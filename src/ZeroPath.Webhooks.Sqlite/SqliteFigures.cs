using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Counts results, a page of them at a time; and merges what was counted in hours that are over.</summary>
internal sealed class SqliteFigures(long now)
{
    /// <summary>An hour in milliseconds.</summary>
    public const int Hour = 60 * Minute;

    private const int Minute = 60_000;

    private readonly Dictionary<(string EndpointId, int Number, string Outcome, DeliveryState State, int Latency), int> _counts = [];

    /// <param name="endpointId">The endpoint.</param>
    /// <param name="state">What the delivery came to.</param>
    /// <param name="attempt">The attempt; null when none was made.</param>
    /// <param name="createdAt">When the delivery was created.</param>
    /// <param name="count">How many came to the same.</param>
    public void Add(string endpointId, DeliveryState state, DeliveryAttempt? attempt, long createdAt, int count = 1)
    {
        var number = Math.Min(attempt?.Number ?? 0, AttemptFigures.MaxNumber);
        var latency = state == DeliveryState.Succeeded ? ResultCount.ClassOf(SqliteRows.Between(createdAt, now)) : FigureKey.NoLatency;
        foreach (var id in (ReadOnlySpan<string>)[endpointId, FigureKey.AllEndpoints])
        {
            var key = (id, number, attempt?.Outcome.ToString() ?? FigureKey.NoOutcome, state, latency);
            _counts[key] = _counts.GetValueOrDefault(key) + count;
        }
    }

    public void Write(SqliteSession session)
    {
        foreach (var ((endpointId, number, outcome, state, latency), count) in _counts)
        {
            session.Execute(
                SqliteHistorySql.AddFigure,
                ("$endpoint", endpointId),
                ("$minute", now - (now % Minute)),
                ("$number", number),
                ("$outcome", outcome),
                ("$state", (int)state),
                ("$latency", latency),
                ("$count", count));
        }
    }

    /// <summary>An hour of an endpoint after the other, the oldest first, until so many are merged.</summary>
    /// <returns>How many were merged.</returns>
    public static int Merge(SqliteSession session, long now, int max)
    {
        var (merged, before) = (0, now - Hour - (now % Hour));
        while (merged < max && session.Execute(SqliteOperationsSql.AddHour, ("$before", before)) > 0)
        {
            merged += session.Execute(SqliteOperationsSql.RemoveMinutes, ("$before", before));
        }

        return merged;
    }
}
