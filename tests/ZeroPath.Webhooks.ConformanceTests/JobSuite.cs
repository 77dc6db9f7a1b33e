using System.Text;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>The contract of <see cref="IJobStore"/> as a queue.</summary>
public abstract class JobSuite : JobStoreSuite
{
#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task A_job_is_due_at_once_and_is_leased_with_all_that_it_was_added_with()
    {
        var job = NewJob("one", key: "key") with
        {
            OrganizationId = "org_1",
            ContentType = "text/plain",
            Body = Encoding.UTF8.GetBytes("“Auftrag”"),
        };

        var addition = await AddJobAsync(job);
        var leased = await LeaseJobAsync();

        Assert.Equal((true, null), (addition.IsNew, addition.Lease));
        Assert.Equal((JobState.Pending, 0), (addition.Job.State, addition.Job.Starts));
        Assert.NotNull(addition.Job.DueAt);
        Assert.Equal(Whole(job with { Starts = 1, DueAt = leased.Job.DueAt }), Whole(leased.Job));
        Assert.True(leased.Job.DueAt > addition.Job.DueAt);
        Assert.Equal(Whole(leased.Job), Whole(await FindJobAsync(job.Id)));
    }

    [Fact]
    public async Task A_job_without_a_body_stays_without()
    {
        var job = NewJob("one") with { Body = default };
        await AddJobAsync(job);

        Assert.True((await LeaseJobAsync()).Job.Body.IsEmpty);
        Assert.True((await FindJobAsync(job.Id)).Body.IsEmpty);
    }

    [Fact]
    public async Task With_a_length_it_is_leased_by_the_same_step()
    {
        var addition = await AddJobAsync(NewJob("one", key: "key"), Lease);

        Assert.Equal(addition.Job, addition.Lease!.Job);
        Assert.Equal(1, addition.Job.Starts);
        Assert.Empty(await LeaseJobsAsync());
        Assert.True(await RecordJobAsync(addition.Lease, JobTransition.Succeeded()));
    }

    [Fact]
    public async Task Of_a_kind_and_subject_there_is_one_job_with_a_key()
    {
        var first = await AddJobAsync(NewJob("one", key: "key") with { Body = "first"u8.ToArray() });
        var repeat = await AddJobAsync(NewJob("one", key: "key") with { Body = "second"u8.ToArray() });

        Assert.Equal((false, null), (repeat.IsNew, repeat.Lease));
        Assert.Equal(Whole(first.Job), Whole(repeat.Job));
        Assert.True((await AddJobAsync(NewJob("two", key: "key"))).IsNew);
        Assert.True((await AddJobAsync(NewJob("one", key: "other"))).IsNew);
        Assert.True((await AddJobAsync(NewJob("one", key: "key") with { Kind = "other" })).IsNew);
        Assert.True((await AddJobAsync(NewJob("one"))).IsNew);
        Assert.True((await AddJobAsync(NewJob("one"))).IsNew);
        Assert.Equal(6, (await Harness.Jobs.ListAsync(new(), new(), Cancellation)).Items.Count);
    }

    [Fact]
    public async Task One_that_has_the_key_already_is_leased_by_adding_when_it_is_due_and_only_then()
    {
        var first = await AddJobAsync(NewJob("one", key: "key"), Lease);
        var early = await AddJobAsync(NewJob("one", key: "key"), Lease);
        await RecordJobAsync(first.Lease!, JobTransition.Retry(TimeSpan.FromSeconds(10), "It failed."));
        var waiting = await AddJobAsync(NewJob("one", key: "key"), Lease);
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(10));
        var due = await AddJobAsync(NewJob("one", key: "key"), Lease);
        await RecordJobAsync(due.Lease!, JobTransition.Succeeded("done"));
        var settled = await AddJobAsync(NewJob("one", key: "key"), Lease);

