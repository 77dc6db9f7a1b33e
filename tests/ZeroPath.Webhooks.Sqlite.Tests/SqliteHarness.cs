using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Sqlite.Tests;

internal sealed class SqliteHarness : StoreHarness
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();

    private WebhookStore? _other;

    public SqliteHarness() => Bundle = NewStore();

    public override WebhookStore Bundle { get; }

    public override WebhookStore OtherNode => _other ??= NewStore();

    public override async Task<DbTransaction?> BeginAsync()
    {
        var connection = Application.Open(_folder.ConnectionString);

        // Waits for the file as the store does. The driver would sleep for 150 ms each time.
        connection.Execute("PRAGMA busy_timeout = 30000");
        return await connection.BeginTransactionAsync();
    }

    public override Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    /// <summary>As somebody else who has the file open.</summary>
    public void Execute(string sql)
    {
        using var connection = Application.Open(_folder.ConnectionString);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The rows of a question, with their columns as texts.</summary>
    public IReadOnlyList<string[]> Query(string sql)
    {
        using var connection = Application.Open(_folder.ConnectionString);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column).ToString()!)]);
        }

        return rows;
    }

    public override void StepClock(TimeSpan time) => _clock.Step(time);

    public override ValueTask DisposeAsync()
    {
        Bundle.Dispose();
        _other?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private WebhookStore NewStore() => SqliteStore.Create(
        new() { ConnectionString = _folder.ConnectionString }, _clock, new(_clock), NullLogger<SqliteStore>.Instance);
}
