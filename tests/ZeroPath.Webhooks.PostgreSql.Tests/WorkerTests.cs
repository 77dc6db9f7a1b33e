using FluentAssertions;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

/// <summary>They take all of the machine, so tests with something to wait for do not run beside them.</summary>
[CollectionDefinition(nameof(WorkerTests), DisableParallelization = true)]
[Collection(nameof(WorkerTests))]
public sealed class WorkerTests(PostgreSqlServer server, ITestOutputHelper output)
{
    /// <summary>Under way at a kill, or done and not yet recorded: at most so many, with 64 attempts at once.</summary>
    private const int AtRisk = 2 * 64;

    [Theory]
    [InlineData("postgres", 20)]
    [InlineData("postgres+jobs", 8)]
    public async Task Whatever_moment_the_process_is_killed_at_no_acknowledged_event_or_job_is_lost(string kind, int kills)
    {
        var report = await RunAsync(kind, scenario => scenario.KillAsync(kills, Random.Shared.Next()));

        report.Acknowledged.Should().BePositive();
        report.Lost.Should().Be(0);
        report.Repeats.Should().BeLessThanOrEqualTo(kills * AtRisk);
    }

    [Fact]
    public async Task Four_processes_on_one_database_send_20000_deliveries_each_once()
    {
        var report = await RunAsync("postgres", scenario => scenario.ShareAsync(workers: 4, events: 5000));

        report.Should().Be(new WorkerReport(Acknowledged: 20_000, Lost: 0, Received: 20_000, Repeats: 0));
    }

    [Fact]
    public async Task A_process_that_stands_still_past_its_lease_loses_nothing_and_harms_nobody_when_it_goes_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It stops a process with signals.");

        var report = await RunAsync("postgres", scenario => scenario.FreezeAsync(workers: 4, events: 2000));

        (report.Acknowledged, report.Lost).Should().Be((8000, 0));
        report.Repeats.Should().BeLessThanOrEqualTo(AtRisk, "what it had under way is sent by the others too");
    }

    [Theory]
    [InlineData(ReceivingStop.BeforeEffect)]
    [InlineData(ReceivingStop.BeforeNote)]
    [InlineData(ReceivingStop.BeforeCommit)]
    public async Task A_receiver_killed_before_its_handlers_commit_leaves_neither_effect_nor_note_and_another_one_handles_the_event(
        ReceivingStop stop) =>
        (await InDatabaseAsync(connectionString => new ReceivingScenario("postgres", connectionString).KillAtAsync(stop)))
            .Should().Be((0, 1));

    [Fact]
    public async Task Whatever_moment_a_receiver_is_killed_at_each_acknowledged_event_has_one_effect()
    {
        var (acknowledged, lost, doubled) = await InDatabaseAsync(
            connectionString => new ReceivingScenario("postgres", connectionString).KillOftenAsync(kills: 4, Random.Shared.Next()));

        acknowledged.Should().BePositive();
        (lost, doubled).Should().Be((0, 0));
    }

    [Fact]
    public async Task In_a_day_with_a_thousand_endpoints_nothing_is_lost_memory_stays_flat_and_no_event_becomes_dearer() =>
        (await InDatabaseAsync(connectionString => SoakReport.RunAsync("postgres", connectionString, SoakReport.Share(10_000)))).Check();

    private Task<WorkerReport> RunAsync(string kind, Func<WorkerScenario, Task<WorkerReport>> run) =>
        InDatabaseAsync(connectionString => run(new(kind, connectionString)));

    private async Task<T> InDatabaseAsync<T>(Func<string, Task<T>> run)
    {
        var database = $"worker_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {database}");
        var connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database }.ConnectionString;
        var report = await run(connectionString);
        output.WriteLine($"{report}");
        await ExecuteAsync($"DROP DATABASE {database} WITH (FORCE)");
        return report;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = server.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
