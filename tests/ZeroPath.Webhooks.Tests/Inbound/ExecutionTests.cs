using FluentAssertions;
using Xunit;

namespace ZeroPath.Webhooks.Tests.Inbound;

public class ExecutionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_handler_gets_trigger_prompt_and_bytes_and_its_result_is_kept()
    {
        await using var bed = new TriggerBed();
        bed.Agent.Run = (_, _) => Task.FromResult<string?>("Three findings, none new.");
        var (trigger, _) = await bed.CreateAsync(new() { Name = "a", Prompt = "Triage.", OrganizationId = "org_1" });
        byte[] payload = [0, 0xFF, 10];

        var accepted = await bed.Gate.AcceptAsync(trigger, payload, "application/x-report", cancellationToken: Token);
        bed.Agent.Seen.Should().BeEmpty("it is run afterwards");
        await bed.RunAsync();

        var (execution, _) = bed.Agent.Seen.Should().ContainSingle().Which;
        execution.Should().Match<InboundTriggerExecution>(it =>
            it.Id == accepted.Id && it.Trigger == trigger && it.ContentType == "application/x-report" && it.Attempt == 1
                && it.ReceivedAt == accepted.CreatedAt);
        execution.Payload.ToArray().Should().Equal(payload);
        (await bed.ExecutionAsync(accepted)).Should().Match<Job>(it =>
            it.State == JobState.Succeeded && it.Result == "Three findings, none new." && it.OrganizationId == "org_1"
                && it.Subject == trigger.Id);
    }

    [Fact]
    public async Task Each_execution_gets_a_handler_of_its_own()
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync();
        await bed.CallAsync(trigger);
        await bed.CallAsync(trigger);

        await bed.RunAsync();

        bed.Agent.Seen.Select(seen => seen.Agent).Distinct().Should().HaveCount(2);
    }

    [Fact]
    public async Task What_was_accepted_is_executed_after_the_process_has_ended()
    {
        await using var before = new TriggerBed();
        var (trigger, _) = await before.CreateAsync();
        var accepted = await before.CallAsync(trigger, "first");

        await using var after = new TriggerBed(before);
        await after.RunAsync();

        before.Agent.Seen.Should().BeEmpty();
        after.Agent.Seen.Should().ContainSingle().Which.Execution.Payload.ToArray().Should().Equal("first"u8.ToArray());
        (await after.ExecutionAsync(accepted)).State.Should().Be(JobState.Succeeded);
    }

    [Fact]
    public async Task The_prompt_is_that_of_the_time_of_execution()
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync();
        await bed.CallAsync(trigger);
        await bed.Triggers.UpdateAsync(trigger with { Prompt = "Better." }, cancellationToken: Token);

        await bed.RunAsync();

        bed.Agent.Seen.Single().Execution.Trigger.Prompt.Should().Be("Better.");
    }

    [Fact]
    public async Task One_that_throws_has_failed_is_not_repeated_and_can_be_run_again()
    {
        await using var bed = new TriggerBed();
        bed.Agent.Run = (_, _) => throw new InvalidOperationException("The model is away.");
        var (trigger, _) = await bed.CreateAsync();
        var accepted = await bed.CallAsync(trigger);

        await bed.RunAsync();
        bed.Clock.Advance(TimeSpan.FromDays(1));
        await bed.RunAsync();

        bed.Agent.Seen.Should().ContainSingle();
        (await bed.ExecutionAsync(accepted)).Should().Match<Job>(it =>
            it.State == JobState.Failed && it.Reason == "InvalidOperationException: The model is away.");

        bed.Agent.Run = (_, _) => Task.FromResult<string?>("Done.");
        (await bed.Triggers.RetryExecutionAsync(accepted.Id, Token)).Should().BeTrue();
        await bed.RunAsync();

        (await bed.ExecutionAsync(accepted))
            .Should().Match<Job>(it => it.State == JobState.Succeeded && it.Result == "Done." && it.Reason == null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_takes_longer_than_the_timeout_is_told_to_stop_and_has_failed(bool heeds)
    {
        await using var bed = new TriggerBed();
        var told = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        bed.Agent.Run = async (_, stop) =>
        {
            // Left registered: one that is disposed of as the wait ends may not be called any more.
            stop.Register(told.SetResult);
            await release.Task.WaitAsync(heeds ? stop : CancellationToken.None);
            return "too late";
        };
        var (trigger, _) = await bed.CreateAsync(new() { Name = "a", Timeout = TimeSpan.FromMinutes(2) });
        var accepted = await bed.CallAsync(trigger);

        var run = bed.RunAsync();
        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        run.IsCompleted.Should().BeFalse();
        while (!run.IsCompleted)
        {
            bed.Clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        await run;
        await told.Task;
        release.SetResult();
        (await bed.ExecutionAsync(accepted)).Should().Match<Job>(it =>
            it.State == JobState.Failed && it.Reason == "It took longer than the trigger's timeout, 00:02:00." && it.Result == null);
    }

    [Fact]
    public async Task A_timeout_of_the_handler_s_own_is_told_as_what_it_is()
    {
        await using var bed = new TriggerBed();
        bed.Agent.Run = (_, _) => throw new TimeoutException("The database did not answer.");
        var (trigger, _) = await bed.CreateAsync();
        var accepted = await bed.CallAsync(trigger);

        await bed.RunAsync();

        (await bed.ExecutionAsync(accepted)).Reason.Should().Be("TimeoutException: The database did not answer.");
    }

    [Fact]
    public async Task One_that_the_host_s_stop_cuts_off_is_executed_after_the_restart()
    {
        await using var bed = new TriggerBed();
        using var stop = new CancellationTokenSource();
        bed.Agent.Run = async (_, token) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return null;
        };
        var (trigger, _) = await bed.CreateAsync();
        var accepted = await bed.CallAsync(trigger);

        await bed.Invoking(it => it.Deliveries.Get<JobDispatcher>().RunDueAsync(stop.Token))
            .Should().ThrowAsync<OperationCanceledException>();

        (await bed.ExecutionAsync(accepted)).Should().Match<Job>(it => it.State == JobState.Pending && it.Starts == 0);
        bed.Agent.Run = (_, _) => Task.FromResult<string?>("Done.");
        await bed.RunAsync();
        (await bed.ExecutionAsync(accepted)).Result.Should().Be("Done.");
    }

    [Fact]
    public async Task A_long_result_is_cut_and_what_no_store_keeps_is_replaced()
    {
        await using var bed = new TriggerBed();
        bed.Agent.Run = (execution, _) =>
            Task.FromResult<string?>(execution.Payload.Length == 0 ? $"a\0{new string('é', 100_000)}" : "\uD83D");
        var (trigger, _) = await bed.CreateAsync();
        var (large, broken) = (await bed.CallAsync(trigger, ""), await bed.CallAsync(trigger, "1"));

        await bed.RunAsync();

        (await bed.ExecutionAsync(large)).Result.Should().HaveLength(65_537).And.StartWith("a\uFFFDéé").And.EndWith("é…");
        (await bed.ExecutionAsync(broken)).Result.Should().Be("\uFFFD");
    }

    [Fact]
    public async Task One_whose_trigger_is_disabled_or_deleted_meanwhile_is_cancelled_with_the_reason()
    {
        await using var bed = new TriggerBed();
        var ((disabled, _), (deleted, _)) = (await bed.CreateAsync(), await bed.CreateAsync());
        var (first, second) = (await bed.CallAsync(disabled), await bed.CallAsync(deleted));
        await bed.Triggers.DisableAsync(disabled.Id, cancellationToken: Token);
        await bed.Triggers.RemoveAsync(deleted.Id, cancellationToken: Token);

        await bed.RunAsync();

        bed.Agent.Seen.Should().BeEmpty();
        (await bed.ExecutionAsync(first))
            .Should().Match<Job>(it => it.State == JobState.Cancelled && it.Reason!.StartsWith("Its trigger was disabled"));
        (await bed.ExecutionAsync(second))
            .Should().Match<Job>(it => it.State == JobState.Cancelled && it.Reason!.StartsWith("Its trigger was deleted"));

        await bed.Triggers.EnableAsync(disabled.Id, cancellationToken: Token);
        await bed.Triggers.RetryExecutionAsync(first.Id, Token);
        await bed.RunAsync();
        bed.Agent.Seen.Should().ContainSingle();
    }

    [Fact]
    public async Task An_operator_cancels_what_has_not_ended()
    {
        await using var bed = new TriggerBed();
        var (trigger, _) = await bed.CreateAsync();
        var accepted = await bed.CallAsync(trigger);

        (await bed.Triggers.CancelExecutionAsync(accepted.Id, "A mistake.", Token)).Should().BeTrue();
        (await bed.Triggers.CancelExecutionAsync(accepted.Id, "A mistake.", Token)).Should().BeFalse();
        await bed.RunAsync();

        bed.Agent.Seen.Should().BeEmpty();
        (await bed.ExecutionAsync(accepted)).Should().Match<Job>(it => it.State == JobState.Cancelled && it.Reason == "A mistake.");
    }

    [Fact]
    public async Task The_history_is_listed_by_trigger_organization_state_and_page_and_has_no_other_jobs()
    {
        await using var bed = new TriggerBed();
        bed.Agent.Run = (execution, _) => execution.Payload.Length == 0 ? throw new IOException("x") : Task.FromResult<string?>("fine");
        var (one, _) = await bed.CreateAsync(new() { Name = "one", OrganizationId = "org_1" });
        var (two, _) = await bed.CreateAsync(new() { Name = "two", OrganizationId = "org_2" });
        var calls = new[] { await bed.CallAsync(one), await bed.CallAsync(two), await bed.CallAsync(one, ""), await bed.CallAsync(one) };
        await bed.Store.Jobs.AddAsync(
            [new() { Id = "job_other", Kind = JobKinds.Received, Subject = one.Id, Body = default, CreatedAt = bed.Clock.GetUtcNow() }],
            null, Token);
        await bed.RunAsync();

        var first = await bed.Triggers.ListExecutionsAsync(new() { Subject = one.Id }, new(2), Token);
        var rest = await bed.Triggers.ListExecutionsAsync(new() { Subject = one.Id }, new(2, first.Next), Token);

        first.Items.Concat(rest.Items).Select(job => job.Id).Should().Equal(calls[3].Id, calls[2].Id, calls[0].Id);
        await ListsAsync(new() { State = JobState.Failed }, calls[2]);
        await ListsAsync(new() { OrganizationId = "org_2", Kind = JobKinds.Received }, calls[1]);
        (await bed.Triggers.FindExecutionAsync("job_other", Token)).Should().BeNull();
        (await bed.Triggers.CancelExecutionAsync("job_other", "x", Token)).Should().BeFalse();
        (await bed.Triggers.RetryExecutionAsync("job_other", Token)).Should().BeFalse();

        async Task ListsAsync(JobFilter filter, Job job) =>
            (await bed.Triggers.ListExecutionsAsync(filter, new(), Token)).Items.Select(item => item.Id).Should().Equal(job.Id);
    }
}
