using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Worker;

namespace ZeroPath.Webhooks.Sqlite.Tests;

public sealed class SqliteJobTransactionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_came_of_a_job_commits_or_vanishes_with_the_applications_rows(bool commit)
    {
        using var store = TestStore.Open(_folder.ConnectionString);
        var leased = await LeaseAsync(store);
        await using var connection = Application.Open(_folder.ConnectionString);
        connection.Execute("CREATE TABLE orders (name TEXT)");

        await using (var transaction = connection.BeginTransaction())
        {
            connection.Execute("INSERT INTO orders VALUES ('first')", transaction);
            (await store.Transactions!.Join(transaction).Jobs.RecordAsync(leased, JobTransition.Succeeded("done"), Cancellation))
                .Should().BeTrue();
            if (commit)
            {
                await transaction.CommitAsync(Cancellation);
            }
        }

        connection.Ask<string>("SELECT name FROM orders").Should().HaveCount(commit ? 1 : 0);
        (await store.Jobs.FindAsync(leased.Job.Id, Cancellation))!.State.Should().Be(commit ? JobState.Succeeded : JobState.Pending);
        (await store.Jobs.RecordAsync(leased, JobTransition.Failed("after it"), Cancellation)).Should().Be(!commit);
    }

    [Fact]
    public async Task A_lease_that_is_lost_is_not_recorded_and_leaves_the_transaction_usable()
    {
        using var store = TestStore.Open(_folder.ConnectionString);
        var leased = await LeaseAsync(store);
        await store.Jobs.RecordAsync(leased, JobTransition.Succeeded(), Cancellation);
        await using var connection = Application.Open(_folder.ConnectionString);
        await using var transaction = connection.BeginTransaction();

        (await store.Transactions!.Join(transaction).Jobs.RecordAsync(leased, JobTransition.Failed("twice"), Cancellation))
            .Should().BeFalse();
        connection.Execute("CREATE TABLE orders (name TEXT)", transaction);
        await transaction.CommitAsync(Cancellation);

        (await store.Jobs.FindAsync(leased.Job.Id, Cancellation))!.State.Should().Be(JobState.Succeeded);
    }

    [Fact]
    public async Task A_transaction_that_has_ended_or_is_of_another_file_or_driver_is_refused()
    {
        using var store = TestStore.Open(_folder.ConnectionString);
        var leased = await LeaseAsync(store);
        await using var connection = Application.Open(_folder.ConnectionString);
        var transaction = connection.BeginTransaction();
        var writer = store.Transactions!.Join(transaction).Jobs;
        await transaction.CommitAsync(Cancellation);
        await using var elsewhere = Application.Open($"Data Source={_folder.File}.other");
        await using var there = elsewhere.BeginTransaction();
        await using var other = new OtherTransaction();

        await writer.Awaiting(it => it.RecordAsync(leased, JobTransition.Succeeded(), Cancellation).AsTask())
            .Should().ThrowAsync<InvalidOperationException>().WithMessage("*has ended*");
        store.Invoking(it => it.Transactions!.Join(there).Jobs).Should().Throw<InvalidOperationException>().WithMessage("*one file*");
        store.Invoking(it => it.Transactions!.Join(other).Jobs).Should().Throw<ArgumentException>().WithMessage("*type OtherTransaction*");
    }

    private static async Task<LeasedJob> LeaseAsync(WebhookStore store)
    {
        await store.Jobs.NextDueAsync(new("work", 1, TimeSpan.Zero), Cancellation);
        var job = new Job { Id = "job_1", Kind = "work", Body = default, CreatedAt = DateTimeOffset.UnixEpoch };
        return (await store.Jobs.AddAsync([job], TimeSpan.FromMinutes(1), Cancellation))[0].Lease!;
    }
}
