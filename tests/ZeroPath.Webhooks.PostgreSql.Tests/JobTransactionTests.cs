using FluentAssertions;
using Npgsql;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.PostgreSql.Tests;

public sealed class JobTransactionTests(PostgreSqlServer server)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_came_of_a_job_commits_or_vanishes_with_the_transaction(bool commit)
    {
        await using var harness = new PostgreSqlHarness(server);
        var leased = await LeaseAsync(harness);
        await using var connection = await harness.DataSource.OpenConnectionAsync(Cancellation);

        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            var jobs = harness.Bundle.Transactions!.Join(transaction).Jobs;
            (await jobs.RecordAsync(leased, JobTransition.Succeeded("done"), Cancellation)).Should().BeTrue();
            if (commit)
            {
                await transaction.CommitAsync(Cancellation);
            }
        }

        (await harness.Jobs.FindAsync(leased.Job.Id, Cancellation))!.State.Should().Be(commit ? JobState.Succeeded : JobState.Pending);
        (await harness.Jobs.RecordAsync(leased, JobTransition.Failed("after it"), Cancellation)).Should().Be(!commit);
    }

    [Fact]
    public async Task A_job_recorded_in_an_open_transaction_holds_up_nobody_who_adds_its_repeat_or_others()
    {
        await using var harness = new PostgreSqlHarness(server);
        var leased = await LeaseAsync(harness);
        await using var connection = await harness.DataSource.OpenConnectionAsync(Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await harness.Bundle.Transactions!.Join(transaction).Jobs.RecordAsync(leased, JobTransition.Succeeded(), Cancellation);

        var calls = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => harness.Jobs.AddAsync(
            [NewJob($"job_{i + 2}", i % 2 == 0 ? "key" : $"key {i}")], Lease, Cancellation).AsTask()));

        var additions = calls.SelectMany(call => call).ToList();
        additions.Select(addition => addition.IsNew).Should().Equal(Enumerable.Range(0, 10).Select(i => i % 2 == 1));
        additions.Where(addition => !addition.IsNew)
            .Should().OnlyContain(addition => addition.Lease == null && addition.Job.Id == leased.Job.Id);
    }

    [Fact]
    public async Task A_transaction_that_has_ended_or_is_of_another_driver_is_refused()
    {
        await using var harness = new PostgreSqlHarness(server);
        var leased = await LeaseAsync(harness);
        await using var connection = await harness.DataSource.OpenConnectionAsync(Cancellation);
        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Cancellation);
        await transaction.CommitAsync(Cancellation);
        await using var other = new OtherTransaction();

        await harness.Bundle.Transactions!.Join(transaction).Jobs
            .Awaiting(it => it.RecordAsync(leased, JobTransition.Succeeded(), Cancellation).AsTask())
                .Should().ThrowAsync<InvalidOperationException>();
        harness.Bundle.Transactions!.Invoking(it => it.Join(other).Jobs)
            .Should().Throw<ArgumentException>().WithMessage("*type OtherTransaction*");
        (await harness.Jobs.FindAsync(leased.Job.Id, Cancellation))!.State.Should().Be(JobState.Pending);
    }

    [Fact]
    public async Task A_job_that_somebody_made_unreadable_is_set_aside_and_stops_no_other()
    {
        await using var harness = new PostgreSqlHarness(server);
        foreach (var id in new[] { "a", "b", "c" })
        {
            await harness.Jobs.AddAsync([NewJob(id, id)], null, Cancellation);
        }

        await harness.ExecuteAsync($"UPDATE {harness.Schema}.job SET created_at = '4000-01-01 BC' WHERE id = 'b'");

        var leased = await harness.Jobs.LeaseAsync(new("work", 10, Lease), Cancellation);

        leased.Select(job => job.Job.Id).Should().Equal("a", "c");
        (await harness.AskAsync<string>($"SELECT reason FROM {harness.Schema}.job WHERE id = 'b' AND state = 2"))
            .Should().Be(DeliveryReasons.Unreadable);
    }

    private static Job NewJob(string id, string key) =>
        new() { Id = id, Kind = "work", Subject = "one", Key = key, Body = new byte[] { 1 }, CreatedAt = DateTimeOffset.UnixEpoch };

    private static async Task<LeasedJob> LeaseAsync(PostgreSqlHarness harness) =>
        (await harness.Jobs.AddAsync([NewJob("job_1", "key")], Lease, Cancellation))[0].Lease!;
}
