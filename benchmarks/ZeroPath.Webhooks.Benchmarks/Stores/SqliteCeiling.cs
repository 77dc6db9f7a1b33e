using Microsoft.Data.Sqlite;

namespace ZeroPath.Webhooks.Benchmarks.Stores;

/// <summary>
/// The least that a durable queue in SQLite can do, written by hand: rows as the library's, without the indexes that only people's
/// questions need, prepared statements, and big transactions one after the other.
/// </summary>
internal sealed class SqliteCeiling : IContender
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zeropath-webhooks-");
    private readonly SqliteConnection _connection;
    private readonly BareClient _client;

    public SqliteCeiling(Uri url)
    {
        _client = new(url);
        _connection = new($"Data Source={Path.Combine(_folder.FullName, "ceiling.db")};Pooling=false");
        _connection.Open();
        using var command = Command("""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE event (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, published_at INTEGER NOT NULL,
                body BLOB NOT NULL);
            CREATE TABLE delivery (
                seq INTEGER PRIMARY KEY, id TEXT NOT NULL, event_seq INTEGER NOT NULL, endpoint_id TEXT NOT NULL,
                    created_at INTEGER NOT NULL,
                state INTEGER NOT NULL, attempt_count INTEGER NOT NULL, due_at INTEGER NOT NULL, settled_at INTEGER);
            CREATE INDEX delivery_due ON delivery (due_at) WHERE state = 0;
            CREATE TABLE attempt (
                delivery_seq INTEGER NOT NULL, number INTEGER NOT NULL, started_at INTEGER NOT NULL, duration_us INTEGER NOT NULL,
                outcome TEXT NOT NULL, status INTEGER);
            """);
        command.ExecuteNonQuery();
    }

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task PublishAndDeliverAsync(int events)
    {
        for (var published = 0; published < events; published += IContender.Batch)
        {
            Insert(Math.Min(IContender.Batch, events - published));
        }

        using var claim = Command("""
            UPDATE delivery SET due_at = $until
            WHERE seq IN (SELECT seq FROM delivery WHERE state = 0 AND due_at <= $now ORDER BY due_at LIMIT $max)
            RETURNING seq, id, event_seq
            """, "$until", "$now", "$max");
        using var read = Command("SELECT id, body FROM event WHERE seq = $seq", "$seq");
        while (Claim(claim, read) is { Count: > 0 } page)
        {
            await _client.PostAsync(page);
            Mark(page);
        }
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        _client.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private void Insert(int count)
    {
        using var transaction = _connection.BeginTransaction();
        using var addEvent = Command(
            "INSERT INTO event (id, type, published_at, body) VALUES ($id, 'SCAN_COMPLETE', $now, $body) RETURNING seq", "$id", "$now",
            "$body");
        using var addDelivery = Command(
            "INSERT INTO delivery (id, event_seq, endpoint_id, created_at, state, attempt_count, due_at) VALUES ($id, $event, 'sink', "
                + "$now, 0, 0, $now)",
            "$id", "$event", "$now");
        for (var i = 0; i < count; i++)
        {
            var now = Now;
            Set(addEvent, $"evt_{Guid.CreateVersion7():N}", now, BareClient.Body);
            var seq = addEvent.ExecuteScalar()!;
            Set(addDelivery, $"dlv_{Guid.CreateVersion7():N}", seq, now);
            addDelivery.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private List<ClaimedRow> Claim(SqliteCommand claim, SqliteCommand read)
    {
        using var transaction = _connection.BeginTransaction();
        (claim.Transaction, read.Transaction) = (transaction, transaction);
        var now = Now;
        Set(claim, now + 60_000, now, IContender.Batch);
        var claimed = new List<(long Seq, string Id, long Event)>();
        using (var rows = claim.ExecuteReader())
        {
            while (rows.Read())
            {
                claimed.Add((rows.GetInt64(0), rows.GetString(1), rows.GetInt64(2)));
            }
        }

        var page = new List<ClaimedRow>(claimed.Count);
        foreach (var (seq, id, @event) in claimed)
        {
            Set(read, @event);
            using var row = read.ExecuteReader();
            row.Read();
            page.Add(new(seq, id, row.GetString(0), row.GetFieldValue<byte[]>(1)));
        }

        transaction.Commit();
        return page;
    }

    private void Mark(List<ClaimedRow> page)
    {
        using var transaction = _connection.BeginTransaction();
        using var settle = Command(
            "UPDATE delivery SET state = 1, attempt_count = attempt_count + 1, settled_at = $now WHERE seq = $seq", "$now", "$seq");
        using var attempt = Command(
            "INSERT INTO attempt VALUES ($seq, 1, $started, $duration, 'Accepted', $status)", "$seq", "$started", "$duration", "$status");
        var now = Now;
        foreach (var row in page)
        {
            Set(settle, now, row.Seq);
            settle.ExecuteNonQuery();
            Set(attempt, row.Seq, row.StartedAt.ToUnixTimeMilliseconds(), (long)row.Duration.TotalMicroseconds, row.Status);
            attempt.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }
    }
}
