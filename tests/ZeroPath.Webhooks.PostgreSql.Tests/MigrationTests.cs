using FluentAssertions;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.Shared;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

/// <summary>A schema becomes the latest version from any version. The second version is this test's own.</summary>
public sealed class MigrationTests(PostgreSqlServer server)
{
    private static readonly string Version1 = SchemaSteps.Of(typeof(PostgreSqlStore).Assembly)[0];
    private static readonly string[] Steps =
    [
        Version1,
        """
        ALTER TABLE event ADD COLUMN colour text NOT NULL DEFAULT 'blue';
        CREATE INDEX event_colour ON event (colour);
        """,
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_package_has_the_steps_of_one_version()
    {
        SchemaSteps.Of(typeof(PostgreSqlStore).Assembly).Should().ContainSingle().Which.Should().Contain("CREATE TABLE event");
    }

    [Fact]
    public async Task A_new_schema_takes_all_steps()
    {
        await using var harness = new PostgreSqlHarness(server);

        await MigrateAsync(harness, Steps);

        (await VersionAsync(harness)).Should().Be(2);
        (await harness.AskAsync<long>($"SELECT count(colour) FROM {harness.Schema}.event")).Should().Be(0);
    }

    [Fact]
    public async Task A_schema_of_the_version_before_takes_the_last_step_and_keeps_its_rows()
    {
        await using var harness = new PostgreSqlHarness(server);
        await harness.Store.NextDueAsync(LeaseRequest.Any, Cancellation);
        await harness.ExecuteAsync($"INSERT INTO {harness.Schema}.event (id, type, published_at) VALUES ('evt_1', 'SCAN_COMPLETE', now())");
        (await VersionAsync(harness)).Should().Be(1);

        await MigrateAsync(harness, Steps);

        (await VersionAsync(harness)).Should().Be(2);
        (await harness.AskAsync<string>($"SELECT colour FROM {harness.Schema}.event WHERE id = 'evt_1'")).Should().Be("blue");
    }

    [Fact]
    public async Task A_schema_of_the_latest_version_stays_as_it_is()
    {
        await using var harness = new PostgreSqlHarness(server);
        await MigrateAsync(harness, Steps);

        await MigrateAsync(harness, Steps);

        (await VersionAsync(harness)).Should().Be(2);
    }

    [Fact]
    public async Task A_step_that_fails_leaves_the_version_before_it_and_can_be_taken_again()
    {
        await using var harness = new PostgreSqlHarness(server);

        await this.Awaiting(_ => MigrateAsync(harness, [Version1, $"{Steps[1]} SELECT 1 / 0"])).Should().ThrowAsync<PostgresException>();

        (await VersionAsync(harness)).Should().Be(1);
        (await harness.AskAsync<long>($"SELECT count(*) FROM pg_indexes WHERE schemaname = '{harness.Schema}' AND indexname = "
            + "'event_colour'"))
            .Should().Be(0);
        await MigrateAsync(harness, Steps);
        (await VersionAsync(harness)).Should().Be(2);
    }

    [Fact]
    public async Task Nodes_that_migrate_at_once_take_each_step_once()
    {
        await using var harness = new PostgreSqlHarness(server);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MigrateAsync(harness, Steps)));

        (await VersionAsync(harness)).Should().Be(2);
        (await harness.AskAsync<long>($"SELECT count(*) FROM {harness.Schema}.schema_version")).Should().Be(1);
    }

    [Fact]
    public async Task A_schema_of_another_version_that_is_only_looked_at_is_told_and_stays_as_it_is()
    {
        await using var harness = new PostgreSqlHarness(server);
        await MigrateAsync(harness, [Version1]);
        await ShouldBeRefusedAsync(harness, Steps, "*has version 1 of the schema; * ZeroPath.Webhooks.PostgreSql knows 2. Look with the "
            + "version that the application has, or start a newer version of the application*");
        (await VersionAsync(harness)).Should().Be(1);

        await MigrateAsync(harness, Steps);
        await ShouldBeRefusedAsync(harness, [Version1], "*has version 2 of the schema; * ZeroPath.Webhooks.PostgreSql knows 1. Look with a "
            + "newer version*");
        (await VersionAsync(harness)).Should().Be(2);
        await LookAsync(harness, Steps);
    }

    private static async Task ShouldBeRefusedAsync(PostgreSqlHarness harness, string[] steps, string message)
    {
        var looking = () => LookAsync(harness, steps);
        (await looking.Should().ThrowAsync<StoreUnusableException>().WithMessage(message))
            .Which.Message.Should().StartWith($"The schema '{harness.Schema}' of the PostgreSQL database '");
    }

    private static async Task LookAsync(PostgreSqlHarness harness, string[] steps) =>
        await new PostgreSqlDatabase(harness.DataSource, harness.Schema, steps, isReadOnly: true).PrepareAsync(Cancellation);

    private static async Task MigrateAsync(PostgreSqlHarness harness, string[] steps) =>
        await new PostgreSqlDatabase(harness.DataSource, harness.Schema, steps).PrepareAsync(Cancellation);

    private static Task<int> VersionAsync(PostgreSqlHarness harness) =>
        harness.AskAsync<int>($"SELECT version FROM {harness.Schema}.schema_version");
}
