using System.Text.Json;
using Microsoft.Data.Sqlite;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Shared;

namespace ZeroPath.Webhooks.Sqlite;

/// <summary>Rows as values.</summary>
internal static class SqliteRows
{
    public static SqlDialect Dialect { get; } = new(
        IsOneOf: "IN (SELECT value FROM json_each({0}))", List: Join, Time: time => time.ToUnixTimeMilliseconds());

    public static DateTimeOffset Time(this SqliteDataReader row, int column) => Time(row.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    public static long? LongOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static TimeSpan Span(long value, long ticksOfOne) =>
        TimeSpan.FromTicks((long)Int128.Clamp((Int128)value * ticksOfOne, long.MinValue, long.MaxValue));

    /// <summary>How long it is from one time to another.</summary>
    public static TimeSpan Between(long start, long end) => Time(end) - Time(start);

    /// <summary>Whether a row can be found again by this id: not when it is empty or no text.</summary>
    public static bool IsId(string id) => id.Length > 0 && !id.Contains('\uFFFD', StringComparison.Ordinal);

    public static string Join(IEnumerable<string> ids)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var id in ids)
            {
                writer.WriteStringValue(id);
            }

            writer.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    public static PublishedEvent? FindEvent(SqliteSession session, string id) =>
        Events(session, $"{SqliteHistorySql.Events} WHERE e.id = $id", ("$id", id)) is [var (_, found)] ? found : null;

    /// <summary>The page of a list: what the filter finds from the page's place down to the row at which the search ends.</summary>
    /// <param name="session">The session.</param>
    /// <param name="filter">What is searched for, by <see cref="SqlFilter.Page"/>.</param>
    /// <param name="table">The table.</param>
    /// <param name="time">Its column that says when a row was made.</param>
    /// <param name="page">The page.</param>
    /// <param name="read">Reads rows with these parameters.</param>
    public static Page<T> Page<T>(
        SqliteSession session,
        SqlFilter filter,
        string table,
        string time,
        PageRequest page,
        Func<(string, object?)[], IReadOnlyList<(long, T)>> read)
    {
        (long Number, DateTimeOffset Time)? reach = filter.MustSearch && session.Query(
            $"SELECT seq, {time} FROM {table} WHERE seq < $before ORDER BY seq DESC LIMIT 1 OFFSET $searched",
            row => (row.GetInt64(0), row.Time(1)),
            ("$before", page.Before),
            ("$searched", PageRequest.MaxSearched)) is [var end]
            ? end
            : null;
        return page.PageOf(read([.. filter.Parameters, ("@floor", reach?.Number ?? 0)]), reach);
    }

    public static List<(long Seq, PublishedEvent Event)> Events(
        SqliteSession session, string sql, params ReadOnlySpan<(string, object?)> parameters)
    {
        var events = session.Query(sql, row => (Seq: row.GetInt64(0), Event: Event(row)), parameters);
        return events.ConvertAll(item => (item.Seq, item.Event with
        {
            // The events beside one that is damaged shall still be shown.
            Body = Body(session, item.Seq, out _),
            Deliveries = session.Query(
                $"{SqliteHistorySql.Deliveries} WHERE d.event_seq = $seq ORDER BY d.seq", Delivery, ("$seq", item.Seq)),
        }));
    }

    public static Delivery Delivery(SqliteDataReader row)
    {
        var state = row.Choice(7, DeliveryState.Failed);
        return new()
        {
            Id = row.GetString(1),
            EventId = row.GetString(2),
            EventType = new WebhookEventType(row.GetString(3)),
            EndpointId = row.GetString(4),
            SubscriptionIds = Split(row.GetString(5)),
            CreatedAt = row.Time(6),
            State = state,
            Reason = row.Text(8),
            AttemptCount = row.Count(9),
            SettledAt = row.TimeOrNull(10),
            DueAt = state == DeliveryState.Pending ? row.Time(11) : null,
            Deadline = state == DeliveryState.Pending ? row.TimeOrNull(12) : null,
        };
    }

    public static DeliveryAttempt Attempt(SqliteDataReader row) => new()
    {
        Number = row.Count(0),
        StartedAt = row.Time(1),
        Duration = Span(row.GetInt64(2), TimeSpan.TicksPerMicrosecond),
        Outcome = row.Outcome(3),
        StatusCode = row.IsDBNull(4) ? null : row.Int(4),
        Response = row.Text(5),
        RetryAfter = row.IsDBNull(6) ? null : Span(row.GetInt64(6), TimeSpan.TicksPerMillisecond),
        Detail = row.Text(7),
    };

    private static PublishedEvent Event(SqliteDataReader row) => new()
    {
        Id = row.GetString(1),
        Type = new WebhookEventType(row.GetString(2)),
        OrganizationId = row.Text(3),
        RepositoryId = row.Text(4),
        PublishedAt = row.Time(5),
        Body = default,
        IdempotencyKey = row.Text(6),
        ContentHash = row.Text(7),
        TraceParent = row.Text(8),
        Deadline = row.TimeOrNull(9),
        Deliveries = [],
    };

    /// <summary>An event's payload; none when it has been purged or lies on a damaged page.</summary>
    public static ReadOnlyMemory<byte> Body(SqliteSession session, long seq, out bool isDamaged) =>
        Body(session, SqliteHistorySql.ReadBody, seq, out isDamaged);

    public static ReadOnlyMemory<byte> Body(SqliteSession session, string sql, long seq, out bool isDamaged)
    {
        try
        {
            isDamaged = false;
            return session.Query(sql, row => row.GetFieldValue<byte[]>(0), ("$seq", seq)) is [var body] ? body : default;
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteConnections.Corrupt)
        {
            isDamaged = true;
            return default;
        }
    }

    private static List<string> Split(string ids)
    {
        try
        {
            using var json = JsonDocument.Parse(ids);
            return [.. json.RootElement.EnumerateArray().Select(id => id.GetString()).OfType<string>()];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Changed by hand. It is only shown.
            return [];
        }
    }

    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(
        milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}
