using Npgsql;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Shared;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>Rows as values.</summary>
internal static class PostgreSqlRows
{
    public static SqlDialect Dialect { get; } = new(
        IsOneOf: "= ANY ({0})", List: ids => ids.ToArray(), Time: time => time.ToUniversalTime());

    public static DateTimeOffset Time(this NpgsqlDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    /// <summary>The text of an array of texts.</summary>
    public static string ArrayText(IEnumerable<string> ids) => $"{{{string.Join(',', ids.Select(Quote))}}}";

    /// <summary>Events with their deliveries.</summary>
    public static async Task<List<(long Seq, PublishedEvent Event)>> EventsAsync(
        this NpgsqlConnection connection,
        PostgreSqlHistorySql sql,
        string where,
        CancellationToken cancellationToken,
        params (string, object?)[] parameters)
    {
        var events = await connection.QueryAsync(
            sql.Events + where, row => (Seq: row.GetInt64(0), Event: Event(row)), cancellationToken, parameters).ConfigureAwait(false);
        if (events.Count == 0)
        {
            return events;
        }

        var deliveries = await connection.QueryAsync(
            $"{sql.Deliveries} WHERE d.event_seq = ANY (@seqs) ORDER BY d.seq",
            row => (EventSeq: row.GetInt64(12), Delivery: Delivery(row)),
            cancellationToken,
            ("seqs", events.Select(item => item.Seq).ToArray())).ConfigureAwait(false);
        var byEvent = deliveries.ToLookup(item => item.EventSeq, item => item.Delivery);
        return events.ConvertAll(item => (item.Seq, item.Event with { Deliveries = [.. byEvent[item.Seq]] }));
    }

    public static Delivery Delivery(NpgsqlDataReader row)
    {
        var state = (DeliveryState)row.GetInt16(7);
        return new()
        {
            Id = row.GetString(1),
            EventId = row.GetString(2),
            EventType = new WebhookEventType(row.GetString(3)),
            EndpointId = row.GetString(4),
            SubscriptionIds = row.GetFieldValue<string[]>(5),
            CreatedAt = row.Time(6),
            State = state,
            Reason = row.Text(8),
            AttemptCount = row.GetInt32(9),
            SettledAt = row.IsDBNull(10) ? null : row.Time(10),
            DueAt = state == DeliveryState.Pending ? row.Time(11) : null,
        };
    }

    public static DeliveryAttempt Attempt(NpgsqlDataReader row) => new()
    {
        Number = row.GetInt32(0),
        StartedAt = row.Time(1),
        Duration = row.GetTimeSpan(2),
        Outcome = Enum.TryParse<AttemptOutcome>(row.GetString(3), out var outcome) ? outcome : AttemptOutcome.Unknown,
        StatusCode = row.IsDBNull(4) ? null : row.GetInt32(4),
        Response = row.Text(5),
        RetryAfter = row.IsDBNull(6) ? null : row.GetTimeSpan(6),
        Detail = row.Text(7),
    };

    public static DeliveryStatistics Statistics(NpgsqlDataReader row, TimeSpan interval)
    {
        var latencies = row.IsDBNull(5) ? null : row.GetFieldValue<TimeSpan[]>(5);
        return new()
        {
            From = DateTimeOffset.UnixEpoch + (row.GetInt64(0) * interval),
            Pending = row.GetInt64(1),
            Succeeded = row.GetInt64(2),
            Failed = row.GetInt64(3),
            Cancelled = row.GetInt64(4),
            LatencyP50 = latencies?[0],
            LatencyP95 = latencies?[1],
            LatencyP99 = latencies?[2],
        };
    }

    private static PublishedEvent Event(NpgsqlDataReader row) => new()
    {
        Id = row.GetString(1),
        Type = new WebhookEventType(row.GetString(2)),
        OrganizationId = row.Text(3),
        RepositoryId = row.Text(4),
        PublishedAt = row.Time(5),
        Body = row.IsDBNull(6) ? default : row.GetFieldValue<byte[]>(6),
        IdempotencyKey = row.Text(7),
        ContentHash = row.Text(8),
        TraceParent = row.Text(9),
        Deliveries = [],
    };

    private static string Quote(string id) =>
        $"\"{id.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
