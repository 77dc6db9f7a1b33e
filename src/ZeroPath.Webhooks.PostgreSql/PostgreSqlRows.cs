using Npgsql;
using NpgsqlTypes;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Shared;

namespace ZeroPath.Webhooks.PostgreSql;

/// <summary>
/// Rows as values. Times and lengths of time are subtracted and bounded here: the database knows infinite ones and many that .NET does not,
/// and refuses to count with some of them.
/// </summary>
internal static class PostgreSqlRows
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static SqlDialect Dialect { get; } = new(
        IsOneOf: "= ANY ({0})", List: ids => ids.ToArray(), Time: time => time.ToUniversalTime());

    /// <summary>A time; the nearest that .NET knows.</summary>
    public static DateTimeOffset Time(this NpgsqlDataReader row, int column)
    {
        // As PostgreSQL has it: microseconds since 2000, and the largest and the smallest number for infinity.
        var microseconds = (Int128)row.GetFieldValue<long>(column);
        var (min, max) = ((DateTimeOffset.MinValue - Epoch).Ticks, (DateTimeOffset.MaxValue - Epoch).Ticks);
        return Epoch.AddTicks((long)Int128.Clamp(microseconds * TimeSpan.TicksPerMicrosecond, min, max));
    }

    public static DateTimeOffset? TimeOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    /// <summary>A length of time; the nearest that .NET knows. A month has thirty days.</summary>
    public static TimeSpan Span(this NpgsqlDataReader row, int column)
    {
        var span = row.GetFieldValue<NpgsqlInterval>(column);
        var days = (span.Months * (Int128)30) + span.Days;
        var ticks = (days * TimeSpan.TicksPerDay) + ((Int128)span.Time * TimeSpan.TicksPerMicrosecond);
        return TimeSpan.FromTicks((long)Int128.Clamp(ticks, long.MinValue, long.MaxValue));
    }

    public static TimeSpan? SpanOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Span(column);

    /// <summary>The text of an array of texts.</summary>
    public static string ArrayText(IEnumerable<string> ids) => $"{{{string.Join(',', ids.Select(Quote))}}}";

    /// <summary>The page of a list: what the filter finds from the page's place down to the row at which the search ends.</summary>
    /// <param name="database">The database.</param>
    /// <param name="filter">What is searched for, by <see cref="SqlFilter.Page"/>.</param>
    /// <param name="table">The table, without its schema.</param>
    /// <param name="time">Its column that says when a row was made.</param>
    /// <param name="page">The page.</param>
    /// <param name="read">Reads rows with these parameters.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public static Task<Page<T>> PageAsync<T>(
        this PostgreSqlDatabase database,
        SqlFilter filter,
        string table,
        string time,
        PageRequest page,
        Func<NpgsqlConnection, (string, object?)[], Task<List<(long, T)>>> read,
        CancellationToken cancellationToken) => database.UseAsync(
        async connection =>
        {
            (long Number, DateTimeOffset Time)? reach = filter.MustSearch && await connection.QueryAsync(
                $"SELECT seq, {time} FROM {database.Schema}.{table} WHERE seq < @before ORDER BY seq DESC LIMIT 1 OFFSET @searched",
                row => (row.GetInt64(0), row.Time(1)),
                cancellationToken,
                ("before", page.Before),
                ("searched", PageRequest.MaxSearched)).ConfigureAwait(false) is [var end]
                ? end
                : null;
            return page.PageOf(
                await read(connection, [.. filter.Parameters, ("floor", reach?.Number ?? 0)]).ConfigureAwait(false), reach);
        },
        cancellationToken);

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
        // A pending one that is in no queue would wait for ever. It can be redelivered, like others that failed.
        var (state, due) = (row.Choice(7, DeliveryState.Failed), row.TimeOrNull(11));
        var isLost = state == DeliveryState.Pending && due is null;
        return new()
        {
            Id = row.GetString(1),
            EventId = row.GetString(2),
            EventType = new WebhookEventType(row.GetString(3)),
            EndpointId = row.GetString(4),
            SubscriptionIds = Texts(row, 5),
            CreatedAt = row.Time(6),
            State = isLost ? DeliveryState.Failed : state,
            Reason = isLost ? DeliveryReasons.Unreadable : row.Text(8),
            AttemptCount = row.Count(9),
            SettledAt = row.TimeOrNull(10),
            DueAt = state == DeliveryState.Pending ? due : null,
            Deadline = state == DeliveryState.Pending ? row.TimeOrNull(13) : null,
        };
    }

    public static DeliveryAttempt Attempt(NpgsqlDataReader row) => new()
    {
        Number = row.Count(0),
        StartedAt = row.Time(1),
        Duration = row.Span(2),
        Outcome = row.Outcome(3),
        StatusCode = row.IsDBNull(4) ? null : row.GetInt32(4),
        Response = row.Text(5),
        RetryAfter = row.SpanOrNull(6),
        Detail = row.Text(7),
    };

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
        Deadline = row.TimeOrNull(10),
        Deliveries = [],
    };

    /// <summary>A list of texts; an empty one for what somebody made an array of arrays.</summary>
    private static string[] Texts(NpgsqlDataReader row, int column)
    {
        try
        {
            return [.. row.GetFieldValue<string?[]>(column).OfType<string>()];
        }
        catch (InvalidCastException)
        {
            return [];
        }
    }

    private static string Quote(string id) =>
        $"\"{id.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