        Assert.Equal((false, null), (early.IsNew, early.Lease));
        Assert.Equal((false, null, "It failed."), (waiting.IsNew, waiting.Lease, waiting.Job.Reason));
        Assert.Equal((false, first.Job.Id, 2), (due.IsNew, due.Lease!.Job.Id, due.Job.Starts));
        Assert.Equal("body of one", Encoding.UTF8.GetString(due.Lease.Job.Body.Span));
        Assert.True(due.Lease.FencingToken > first.Lease!.FencingToken);
        Assert.Equal((false, null, JobState.Succeeded, "done"), (settled.IsNew, settled.Lease, settled.Job.State, settled.Job.Result));
    }

    [Fact]
    public async Task Many_callers_at_once_with_one_key_make_one_job_and_one_lease()
    {
        var calls = Enumerable.Range(0, 200).Select(i => (Key: $"key {i % 7}", Lease: i % 3 == 0 ? (TimeSpan?)null : Lease)).ToList();

        var additions = await Task.WhenAll(
            calls.Select(call => Task.Run(() => AddJobAsync(NewJob("one", key: call.Key), call.Lease), Cancellation)));

        foreach (var sameKey in additions.GroupBy(addition => addition.Job.Key))
        {
            Assert.Single(sameKey.Select(addition => addition.Job.Id).Distinct());
            Assert.Single(sameKey, addition => addition.IsNew);
            Assert.Single(sameKey, addition => addition.Lease is not null);
        }

        Assert.Equal(7, (await Harness.Jobs.ListAsync(new(), new(), Cancellation)).Items.Count);
    }

    [Fact]
    public async Task Each_handler_has_a_job_of_its_own_with_the_same_key_and_jobs_are_added_in_one_call()
    {
        List<Job> jobs = [.. ((string[])["a", "b", ""]).Select(handler => NewJob("one", key: "key") with { Handler = handler })];

        var additions = await Harness.Jobs.AddAsync(jobs, null, Cancellation);
        var repeats = await Harness.Jobs.AddAsync(
            [NewJob("one", key: "key") with { Handler = "c" }, jobs[1] with { Id = "job_repeat" }], Lease, Cancellation);

        Assert.Equal(
            jobs.Select(job => (job.Id, job.Handler, true)),
            additions.Select(addition => (addition.Job.Id, addition.Job.Handler, addition.IsNew)));
        Assert.Equal(
            [("c", true, true), ("b", false, true)],
            repeats.Select(addition => (addition.Job.Handler, addition.IsNew, addition.Lease is not null)));
        Assert.Equal(jobs[1].Id, repeats[1].Job.Id);
        Assert.Equal(["", "a"], (await LeaseJobsAsync()).Select(leased => leased.Job.Handler).Order());
    }

    [Fact]
    public async Task A_node_leases_and_waits_for_jobs_of_the_handlers_that_it_has()
    {
        foreach (var handler in new[] { "a", "b", "" })
        {
            await AddJobAsync(NewJob("one") with { Handler = handler });
            await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        Assert.Empty(await LeaseForAsync("c"));
        Assert.Null(await Harness.Jobs.NextDueAsync(new(Kind, 1, Lease) { Handlers = ["c"] }, Cancellation));
        Assert.Equal(TimeSpan.Zero, await Harness.Jobs.NextDueAsync(new(Kind, 1, Lease) { Handlers = ["c", "b"] }, Cancellation));
        Assert.Equal(["b"], (await LeaseForAsync("b", "c")).Select(leased => leased.Job.Handler));
        Assert.Equal([""], (await LeaseForAsync("")).Select(leased => leased.Job.Handler));
        Assert.Equal(["a"], (await LeaseJobsAsync()).Select(leased => leased.Job.Handler));

        async Task<IReadOnlyList<LeasedJob>> LeaseForAsync(params string[] handlers) =>
            await Harness.Jobs.LeaseAsync(new(Kind, 100, Lease) { Handlers = handlers }, Cancellation);
    }

    [Fact]
    public async Task Of_jobs_of_several_handlers_those_due_longest_come_first_and_no_more_than_asked()
    {
        var added = new List<string>();
        foreach (var handler in new[] { "b", "a", "b", "a" })
        {
            added.Add((await AddJobAsync(NewJob("one") with { Handler = handler })).Job.Id);
            await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        var first = await Harness.Jobs.LeaseAsync(new(Kind, 3, Lease) { Handlers = ["a", "b"] }, Cancellation);

        Assert.Equal(added.Take(3).Order(), first.Select(leased => leased.Job.Id).Order());
    }

    [Fact]
    public async Task Jobs_that_cannot_all_be_added_are_not_added_at_all()
    {
        var first = NewJob("one", key: "first");
        await AddJobAsync(first);

        // Two jobs cannot have one id.
        await Assert.ThrowsAnyAsync<Exception>(async () =>
            await Harness.Jobs.AddAsync([NewJob("one", key: "second"), first with { Key = "third" }], null, Cancellation));

        Assert.Equal(first.Id, Assert.Single((await Harness.Jobs.ListAsync(new(), new(), Cancellation)).Items).Id);
        Assert.True((await AddJobAsync(NewJob("one", key: "second"))).IsNew);
    }

    [Fact]
    public async Task Many_callers_at_once_lease_each_job_once()
    {
        var ids = (await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => AddJobAsync(NewJob("one")))))
            .Select(addition => addition.Job.Id);

        var leased = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                var mine = new List<string>();
                while (await LeaseJobsAsync(9) is { Count: > 0 } some)
                {
                    mine.AddRange(some.Select(job => job.Job.Id));
                }

                return mine;
            },
            Cancellation)));

        // Who asks while others are at it may find nothing, though not all is taken yet.
        var rest = (await LeaseJobsAsync(100)).Select(job => job.Job.Id);
        Assert.Equal(ids.Order(), leased.SelectMany(mine => mine).Concat(rest).Order());
    }

    [Fact]
    public async Task A_lease_takes_jobs_of_its_kind_no_more_than_asked_and_those_due_longest_first()
    {
        await AddJobAsync(NewJob("one") with { Kind = "other" });
        var first = await AddJobAsync(NewJob("one"));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));
        var second = await AddJobAsync(NewJob("one"));
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(1));

        var leased = Assert.Single(await LeaseJobsAsync(1));
        await RecordJobAsync(leased, JobTransition.Retry(TimeSpan.Zero, "It failed."));

        Assert.Equal(first.Job.Id, leased.Job.Id);
        Assert.Equal(second.Job.Id, Assert.Single(await LeaseJobsAsync(1)).Job.Id);
        Assert.Equal(first.Job.Id, Assert.Single(await LeaseJobsAsync(5)).Job.Id);
    }

    [Fact]
    public async Task When_a_holder_dies_the_job_falls_due_again_by_itself_and_its_attempt_counts()
    {
        await AddJobAsync(NewJob("one"));
        var first = await LeaseJobAsync();
        Assert.Empty(await LeaseJobsAsync());

        await Harness.AdvanceAsync(Lease);
        var second = await LeaseJobAsync();

        Assert.Equal((first.Job.Id, 2), (second.Job.Id, second.Job.Starts));
        Assert.True(second.FencingToken > first.FencingToken);
    }

    [Fact]
    public async Task What_came_of_a_job_is_recorded_with_all_its_members()
    {
        var done = (await AddJobAsync(NewJob("one"), Lease)).Lease!;
        var failed = (await AddJobAsync(NewJob("one"), Lease)).Lease!;
        var retried = (await AddJobAsync(NewJob("one"), Lease)).Lease!;
        var partly = (await AddJobAsync(NewJob("one"), Lease)).Lease!;

        Assert.True(await RecordJobAsync(done, JobTransition.Succeeded("the result")));
        Assert.True(await RecordJobAsync(failed, JobTransition.Failed("It failed.", "half of it")));
        Assert.True(await RecordJobAsync(retried, JobTransition.Retry(TimeSpan.FromSeconds(30), "It failed once.")));
        Assert.True(await RecordJobAsync(partly, JobTransition.Continue("a part")));

        Assert.Equal((JobState.Succeeded, null, "the result", 1, null), Outcome(await FindJobAsync(done.Job.Id)));
        Assert.Equal((JobState.Failed, "It failed.", "half of it", 1, null), Outcome(await FindJobAsync(failed.Job.Id)));
        Assert.NotNull((await FindJobAsync(done.Job.Id)).SettledAt);
        var waiting = await FindJobAsync(retried.Job.Id);
        Assert.Equal((JobState.Pending, "It failed once.", null, 1, waiting.DueAt), Outcome(waiting));
        Assert.Null(waiting.SettledAt);
        Assert.Equal(
            (partly.Job.Id, "a part", 1), ((await LeaseJobAsync()) is var next ? next.Job.Id : "", next.Job.Result, next.Job.Starts));
    }

    [Fact]
    public async Task A_retry_is_due_after_its_delay_and_counts_the_attempt()
    {
        var lease = (await AddJobAsync(NewJob("one"), Lease)).Lease!;
        await RecordJobAsync(lease, JobTransition.Retry(TimeSpan.FromSeconds(30), "It failed."));

        Assert.Empty(await LeaseJobsAsync());
        await Harness.AdvanceAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(2, (await LeaseJobAsync()).Job.Starts);
    }

    [Fact]
    public async Task What_is_released_is_due_at_once_and_counts_no_attempt()
    {
        await RecordJobAsync((await AddJobAsync(NewJob("one"), Lease)).Lease!, JobTransition.Released);

        Assert.Equal(1, (await LeaseJobAsync()).Job.Starts);
    }

    [Fact]
    public async Task What_is_settled_is_never_due_again()
    {
        await RecordJobAsync((await AddJobAsync(NewJob("one"), Lease)).Lease!, JobTransition.Succeeded());
        await RecordJobAsync((await AddJobAsync(NewJob("one"), Lease)).Lease!, JobTransition.Failed("It failed."));

        await Harness.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Empty(await LeaseJobsAsync());
        Assert.Null(await NextDueAsync());
    }

    [Fact]
    public async Task A_lease_that_is_not_the_last_one_or_was_recorded_before_changes_nothing()
    {
        var late = (await AddJobAsync(NewJob("one"), Lease)).Lease!;
        await Harness.AdvanceAsync(Lease);
        var current = await LeaseJobAsync();

        Assert.False(await RecordJobAsync(late, JobTransition.Failed("Too late.")));
        Assert.False(await Harness.Jobs.RecordAsync(late, JobTransition.Extended(TimeSpan.FromHours(1), "too late"), Cancellation));
        await Harness.Jobs.RecordAsync(late, JobTransition.Withdrawn, Cancellation);
        Assert.Equal((JobState.Pending, null, null, 2, current.Job.DueAt), Outcome(await FindJobAsync(late.Job.Id)));
        Assert.True(await RecordJobAsync(current, JobTransition.Retry(TimeSpan.Zero, "It failed.")));
        Assert.False(await RecordJobAsync(current, JobTransition.Failed("Twice.")));
        Assert.Equal(JobState.Pending, (await FindJobAsync(late.Job.Id)).State);
        Assert.Equal(3, (await LeaseJobAsync()).Job.Starts);
    }

    [Fact]
    public async Task Of_many_who_record_one_lease_at_once_one_is_told_that_it_was_recorded()
    {
        var lease = (await AddJobAsync(NewJob("one"), Lease)).Lease!;

        var recorded = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Task.Run(() => RecordJobAsync(lease, JobTransition.Succeeded($"{i}")), Cancellation)));

        var winner = Array.IndexOf(recorded, true);
        Assert.Single(recorded, wasRecorded => wasRecorded);
        Assert.Equal($"{winner}", (await FindJobAsync(lease.Job.Id)).Result);
    }

    [Fact]
    public async Task A_lease_that_has_run_out_still_counts_until_somebody_else_has_the_job()
    {
        var lease = (await AddJobAsync(NewJob("one"), Lease)).Lease!;
        await Harness.AdvanceAsync(2 * Lease);

        Assert.True(await RecordJobAsync(lease, JobTransition.Succeeded()));
    }

    [Fact]
    public async Task A_lease_that_is_extended_ends_that_much_later_than_now_and_keeps_what_the_job_has_come_to()
    {
        var lease = (await AddJobAsync(NewJob("one"), Lease)).Lease!;
        await Harness.AdvanceAsync(Lease / 2);
        Assert.True(await Harness.Jobs.RecordAsync(lease, JobTransition.Extended(Lease, "half"), Cancellation));
        await Harness.AdvanceAsync(0.75 * Lease);
        Assert.Empty(await LeaseJobsAsync());
        Assert.True(await Harness.Jobs.RecordAsync(lease, JobTransition.Extended(Lease), Cancellation));

        Assert.Equal("half", (await FindJobAsync(lease.Job.Id)).Result);
        Assert.True(await RecordJobAsync(lease, JobTransition.Succeeded()));
        Assert.Equal("half", (await FindJobAsync(lease.Job.Id)).Result);
        Assert.False(await Harness.Jobs.RecordAsync(lease, JobTransition.Extended(Lease, "more"), Cancellation));
    }

    [Fact]
    public async Task The_next_due_time_is_that_of_the_kind_zero_for_what_is_due_and_null_for_nothing()
    {
        await AddJobAsync(NewJob("one") with { Kind = "other" });
        Assert.Null(await NextDueAsync());
        await AddJobAsync(NewJob("one"));
        Assert.Equal(TimeSpan.Zero, await NextDueAsync());
        await RecordJobAsync(await LeaseJobAsync(), JobTransition.Retry(TimeSpan.FromHours(1), "It failed."));

        Assert.InRange((await NextDueAsync())!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
    }

    private static (JobState State, string? Reason, string? Result, int Attempts, DateTimeOffset? DueAt) Outcome(Job job) =>
        (job.State, job.Reason, job.Result, job.Starts, job.DueAt);
}
