using Npgsql;
using NpgsqlTypes;

namespace ZeroPath.Webhooks.Benchmarks.Stores;

/// <summary>
/// The least that a durable queue in PostgreSQL can do, written by hand: rows as the library's, without the indexes that only people's
/// questions need, <c>COPY</c>, <c>SKIP LOCKED</c>, arrays, and big transactions one after the other on one connection.
/// </summary>
internal sealed class PostgreSqlCeiling : IContender
{
    private readonly NpgsqlConnection _connection;
    private readonly BareClient _client;
    private long _seq;

    private PostgreSqlCeiling(NpgsqlConnection connection, Uri url) => (_connection, _client) = (connection, new(url));

    public static async Task<PostgreSqlCeiling> CreateAsync(string connectionString, Uri url)
    {
        var connection = new NpgsqlConnection($"{connectionString};Max Auto Prepare=50");
        await connection.OpenAsync();
        using var create = new NpgsqlCommand("""
            CREATE TABLE event (
                seq bigint PRIMARY KEY, id text NOT NULL, type text NOT NULL, published_at timestamptz NOT NULL, body bytea NOT NULL);
            CREATE TABLE delivery (
                seq bigint PRIMARY KEY, id text NOT NULL, event_seq bigint NOT NULL, endpoint_id text NOT NULL,
                    created_at timestamptz NOT NULL,
                state smallint NOT NULL, attempt_count integer NOT NULL, due_at timestamptz NOT NULL,
                    settled_at timestamptz) WITH (fillfactor = 80);
            CREATE INDEX delivery_due ON delivery (due_at) WHERE state = 0;
            CREATE TABLE attempt (
                delivery_seq bigint NOT NULL, number integer NOT NULL, started_at timestamptz NOT NULL, duration interval NOT NULL,
                outcome text NOT NULL, status integer);
            """, connection);
        await create.ExecuteNonQueryAsync();
        return new(connection, url);
    }

    public async Task PublishAndDeliverAsync(int events)
    {
        for (var published = 0; published < events; published += IContender.Batch)
        {
            await InsertAsync(Math.Min(IContender.Batch, events - published));
        }

        using var claim = new NpgsqlCommand("""
            WITH due AS MATERIALIZED (
                SELECT seq FROM delivery WHERE state = 0 AND due_at <= now() ORDER BY due_at LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED),
            claimed AS (UPDATE delivery d SET due_at = now() + interval '60 s' FROM due WHERE d.seq = due.seq
                RETURNING d.seq, d.id, d.event_seq)
            SELECT c.seq, c.id, e.id, e.body FROM claimed c JOIN event e ON e.seq = c.event_seq
            """, _connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = IContender.Batch } } };
        await claim.PrepareAsync();
        while (await ClaimAsync(claim) is { Count: > 0 } page)
        {
            await _client.PostAsync(page);
            await MarkAsync(page);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _client.Dispose();
    }

    private async Task InsertAsync(int count)
    {
        using var transaction = await _connection.BeginTransactionAsync();
        var first = _seq + 1;
        var now = TimeProvider.System.GetUtcNow();
        using (var events = await _connection.BeginBinaryImportAsync("COPY event FROM STDIN (FORMAT BINARY)"))
        {
            for (var i = 0; i < count; i++)
            {
                await events.StartRowAsync();
                await events.WriteAsync(first + i, NpgsqlDbType.Bigint);
                await events.WriteAsync($"evt_{Guid.CreateVersion7():N}", NpgsqlDbType.Text);
                await events.WriteAsync("SCAN_COMPLETE", NpgsqlDbType.Text);
                await events.WriteAsync(now, NpgsqlDbType.TimestampTz);
                await events.WriteAsync(BareClient.Body, NpgsqlDbType.Bytea);
            }

            await events.CompleteAsync();
        }

        using (var deliveries = await _connection.BeginBinaryImportAsync(
            "COPY delivery (seq, id, event_seq, endpoint_id, created_at, state, attempt_count, due_at) FROM STDIN (FORMAT BINARY)"))
        {
            for (var i = 0; i < count; i++)
            {
                await deliveries.StartRowAsync();
                await deliveries.WriteAsync(first + i, NpgsqlDbType.Bigint);
                await deliveries.WriteAsync($"dlv_{Guid.CreateVersion7():N}", NpgsqlDbType.Text);
                await deliveries.WriteAsync(first + i, NpgsqlDbType.Bigint);
                await deliveries.WriteAsync("sink", NpgsqlDbType.Text);
                await deliveries.WriteAsync(now, NpgsqlDbType.TimestampTz);
                await deliveries.WriteAsync((short)0, NpgsqlDbType.Smallint);
                await deliveries.WriteAsync(0, NpgsqlDbType.Integer);
                await deliveries.WriteAsync(now, NpgsqlDbType.TimestampTz);
            }

            await deliveries.CompleteAsync();
        }

        await transaction.CommitAsync();
        _seq += count;
    }

    private static async Task<List<ClaimedRow>> ClaimAsync(NpgsqlCommand claim)
    {
        var page = new List<ClaimedRow>();
        using var rows = await claim.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            page.Add(new(rows.GetInt64(0), rows.GetString(1), rows.GetString(2), rows.GetFieldValue<byte[]>(3)));
        }

        return page;
    }

    private async Task MarkAsync(List<ClaimedRow> page)
    {
        using var mark = new NpgsqlCommand("""
            WITH attempted AS (
                INSERT INTO attempt SELECT seq, 1, started, duration, 'Accepted', status
                FROM unnest($1, $2, $3, $4) AS a (seq, started, duration, status))
            UPDATE delivery SET state = 1, attempt_count = attempt_count + 1, settled_at = now() WHERE seq = ANY ($1)
            """, _connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long[]> { TypedValue = [.. page.Select(row => row.Seq)] },
                new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. page.Select(row => row.StartedAt)] },
                new NpgsqlParameter<TimeSpan[]> { TypedValue = [.. page.Select(row => row.Duration)] },
                new NpgsqlParameter<int[]> { TypedValue = [.. page.Select(row => row.Status)] },
            },
        };
        await mark.PrepareAsync();
        await mark.ExecuteNonQueryAsync();
    }
}
