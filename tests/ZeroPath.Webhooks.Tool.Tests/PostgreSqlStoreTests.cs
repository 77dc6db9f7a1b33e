using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.PostgreSql.Tests;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Tool.Tests;

public sealed class PostgreSqlStoreTests(PostgreSqlServer server) : StoreSuite
{
    private const string Password = "a-password-that-nobody-shall-see";

    private readonly string _schema = $"test_{Guid.NewGuid():N}";

    private protected override string[] Store => ["--store", server.ConnectionString, "--schema", _schema];

    [Fact]
    public async Task A_schema_that_is_not_there_is_not_created_and_no_password_is_shown()
    {
        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = Password }.ConnectionString;
        var environment = new Dictionary<string, string> { ["ZEROPATH_WEBHOOKS_STORE"] = connection };

        var (code, text) = await ToolProcess.RunAsync(["store", "status", "--schema", "not_there"], environment);
        (code, text).Should().Match<(int Code, string Text)>(it => it.Code == 3 && it.Text.Contains("has no schema 'not_there'"));
        text.Should().NotContain(Password);

        (code, text) = await ToolProcess.RunAsync("store", "status", "--store", $"Host=127.0.0.1;Port=1;Password={Password};Nonsense=1");
        code.Should().Be(2);
        text.Should().NotContain(Password);
        (code, text) = await ToolProcess.RunAsync("store", "status", "--store", $"Host=127.0.0.1;Port=1;Username=u;Password={Password}");
        code.Should().Be(3);
        text.Should().NotContain(Password);
        await using var command = server.DataSource.CreateCommand("SELECT count(*) FROM pg_namespace WHERE nspname = 'not_there'");
        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).Should().Be(0L);
    }

    private protected override Task<StoreNode> CreateAsync(Receiver receiver) =>
        Task.FromResult<StoreNode>(new Node(receiver, server.DataSource, _schema));

    private protected override async Task WriteVersionAsync(int version)
    {
        await using var command = server.DataSource.CreateCommand($"UPDATE {_schema}.schema_version SET version = {version}");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private protected override async Task RemoveAsync()
    {
        await using var command = server.DataSource.CreateCommand($"DROP SCHEMA IF EXISTS {_schema} CASCADE");
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private sealed class Node(Receiver receiver, NpgsqlDataSource dataSource, string schema)
        : StoreNode(receiver, webhooks => webhooks.UsePostgreSqlStore(dataSource, schema).Configure(LookOften));
}
