using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>The contract of <see cref="IJobStore"/> for those who look after jobs: lists, running again, cancelling, removing.</summary>
public abstract class JobVerbSuite : JobStoreSuite
{
#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task A_job_that_is_removed_leaves_its_key_as_if_it_had_never_been_added()
    {
        var lease = (await AddJobAsync(NewJob("one", key: "key"), Lease)).Lease!;

        await Harness.Jobs.RecordAsync(lease, JobTransition.Withdrawn, Cancellation);

        Assert.Null(await Harness.Jobs.FindAsync(lease.Job.Id, Cancellation));
        Assert.False(await RecordJobAsync(lease, JobTransition.Succeeded()));
        var again = await AddJobAsync(NewJob("one", key: "key"), Lease);
        Assert.Equal((true, 1), (again.IsNew, again.Lease!.Job.Starts));
        await RecordJobAsync(again.Lease, JobTransition.Succeeded());
        await Harness.Jobs.RecordAsync(again.Lease, JobTransition.Withdrawn, Cancellation);
        Assert.Equal(JobState.Succeeded, (await FindJobAsync(again.Job.Id)).State);
    }

    [Fact]
    public async Task There_is_none_of_an_id_that_was_never_given() => Assert.Null(await Harness.Jobs.FindAsync("job_none", Cancellation));

