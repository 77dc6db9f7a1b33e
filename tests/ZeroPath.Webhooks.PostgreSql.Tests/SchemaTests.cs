using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public class SchemaTests(PostgreSqlServer server)
{
    [Fact]
    public async Task Nodes_that_start_at_once_on_an_empty_database_all_run()
    {
        await using var harness = new PostgreSqlHarness(server);
        var stores = Enumerable.Range(0, 8).Select(_ => harness.NewStore(harness.DataSource)).ToList();

        var due = await Task.WhenAll(
            stores.Select(store => store.Deliveries.NextDueAsync(LeaseRequest.Any, TestContext.Current.CancellationToken).AsTask()));

        due.Should().AllSatisfy(time => time.Should().BeNull());
        (await harness.AskAsync<long>($"SELECT count(*) FROM {harness.Schema}.schema_version")).Should().Be(1);
        stores.ForEach(store => store.Dispose());
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await using var harness = new PostgreSqlHarness(server);
        await harness.Store.NextDueAsync(LeaseRequest.Any, TestContext.Current.CancellationToken);
        await harness.ExecuteAsync($"UPDATE {harness.Schema}.schema_version SET version = 2");

        await ShouldBeRefusedAsync(harness, harness.DataSource, "*version 2*knows 1*Update the package*");
    }

    [Theory]
    [InlineData("CREATE TABLE {0}.event (id text)")]
    [InlineData("CREATE TABLE {0}.schema_version (number text)")]
    [InlineData("CREATE TABLE {0}.schema_version (version text)")]
    [InlineData("CREATE TABLE {0}.schema_version (version integer); INSERT INTO {0}.schema_version VALUES (1), (1)")]
    public async Task A_schema_of_something_else_is_refused(string sql)
    {
        await using var harness = new PostgreSqlHarness(server);
        await harness.ExecuteAsync($"CREATE SCHEMA {harness.Schema}; {sql.Replace("{0}", harness.Schema)}");

        await ShouldBeRefusedAsync(harness, harness.DataSource, "*not this library's*Name another schema*");
    }

    [Fact]
    public async Task An_empty_schema_that_somebody_made_for_a_user_without_rights_is_used()
    {
        await using var harness = new PostgreSqlHarness(server);
        var user = $"owner_{harness.Schema}";
        await harness.ExecuteAsync($"CREATE ROLE {user} LOGIN; CREATE SCHEMA {harness.Schema} AUTHORIZATION {user}");
        await using var dataSource = Connect(builder => builder.Username = user);
        using var store = harness.NewStore(dataSource);

        (await store.Deliveries.NextDueAsync(LeaseRequest.Any, TestContext.Current.CancellationToken)).Should().BeNull();

        await harness.ExecuteAsync($"DROP OWNED BY {user} CASCADE; DROP ROLE {user}");
    }

    [Fact]
    public async Task Missing_rights_are_told()
    {
        await using var harness = new PostgreSqlHarness(server);
        var user = $"nobody_{harness.Schema}";
        await harness.ExecuteAsync($"CREATE ROLE {user} LOGIN");
        await using var dataSource = Connect(builder => builder.Username = user);

        await ShouldBeRefusedAsync(harness, dataSource, "*permission denied*CREATE SCHEMA*AUTHORIZATION*");

        await harness.ExecuteAsync($"DROP ROLE {user}");
    }

    [Fact]
    public async Task An_unknown_database_is_told()
    {
        await using var harness = new PostgreSqlHarness(server);
        await using var dataSource = Connect(builder => builder.Database = "not_there");

        await ShouldBeRefusedAsync(harness, dataSource, "*not_there*Create the database*");
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    public async Task A_wrong_password_is_told(string? password)
    {
        await using var harness = new PostgreSqlHarness(server);
        await harness.ExecuteAsync(
            $"""
            DO $$ BEGIN CREATE ROLE {PostgreSqlCluster.UserWithPassword} LOGIN PASSWORD 'right';
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
            """);
        await using var dataSource = Connect(builder =>
            (builder.Username, builder.Password) = (PostgreSqlCluster.UserWithPassword, password));

        await ShouldBeRefusedAsync(harness, dataSource, "*password*See to the user and the password*");
    }

    [Fact]
    public async Task The_host_does_not_start_with_a_store_that_cannot_be_used()
    {
        await using var dataSource = Connect(builder => builder.Database = "not_there");
        await using var node = new Node(dataSource, "unused", new());

        await node.Invoking(it => it.StartAsync()).Should().ThrowAsync<StoreUnusableException>();
    }

    [Fact]
    public void A_connection_string_that_is_none_is_told()
    {
        using var services = new ServiceCollection().AddZeroPathWebhooks().UsePostgreSqlStore("Data Source=webhooks.db")
            .Services.BuildServiceProvider();

        services.Invoking(it => it.GetRequiredService<IDeliveryStore>()).Should().Throw<StoreUnusableException>()
            .WithMessage("*Host=localhost*");
    }

    [Theory]
    [InlineData("", 50, true)]
    [InlineData("Max Auto Prepare=0;No Reset On Close=false", 0, false)]
    public void Connections_of_the_stores_own_prepare_statements_and_are_not_reset_unless_the_connection_string_says_otherwise(
        string said, int prepared, bool isKept)
    {
        using var services = new ServiceCollection().AddZeroPathWebhooks().UsePostgreSqlStore($"Host=localhost;{said}")
            .Services.BuildServiceProvider();

        new NpgsqlConnectionStringBuilder(services.GetRequiredKeyedService<NpgsqlDataSource>(typeof(PostgreSqlStore)).ConnectionString)
            .Should().Match<NpgsqlConnectionStringBuilder>(it => it.MaxAutoPrepare == prepared && it.NoResetOnClose == isKept);
    }

    [Fact]
    public void A_missing_data_source_is_told()
    {
        using var services = new ServiceCollection().AddZeroPathWebhooks().UsePostgreSqlStore().Services.BuildServiceProvider();

        services.Invoking(it => it.GetRequiredService<IDeliveryStore>()).Should().Throw<StoreUnusableException>()
            .WithMessage("*NpgsqlDataSource*");
    }

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("a\"b")]
    [InlineData("pg_mine")]
    public async Task A_schema_name_that_is_none_is_told(string name)
    {
        await using var dataSource = NpgsqlDataSource.Create("Host=localhost");
        using var services = new ServiceCollection().AddZeroPathWebhooks().UsePostgreSqlStore(dataSource, name)
            .Services.BuildServiceProvider();

        services.Invoking(it => it.GetRequiredService<IDeliveryStore>()).Should().Throw<ArgumentException>()
            .WithMessage("*Write up to 63*");
    }

    private static async Task ShouldBeRefusedAsync(PostgreSqlHarness harness, NpgsqlDataSource dataSource, string message)
    {
        using var store = harness.NewStore(dataSource);
        var asking = async () => await store.Deliveries.NextDueAsync(LeaseRequest.Any, TestContext.Current.CancellationToken);
        await asking.Should().ThrowAsync<StoreUnusableException>().WithMessage(message);
    }

    private NpgsqlDataSource Connect(Action<NpgsqlConnectionStringBuilder> change)
    {
        _ = server.DataSource;
        var builder = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        change(builder);
        return NpgsqlDataSource.Create(builder.ConnectionString);
    }
}
