using System.Diagnostics;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Sqlite.Tests;

/// <summary>They take all of the machine, so tests that measure do not run beside them.</summary>
[CollectionDefinition(nameof(SqliteProcessTests), DisableParallelization = true)]
[Collection(nameof(SqliteProcessTests))]
public sealed class SqliteProcessTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Under way at a kill, or done and not yet recorded: at most so many, with 64 attempts at once.</summary>
    private const int AtRisk = 2 * 64;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sqlite", 20)]
    [InlineData("sqlite+jobs", 8)]
    public async Task Whatever_moment_the_process_is_killed_at_no_acknowledged_event_or_job_is_lost(string kind, int kills)
    {
        var report = await new WorkerScenario(kind, _folder.ConnectionString).KillAsync(kills, Random.Shared.Next());

        output.WriteLine($"{report}");
        report.Acknowledged.Should().BePositive();
        report.Lost.Should().Be(0);
        report.Repeats.Should().BeLessThanOrEqualTo(kills * AtRisk);
    }

    [Theory]
    [InlineData(ReceivingStop.BeforeEffect)]
    [InlineData(ReceivingStop.BeforeNote)]
    [InlineData(ReceivingStop.BeforeCommit)]
    public async Task A_receiver_killed_before_its_handlers_commit_leaves_neither_effect_nor_note_and_another_one_handles_the_event(
        ReceivingStop stop) =>
        (await new ReceivingScenario("sqlite", _folder.ConnectionString).KillAtAsync(stop)).Should().Be((0, 1));

    [Fact]
    public async Task Whatever_moment_a_receiver_is_killed_at_each_acknowledged_event_has_one_effect()
    {
        var (acknowledged, lost, doubled) = await new ReceivingScenario("sqlite", _folder.ConnectionString)
            .KillOftenAsync(kills: 4, Random.Shared.Next());

        acknowledged.Should().BePositive();
        (lost, doubled).Should().Be((0, 0));
    }

    [Fact]
    public async Task Two_processes_publish_to_one_file_and_deliver_from_it_for_half_a_minute_without_an_error()
    {
        await using var receiver = await LoopbackReceiver.StartAsync();
        using var one = new WorkerProcess("sqlite", _folder.ConnectionString, receiver.Url, int.MaxValue);
        using var two = new WorkerProcess("sqlite", _folder.ConnectionString, receiver.Url, int.MaxValue);

        var watch = Stopwatch.StartNew();
        await Wait.UntilAsync(() => one.HasExited || two.HasExited || watch.Elapsed > TimeSpan.FromSeconds(30), "half a minute has passed");

        // A publish that threw would have ended its process.
        (await Task.WhenAll(one.EndAsync(), two.EndAsync())).Should().Equal(0, 0);
        using var last = new WorkerProcess("sqlite", _folder.ConnectionString, receiver.Url, 0);
        string[] acknowledged = [.. one.Acknowledged, .. two.Acknowledged];
        await Wait.UntilAsync(() => receiver.Received.Count >= acknowledged.Length, "all are received");
        (await last.EndAsync()).Should().Be(0);
        receiver.Received.Keys.Should().Contain(acknowledged);
        output.WriteLine($"Events: {one.Acknowledged.Count} and {two.Acknowledged.Count}. Repeats: "
            + $"{receiver.Received.Values.Sum() - receiver.Received.Count}.");
    }

    [Fact]
    public async Task Copies_of_the_file_and_its_log_have_what_was_acknowledged_before_whatever_moment_they_were_taken_at()
    {
        const int Copies = 8;
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It stops a process with signals.");
        await using var receiver = await LoopbackReceiver.StartAsync();
        using var worker = new WorkerProcess("sqlite", _folder.ConnectionString, receiver.Url, 100_000);
        var counts = new List<int>();
        for (var i = 1; i <= Copies; i++)
        {
            var least = worker.Acknowledged.Count + Random.Shared.Next(1, 200);
            await Wait.UntilAsync(() => worker.Acknowledged.Count >= least, "more is published");
            string[] acknowledged = [.. worker.Acknowledged];
            worker.Freeze();
            var copy = Path.Combine(_folder.Path, $"copy{i}.db");
            File.Copy(_folder.File, copy);
            File.Copy($"{_folder.File}-wal", $"{copy}-wal");
            worker.Thaw();

            using var store = TestStore.Open($"Data Source={copy}");
            await store.Deliveries.NextDueAsync(LeaseRequest.Any, TestContext.Current.CancellationToken);
            using var connection = Application.Open($"Data Source={copy}");
            connection.Ask<string>("PRAGMA integrity_check").Should().Equal("ok");
            acknowledged.Except(connection.Ask<string>("SELECT id FROM zeropath_event")).Should().BeEmpty();
            counts.Add(acknowledged.Length);
        }

        output.WriteLine($"Acknowledged before each copy: {string.Join(", ", counts)}.");
    }
}
