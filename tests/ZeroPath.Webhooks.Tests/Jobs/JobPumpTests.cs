using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Jobs;

public sealed class JobPumpTests : IDisposable
{
    private readonly JobBed _bed = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task What_is_added_while_there_is_room_is_run_at_once_and_leased_by_the_same_step()
    {
        await _bed.StartAsync();
        var leases = _bed.Calls(nameof(IJobStore.LeaseAsync));

        var addition = await _bed.Dispatcher.AddAsync(_bed.NewJob(), Token);

        addition.Lease.Should().NotBeNull();
        await SettlesAsync(addition.Job.Id, JobState.Succeeded);
        _bed.Calls(nameof(IJobStore.LeaseAsync)).Should().Be(leases);
    }

    [Fact]
    public async Task Who_adds_does_not_wait_for_the_handler()
    {
        var gate = Gate();
        await _bed.StartAsync();

        var id = await _bed.AddAsync();

        (await _bed.FindAsync(id)).State.Should().Be(JobState.Pending);
        gate.SetResult();
        await SettlesAsync(id, JobState.Succeeded);
    }

    [Fact]
    public async Task Nothing_ambient_of_who_adds_is_there_when_it_is_run()
    {
        var ambient = new AsyncLocal<string>();
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _bed.Run = (_, _) =>
        {
            seen.SetResult(ambient.Value);
            return Task.FromResult<JobTransition?>(JobTransition.Succeeded());
        };
        await _bed.StartAsync();
        ambient.Value = "of the request";

        (await _bed.Dispatcher.AddAsync(_bed.NewJob(), Token)).Lease.Should().NotBeNull();

        (await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), Token)).Should().BeNull();
    }

    [Fact]
    public async Task What_is_added_without_room_is_run_when_there_is_some()
    {
        _bed.MaxConcurrency = 1;
        _bed.Restart();
        var gate = Gate();
        await _bed.StartAsync();
        await _bed.AddAsync();

        var second = await _bed.Dispatcher.AddAsync(_bed.NewJob(), Token);
        second.Lease.Should().BeNull();
        await JobBed.UntilAsync(() => !_bed.Started.IsEmpty);
        _bed.Started.Should().ContainSingle();
        gate.SetResult();

        await SettlesAsync(second.Job.Id, JobState.Succeeded);
    }

    [Fact]
    public async Task A_repeat_of_what_is_under_way_is_not_run()
    {
        var gate = Gate();
        await _bed.StartAsync();
        var first = await _bed.Dispatcher.AddAsync(_bed.NewJob("key"), Token);

        var repeat = await _bed.Dispatcher.AddAsync(_bed.NewJob("key"), Token);

        (repeat.IsNew, repeat.Lease).Should().Be((false, null));
        gate.SetResult();
        await SettlesAsync(first.Job.Id, JobState.Succeeded);
        _bed.Started.Should().ContainSingle();
    }

    [Fact]
    public async Task No_more_are_run_at_once_than_the_handler_allows_and_all_are_run()
    {
        var (underWay, most) = (0, 0);
        _bed.MaxConcurrency = 3;
        _bed.Restart();
        _bed.Run = async (_, _) =>
        {
            var now = Interlocked.Increment(ref underWay);
            lock (_bed)
            {
                most = Math.Max(most, now);
            }

            await Task.Yield();
            Interlocked.Decrement(ref underWay);
            return JobTransition.Succeeded();
        };
        await _bed.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(_bed.AddAsync, Token)));

        await JobBed.UntilAsync(async () => await _bed.Store.NextDueAsync(_bed.Request(), Token) is null);
        _bed.Started.Should().HaveCount(200);
        most.Should().BeInRange(1, 3);
    }

    [Fact]
    public async Task A_retry_is_run_when_it_is_due()
    {
        _bed.Run = (leased, _) =>
            leased.Job.Starts < 2 ? throw new InvalidOperationException() : Task.FromResult<JobTransition?>(JobTransition.Succeeded());
        await _bed.StartAsync();
        var id = await _bed.AddAsync();
        await JobBed.UntilAsync(async () => (await _bed.FindAsync(id)).Reason is not null);

        await _bed.PassAsync(TimeSpan.FromSeconds(5));
        (await _bed.FindAsync(id)).Starts.Should().Be(1);
        await _bed.PassAsync(TimeSpan.FromSeconds(5));

        await SettlesAsync(id, JobState.Succeeded);
    }

    [Fact]
    public async Task A_job_that_goes_on_in_parts_goes_on_at_once()
    {
        _bed.Run = (leased, _) => Task.FromResult<JobTransition?>(
            leased.Job.Result is "aaa" ? JobTransition.Succeeded() : JobTransition.Continue($"{leased.Job.Result}a"));
        await _bed.StartAsync();

        await SettlesAsync(await _bed.AddAsync(), JobState.Succeeded);

        _bed.Started.Should().HaveCount(4);
    }

    [Fact]
    public async Task What_runs_for_long_keeps_its_lease()
    {
        var gate = Gate();
        await _bed.StartAsync();
        var id = await _bed.AddAsync();

        for (var i = 0; i < 10; i++)
        {
            await _bed.PassAsync(_bed.Options.Lease / 2);
            (await _bed.Store.LeaseAsync(_bed.Request(), Token)).Should().BeEmpty();
        }

        gate.SetResult();
        await SettlesAsync(id, JobState.Succeeded);
        _bed.Started.Should().ContainSingle();
    }

    [Fact]
    public async Task What_is_cancelled_is_stopped_and_changes_nothing()
    {
        var stopped = Hang();
        await _bed.StartAsync();
        var id = await _bed.AddAsync();
        await JobBed.UntilAsync(() => !_bed.Started.IsEmpty);
        await _bed.Store.CancelAsync(id, "by an operator", Token);

        await _bed.PassAsync(_bed.Options.Lease / 3);

        await stopped.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await _bed.Pump.StopAsync(Token);
        (await _bed.FindAsync(id))
            .Should().Match<Job>(job => job.State == JobState.Cancelled && job.Reason == "by an operator" && job.Starts == 1);
        _bed.Started.Should().ContainSingle();
    }

    [Fact]
    public async Task What_somebody_else_has_got_meanwhile_is_stopped_and_left_to_him()
    {
        var stopped = Hang();
        await _bed.StartAsync();
        var id = await _bed.AddAsync();
        await JobBed.UntilAsync(() => !_bed.Started.IsEmpty);
        var mine = _bed.Started.Single();
        await _bed.Store.RecordAsync(mine, JobTransition.Released, Token);
        var his = (await _bed.Store.LeaseAsync(_bed.Request(length: TimeSpan.FromHours(1)), Token)).Single();

        await _bed.PassAsync(_bed.Options.Lease / 3);

        await stopped.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await _bed.Pump.StopAsync(Token);
        (await _bed.Store.RecordAsync(his, JobTransition.Succeeded("his"), Token)).Should().BeTrue();
        (await _bed.FindAsync(id)).Result.Should().Be("his");
    }

    [Fact]
    public async Task A_stop_lets_what_is_under_way_end()
    {
        var gate = Gate();
        await _bed.StartAsync();
        var id = await _bed.AddAsync();
        await JobBed.UntilAsync(() => !_bed.Started.IsEmpty);

        var stop = _bed.Pump.StopAsync(Token);
        stop.IsCompleted.Should().BeFalse();
        gate.SetResult();
        await stop.WaitAsync(TimeSpan.FromSeconds(30), Token);

        (await _bed.FindAsync(id)).State.Should().Be(JobState.Succeeded);
    }

    [Fact]
    public async Task Subjects_whose_jobs_are_run_together_are_taken_up_at_once_run_in_turn_and_left_when_the_host_stops()
    {
        var gate = Gate();
        var jobs = await StartTogetherAsync("0", "1", "2", "0", "1", "2");

        var stop = _bed.Pump.StopAsync(Token);
        await JobBed.UntilAsync(() => _bed.Dispatcher.Loops.Single().IsClosed);
        gate.SetResult();
        await stop.WaitAsync(TimeSpan.FromSeconds(30), Token);

        _bed.Started.Should().ContainSingle().Which.Job.Subject.Should().Be("0");
        _bed.Calls(nameof(IJobStore.LeaseAsync)).Should().Be(1);
        (await Task.WhenAll(jobs.ConvertAll(job => _bed.FindAsync(job.Id)))).Select(job => (job.State, job.Starts)).Should().Equal(
            (JobState.Succeeded, 1), (JobState.Pending, 0), (JobState.Pending, 0),
            (JobState.Succeeded, 1), (JobState.Pending, 0), (JobState.Pending, 0));
    }

    [Fact]
    public async Task What_is_cancelled_while_it_waits_for_its_turn_is_not_run()
    {
        var gate = Gate();
        var jobs = await StartTogetherAsync("0", "1");
        await _bed.Store.CancelAsync(jobs[1].Id, "by an operator", Token);

        await _bed.PassAsync(_bed.Options.Lease / 3);
        gate.SetResult();
        await SettlesAsync(jobs[0].Id, JobState.Succeeded);
        var last = await _bed.AddAsync();
        await SettlesAsync(last, JobState.Succeeded);

        _bed.Started.Select(started => started.Job.Id).Should().Equal(jobs[0].Id, last);
    }

    [Fact]
    public async Task What_outlasts_the_hosts_patience_is_released_and_runs_again_after_a_restart()
    {
        _ = Hang();
        await _bed.StartAsync();
        var id = await _bed.AddAsync();
        await JobBed.UntilAsync(() => !_bed.Started.IsEmpty);

        await _bed.Pump.StopAsync(new CancellationToken(canceled: true)).WaitAsync(TimeSpan.FromSeconds(30), Token);

        (await _bed.FindAsync(id)).Should().Match<Job>(job => job.State == JobState.Pending && job.Starts == 0);
        _bed.Run = (_, _) => Task.FromResult<JobTransition?>(JobTransition.Succeeded());
        _bed.Restart();
        await _bed.StartAsync();
        await SettlesAsync(id, JobState.Succeeded);
        (await _bed.FindAsync(id)).Starts.Should().Be(1);
    }

    [Fact]
    public async Task An_idle_pump_stops_at_once()
    {
        await _bed.StartAsync();

        await _bed.Pump.StopAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);

        _bed.Pump.ExecuteTask!.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task What_is_added_after_the_stop_is_kept_for_the_next_process()
    {
        await _bed.StartAsync();
        await _bed.Pump.StopAsync(Token);

        var id = await _bed.AddAsync();

        _bed.Started.Should().BeEmpty();
        _bed.Restart();
        await _bed.StartAsync();
        await SettlesAsync(id, JobState.Succeeded);
    }

    [Fact]
    public async Task A_store_that_fails_while_recording_is_asked_again_and_nothing_is_run_twice()
    {
        _bed.FailNext(nameof(IJobWriter.RecordAsync), times: 3);
        await _bed.StartAsync();

        var id = await _bed.AddAsync();
        await JobBed.UntilAsync(async () =>
        {
            _bed.Clock.Advance(TimeSpan.FromSeconds(1));
            return (await _bed.FindAsync(id)).State == JobState.Succeeded;
        });

        _bed.Started.Should().ContainSingle();
        _bed.Calls(nameof(IJobWriter.RecordAsync)).Should().Be(4);
    }

    [Theory]
    [InlineData(nameof(IJobStore.LeaseAsync))]
    [InlineData(nameof(IJobStore.NextDueAsync))]
    public async Task The_pump_survives_a_store_that_throws(string method)
    {
        var id = await _bed.AddAsync();
        _bed.FailNext(method, times: 2);
        await _bed.StartAsync();

        await JobBed.UntilAsync(async () =>
        {
            _bed.Clock.Advance(TimeSpan.FromSeconds(1));
            return (await _bed.FindAsync(id)).State == JobState.Succeeded;
        });
    }

    [Fact]
    public async Task A_store_that_refuses_what_is_added_costs_no_room()
    {
        _bed.MaxConcurrency = 1;
        _bed.Restart();
        await _bed.StartAsync();
        _bed.FailNext(nameof(IJobStore.AddAsync));

        await _bed.Awaiting(it => it.AddAsync()).Should().ThrowAsync<WebhookStoreException>();
        var addition = await _bed.Dispatcher.AddAsync(_bed.NewJob(), Token);

        addition.Lease.Should().NotBeNull();
        await SettlesAsync(addition.Job.Id, JobState.Succeeded);
    }

    private Task SettlesAsync(string id, JobState state) => JobBed.UntilAsync(async () => (await _bed.FindAsync(id)).State == state);

    /// <summary>Every attempt ends when this does.</summary>
    private TaskCompletionSource Gate()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _bed.Run = async (_, _) =>
        {
            await gate.Task;
            return JobTransition.Succeeded();
        };
        return gate;
    }

    /// <summary>Every attempt goes on until it is stopped.</summary>
    private Task Hang()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _bed.Run = async (_, token) =>
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return null;
            }
            finally
            {
                stopped.TrySetResult();
            }
        };
        return stopped.Task;
    }

    /// <summary>Adds jobs of these subjects, of which those of one are run together, and returns when the first is under way.</summary>
    private async Task<List<Job>> StartTogetherAsync(params string[] subjects)
    {
        (_bed.MaxConcurrency, _bed.MaxTogether) = (1, 10);
        _bed.Restart();
        List<Job> jobs = [.. subjects.Select(subject => _bed.NewJob() with { Subject = subject })];
        await _bed.Store.AddAsync(jobs, null, Token);
        await _bed.StartAsync();
        await JobBed.UntilAsync(() => !_bed.Started.IsEmpty);
        return jobs;
    }
}
