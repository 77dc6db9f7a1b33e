using FluentAssertions;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public sealed class KillTests(PostgreSqlServer server, ITestOutputHelper output)
{
    private const int Kills = 20;

    /// <summary>Under way at a kill, or done and not yet recorded: at most so many, with 64 attempts at once.</summary>
    private const int AtRisk = 2 * 64;

    [Fact]
    public async Task Whatever_moment_the_process_is_killed_at_no_acknowledged_event_is_lost()
    {
        var database = $"kill_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {database}");

        var report = await new KillScenario("postgres", new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = database }.ConnectionString)
            .RunAsync(Kills, Random.Shared.Next());

        output.WriteLine($"{report}");
        report.Acknowledged.Should().BePositive();
        report.Lost.Should().Be(0);
        report.Repeats.Should().BeLessThanOrEqualTo(Kills * AtRisk);
        await ExecuteAsync($"DROP DATABASE {database} WITH (FORCE)");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = server.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