    [Fact]
    public async Task Jobs_are_listed_newest_first_in_pages_and_without_their_bodies()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, (await AddJobAsync(NewJob($"subject {i}", $"key {i}"))).Job.Id);
        }

        var first = await Harness.Jobs.ListAsync(new(), new(2), Cancellation);
        await AddJobAsync(NewJob("later"));
        var second = await Harness.Jobs.ListAsync(new(), new(2, first.Next), Cancellation);
        var third = await Harness.Jobs.ListAsync(new(), new(2, second.Next), Cancellation);

        Assert.Equal(ids, first.Items.Concat(second.Items).Concat(third.Items).Select(job => job.Id));
        Assert.Null(third.Next);
        Assert.Equal(await FindJobAsync(ids[0]) with { Body = default }, first.Items[0]);
        Assert.All(first.Items, job => Assert.True(job.Body.IsEmpty));
    }

    [Fact]
    public async Task A_filter_chooses_what_all_its_members_agree_on()
    {
        var chosen = NewJob("one") with { OrganizationId = "org_1" };
        await AddJobAsync(chosen with { Id = "job_2", Kind = "other" });
        await AddJobAsync(chosen with { Id = "job_3", Subject = "two" });
        await AddJobAsync(chosen with { Id = "job_4", OrganizationId = "org_2" });
        await AddJobAsync(chosen with { Id = "job_5", OrganizationId = null });
        await AddJobAsync(chosen with { Id = "job_6", CreatedAt = chosen.CreatedAt.AddSeconds(-1) });
        await AddJobAsync(chosen with { Id = "job_7", CreatedAt = chosen.CreatedAt.AddSeconds(1) });
        await Harness.Jobs.CancelAsync((await AddJobAsync(chosen with { Id = "job_8" })).Job.Id, "by an operator", Cancellation);
        await AddJobAsync(chosen);
        await AddJobAsync(chosen with
        {
            Id = "job_9",
            Subject = "three",
            OrganizationId = "org_3",
            Handler = "a",
            CreatedAt = chosen.CreatedAt.AddSeconds(-1)
        });

        Assert.Equal("job_9", Assert.Single((await Harness.Jobs.ListAsync(new() { Handler = "a" }, new(), Cancellation)).Items).Id);
        await Harness.Jobs.CancelAsync("job_9", "by an operator", Cancellation);
        Assert.Equal(1, await PurgeAsync(new() { Handler = "a" }, TimeSpan.Zero));
        Assert.Equal(8, await CountAsync(new()));
        Assert.Equal(7, await CountAsync(new() { Kind = Kind }));
        Assert.Equal(7, await CountAsync(new() { Subject = "one" }));
        Assert.Equal(6, await CountAsync(new() { OrganizationId = "org_1" }));
        Assert.Equal(7, await CountAsync(new() { State = JobState.Pending }));
        Assert.Equal(7, await CountAsync(new() { From = chosen.CreatedAt }));
        Assert.Equal(7, await CountAsync(new() { To = chosen.CreatedAt.AddSeconds(1) }));
        var all = new JobFilter
        {
            Kind = Kind,
            Subject = "one",
            OrganizationId = "org_1",
            State = JobState.Pending,
            From = chosen.CreatedAt,
            To = chosen.CreatedAt.AddSeconds(1),
            Handler = "",
        };
        Assert.Equal(chosen.Id, Assert.Single((await Harness.Jobs.ListAsync(all, new(), Cancellation)).Items).Id);
    }

    [Fact]
    public async Task The_mark_of_a_kind_is_another_one_after_each_change_of_a_job_of_it_and_no_other()
    {
        var mine = NewJob("one") with { OrganizationId = "org_1" };
        var marks = new List<string> { await MarkAsync("org_1") };
        var all = new List<string> { await MarkAsync(null) };
        var others = await MarkAsync("org_2");
        LeasedJob? lease = null;
        await AddJobAsync(mine);
        await MarksChangeAsync();
        lease = await LeaseJobAsync();
        await MarksChangeAsync();
        await RecordJobAsync(lease, JobTransition.Retry(TimeSpan.Zero, "Not yet."));
        await MarksChangeAsync();
        lease = await LeaseJobAsync();
        await MarksChangeAsync();
        await RecordJobAsync(lease, JobTransition.Failed("It failed."));
        await MarksChangeAsync();

        // However many are newer.
        for (var count = 0; count < 30; count++)
        {
            await AddJobAsync(NewJob($"newer {count}") with { OrganizationId = "org_1" });
        }

        await MarksChangeAsync();
        await Harness.Jobs.RetryAsync(mine.Id, Cancellation);
        await MarksChangeAsync();
        await Harness.Jobs.CancelAsync(mine.Id, "on_request", Cancellation);
        await MarksChangeAsync();

        Assert.Equal(marks[^1], await MarkAsync("org_1"));
        Assert.Equal(others, await MarkAsync("org_2"));
        await AddJobAsync(NewJob("two") with { OrganizationId = "org_2" });
        await AddJobAsync(NewJob("three"));
        await AddJobAsync(NewJob("four") with { OrganizationId = "org_1", Kind = "other" });
        Assert.Equal(marks[^1], await MarkAsync("org_1"));
        Assert.NotEqual(others, await MarkAsync("org_2"));
        Assert.NotEqual(all[^1], await MarkAsync(null));

        async Task MarksChangeAsync()
        {
            marks.Add(await MarkAsync("org_1"));
            all.Add(await MarkAsync(null));
            Assert.NotEqual(marks[^2], marks[^1]);
            Assert.NotEqual(all[^2], all[^1]);
        }

        async Task<string> MarkAsync(string? organizationId) => await Harness.Jobs.GetMarkAsync(Kind, organizationId, Cancellation);
    }

    [Fact]
    public async Task A_settled_job_that_is_run_again_is_due_at_once_with_all_its_attempts_before_it_and_its_result()
    {
        var lease = (await AddJobAsync(NewJob("one", key: "key"), Lease)).Lease!;
        Assert.False(await Harness.Jobs.RetryAsync(lease.Job.Id, Cancellation));
        await RecordJobAsync(lease, JobTransition.Failed("It failed.", "half"));

        Assert.True(await Harness.Jobs.RetryAsync(lease.Job.Id, Cancellation));
        Assert.False(await Harness.Jobs.RetryAsync(lease.Job.Id, Cancellation));
        Assert.False(await Harness.Jobs.RetryAsync("job_none", Cancellation));

        var pending = await FindJobAsync(lease.Job.Id);
        Assert.Equal(
            (JobState.Pending, null, "half", 0, null), (pending.State, pending.Reason, pending.Result, pending.Starts, pending.SettledAt));
        var again = await LeaseJobAsync();
        Assert.Equal(1, again.Job.Starts);
        Assert.True(again.FencingToken > lease.FencingToken);
    }

    [Fact]
    public async Task A_cancelled_job_is_never_due_and_its_attempt_under_way_changes_nothing_any_more()
    {
        var lease = (await AddJobAsync(NewJob("one"), Lease)).Lease!;

        Assert.True(await Harness.Jobs.CancelAsync(lease.Job.Id, "by an operator", Cancellation));
        Assert.False(await Harness.Jobs.CancelAsync(lease.Job.Id, "twice", Cancellation));
        Assert.False(await Harness.Jobs.CancelAsync("job_none", "by an operator", Cancellation));

        Assert.False(await Harness.Jobs.RecordAsync(lease, JobTransition.Extended(Lease, "half"), Cancellation));
        Assert.False(await RecordJobAsync(lease, JobTransition.Succeeded("all")));
        await Harness.AdvanceAsync(2 * Lease);
        Assert.Empty(await LeaseJobsAsync());
        var job = await FindJobAsync(lease.Job.Id);
        Assert.Equal((JobState.Cancelled, "by an operator", null, null), (job.State, job.Reason, job.Result, job.DueAt));
        Assert.NotNull(job.SettledAt);
    }

    [Fact]
    public async Task Jobs_that_have_been_settled_for_so_long_are_removed_with_their_keys_and_pending_ones_never()
    {
        await RecordJobAsync((await AddJobAsync(NewJob("one", key: "old"), Lease)).Lease!, JobTransition.Succeeded());
        await Harness.AdvanceAsync(TimeSpan.FromMinutes(10));
        var young = (await AddJobAsync(NewJob("one", key: "young"), Lease)).Lease!;
        await RecordJobAsync(young, JobTransition.Succeeded());
        var pending = await AddJobAsync(NewJob("one", key: "pending"));

        Assert.Equal(1, await PurgeAsync(new(), TimeSpan.FromMinutes(5)));
        Assert.Equal(0, await PurgeAsync(new(), TimeSpan.FromMinutes(5)));

        Assert.Equal(
            [pending.Job.Id, young.Job.Id], (await Harness.Jobs.ListAsync(new(), new(), Cancellation)).Items.Select(job => job.Id));
        Assert.True((await AddJobAsync(NewJob("one", key: "old"))).IsNew);
        Assert.False((await AddJobAsync(NewJob("one", key: "young"))).IsNew);
    }

    [Fact]
    public async Task Removing_takes_what_the_filter_chooses_and_no_more_than_asked()
    {
        for (var i = 0; i < 6; i++)
        {
            var lease = (await AddJobAsync(NewJob(i < 4 ? "one" : "two"), Lease)).Lease!;
            await RecordJobAsync(lease, i == 0 ? JobTransition.Failed("It failed.") : JobTransition.Succeeded());
        }

        var filter = new JobFilter { Kind = Kind, Subject = "one", State = JobState.Succeeded };
        Assert.Equal(2, await PurgeAsync(filter, TimeSpan.Zero, 2));
        Assert.Equal(1, await PurgeAsync(filter, TimeSpan.Zero, 2));
        Assert.Equal(3, await CountAsync(new()));
    }

    private async Task<int> CountAsync(JobFilter filter) => (await Harness.Jobs.ListAsync(filter, new(), Cancellation)).Items.Count;

    private async Task<int> PurgeAsync(JobFilter filter, TimeSpan age, int max = 100) =>
        await Harness.Jobs.PurgeAsync(filter, age, max, Cancellation);
}
