using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

/// <summary>Stores in a schema of its own.</summary>
internal sealed class PostgreSqlHarness(PostgreSqlServer server) : StoreHarness
{
    private WebhookStore? _store;
    private WebhookStore? _other;

    public string Schema { get; } = $"test_{Guid.NewGuid():N}";

    public NpgsqlDataSource DataSource { get; } = server.DataSource;

    public override WebhookStore Bundle => _store ??= NewStore(DataSource);

    public override WebhookStore OtherNode => _other ??= NewStore(DataSource);

    public override bool HasManyWriters => true;

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

    public override async Task<DbTransaction?> BeginAsync() => await (await DataSource.OpenConnectionAsync()).BeginTransactionAsync();

    public override Task AdvanceAsync(TimeSpan time) => PostgreSqlTime.AdvanceAsync(DataSource, Schema, time);

    public override string Aged(string mark, TimeSpan time)
    {
        var now = TimeProvider.System.GetUtcNow();
        var issued = ResourceMark.Parse(mark, now.AddMinutes(1))!;
        return new ResourceMark(issued.IssuedAt - time, issued.Numbers).ToString();
    }

    public override async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        _other?.Dispose();
        await ExecuteAsync($"DROP SCHEMA IF EXISTS {Schema} CASCADE");
    }
}
