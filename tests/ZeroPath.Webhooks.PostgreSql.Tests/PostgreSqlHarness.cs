using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

/// <summary>Stores in a schema of its own.</summary>
internal sealed class PostgreSqlHarness(PostgreSqlServer server) : StoreHarness
{
    private WebhookStore? _store;

    public string Schema { get; } = $"test_{Guid.NewGuid():N}";

    public NpgsqlDataSource DataSource { get; } = server.DataSource;

    public override WebhookStore Bundle => _store ??= NewStore(DataSource);

    public WebhookStore NewStore(NpgsqlDataSource dataSource) => PostgreSqlStore.Create(
        dataSource, Schema, TimeProvider.System, new(TimeProvider.System), NullLogger<PostgreSqlListener>.Instance);

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The server's clock cannot be moved, so all that the store holds is moved into the past.</summary>
    public override Task AdvanceAsync(TimeSpan time)
    {
        var t = $"interval '{(long)time.TotalMilliseconds} milliseconds'";
        return ExecuteAsync(
            $"""
            UPDATE {Schema}.event SET published_at = published_at - {t}, deadline = deadline - {t};
            UPDATE {Schema}.delivery SET created_at = created_at - {t}, settled_at = settled_at - {t};
            UPDATE {Schema}.pending SET due_at = due_at - {t}, deadline = deadline - {t};
            UPDATE {Schema}.attempt SET started_at = started_at - {t};
            UPDATE {Schema}.health SET failing_since = failing_since - {t}, steady_since = steady_since - {t},
                steady_until = steady_until - {t}, last_success_at = last_success_at - {t},
                last_failure_at = last_failure_at - {t},
                held_until = held_until - {t};
            UPDATE {Schema}.resource SET changed_at = changed_at - {t};
            UPDATE {Schema}.resource_removal SET removed_at = removed_at - {t};
            UPDATE {Schema}.job SET created_at = created_at - {t}, due_at = due_at - {t}, settled_at = settled_at - {t};
            """);
    }

    public override string Aged(string mark, TimeSpan time)
    {
        var now = TimeProvider.System.GetUtcNow();
        var issued = ResourceMark.Parse(mark, now.AddMinutes(1))!;
        return new ResourceMark(issued.IssuedAt - time, issued.Numbers).ToString();
    }

    public override async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        await ExecuteAsync($"DROP SCHEMA IF EXISTS {Schema} CASCADE");
    }
}
