using System.Globalization;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Shared;

/// <summary>
/// The counts of a row of figures as a text: <c>minutes number outcome state latency count</c>, and the next behind a semicolon. A row of
/// an hour has many, so that few rows are read. Two texts are merged by writing one behind the other.
/// </summary>
internal static class FigureText
{
    /// <summary>How many minutes of an hour that is over are counted together.</summary>
    public const string MergedMinutes = "15";

    private const int Columns = 6;

    /// <summary>Nobody delivers more in a minute: what was edited by hand must not keep sums from being made.</summary>
    private const long LargestCount = 1_000_000_000_000;

    private static readonly TimeSpan Merged = TimeSpan.FromMinutes(int.Parse(MergedMinutes, CultureInfo.InvariantCulture));

    /// <summary>Reads the counts of a row that are within a filter. What is none, by hand or from a backup, is left out.</summary>
    /// <param name="endpointId">The row's endpoint.</param>
    /// <param name="begin">When the row's time begins, from which its minutes count.</param>
    /// <param name="counts">The text.</param>
    /// <param name="filter">The filter.</param>
    public static List<ResultCount> Read(string endpointId, DateTimeOffset begin, ReadOnlySpan<char> counts, StatisticsFilter filter)
    {
        var first = filter.From is { } from ? ResultCount.Begin(from, Merged) : (DateTimeOffset?)null;
        var read = new List<ResultCount>(counts.Count(';') + 1);
        foreach (var range in counts.Split(';'))
        {
            if (Read(endpointId, begin, counts[range]) is { } count && !(count.From < first) && !(count.From >= filter.To))
            {
                read.Add(count);
            }
        }

        return read;
    }

    private static ResultCount? Read(string endpointId, DateTimeOffset begin, ReadOnlySpan<char> text)
    {
        Span<Range> columns = stackalloc Range[Columns + 1];
        if (text.Split(columns, ' ') != Columns
            || !int.TryParse(text[columns[0]], CultureInfo.InvariantCulture, out var minutes)
            || !int.TryParse(text[columns[1]], CultureInfo.InvariantCulture, out var number)
            || !int.TryParse(text[columns[3]], CultureInfo.InvariantCulture, out var state)
            || !int.TryParse(text[columns[4]], CultureInfo.InvariantCulture, out var latency)
            || !long.TryParse(text[columns[5]], CultureInfo.InvariantCulture, out var count)
            || minutes is < 0 or >= 60
            || count is < 0 or > LargestCount
            || DateTimeOffset.MaxValue - begin < TimeSpan.FromMinutes(minutes))
        {
            return null;
        }

        return new(
            endpointId,
            begin.AddMinutes(minutes),
            Math.Max(0, number),
            text[columns[2]] is FigureKey.NoOutcome ? null : DbRows.Outcome(text[columns[2]]),
            state is > 0 and <= (int)DeliveryState.Cancelled ? (DeliveryState)state : DeliveryState.Pending,
            latency == FigureKey.NoLatency ? null : latency,
            count);
    }
}
