using System.Diagnostics;
using System.Globalization;
using FluentAssertions;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Jobs;

public sealed class JobDispatcherTests : IDisposable
{
    private readonly JobBed _bed = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task Every_job_that_is_due_is_run_however_many_at_once_there_may_be()
    {
        for (var i = 0; i < 10; i++)
        {
            await _bed.AddAsync();
        }

        (await _bed.Dispatcher.RunDueAsync(Token)).Should().Be(10);

        (await _bed.Store.ListAsync(new() { State = JobState.Succeeded }, new(), Token)).Items.Should().HaveCount(10);
        (await _bed.Dispatcher.RunDueAsync(Token)).Should().Be(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_has_surroundings_of_its_own_and_the_trace_that_added_it_as_its_parent(bool isPumped)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is WebhookMetrics.Name or "test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("test");
        var local = new AsyncLocal<string?>();
        var theirs = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        var seen = new List<(string? Local, bool IsTheirCulture, ActivityKind? Kind, ActivitySpanId? Parent)>();
        _bed.Run = (_, _) =>
        {
            lock (seen)
            {
                seen.Add((local.Value, ReferenceEquals(CultureInfo.CurrentCulture, theirs), Activity.Current?.Kind,
                    Activity.Current?.ParentSpanId));
            }

            return seen.Count == 1 ? throw new InvalidOperationException() : Task.FromResult<JobTransition?>(JobTransition.Succeeded());
        };
        if (isPumped)
        {
            await _bed.StartAsync();
        }

        var parent = default(ActivitySpanId);
        using (var request = source.StartActivity("request"))
        {
            (local.Value, CultureInfo.CurrentCulture, parent) = ("of the request", theirs, request!.SpanId);
            await _bed.AddAsync();
            await JobBed.UntilAsync(async () => await _bed.Dispatcher.RunDueAsync(Token) >= 0 && seen.Count == 1);
        }

        await JobBed.UntilAsync(async () =>
        {
            _bed.Clock.Advance(TimeSpan.FromSeconds(10));
            return await _bed.Dispatcher.RunDueAsync(Token) >= 0 && seen.Count == 2;
        });
        seen.Should().Equal((null, false, ActivityKind.Consumer, parent), (null, false, ActivityKind.Consumer, parent));
    }

    [Fact]
    public async Task What_throws_is_run_again_after_each_delay_of_its_schedule_and_is_then_given_up_with_the_reason()
    {
        var times = new List<TimeSpan>();
        var start = _bed.Clock.GetUtcNow();
        _bed.Run = (_, _) =>
        {
            times.Add(_bed.Clock.GetUtcNow() - start);
            throw new InvalidOperationException($"Number {times.Count}.");
        };
        var id = await _bed.AddAsync();

        await _bed.Dispatcher.RunDueAsync(Token);
        (await _bed.FindAsync(id))
            .Should().Match<Job>(job => job.State == JobState.Pending && job.Reason == "InvalidOperationException: Number 1.");
        while (await _bed.Store.NextDueAsync(_bed.Request(), Token) is { } pause)
        {
            _bed.Clock.Advance(pause);
            await _bed.Dispatcher.RunDueAsync(Token);
        }

        times.Select(time => time.TotalSeconds).Should().Equal(0, 10, 610);
        (await _bed.FindAsync(id)).Should().Match<Job>(job =>
            job.State == JobState.Failed && job.Reason == "InvalidOperationException: Number 3." && job.Starts == 3);
    }

    [Fact]
    public async Task What_was_given_up_and_is_run_again_has_all_its_attempts_before_it()
    {
        _bed.Retry = new() { Delays = [TimeSpan.Zero] };
        _bed.Run = (_, _) => throw new InvalidOperationException();
        var id = await _bed.AddAsync();
        await _bed.Dispatcher.RunDueAsync(Token);
        _bed.Started.Should().HaveCount(2);

        await _bed.Store.RetryAsync(id, Token);
        await _bed.Dispatcher.RunDueAsync(Token);

        _bed.Started.Should().HaveCount(4);
    }

    [Fact]
    public async Task What_throws_stops_no_other()
    {
        var bad = await _bed.AddAsync();
        var good = await _bed.AddAsync();
        _bed.Run = (leased, _) =>
            leased.Job.Id == bad ? throw new InvalidOperationException() : Task.FromResult<JobTransition?>(JobTransition.Succeeded("done"));

        await _bed.Dispatcher.RunDueAsync(Token);

        (await _bed.FindAsync(good)).Should().Match<Job>(job => job.State == JobState.Succeeded && job.Result == "done");
    }

    [Fact]
    public async Task A_reason_of_any_length_is_cut()
    {
        _bed.Run = (_, _) => throw new InvalidOperationException(new string('x', 100_000));
        var id = await _bed.AddAsync();

        await _bed.Dispatcher.RunDueAsync(Token);

        (await _bed.FindAsync(id)).Reason.Should().HaveLength(1_001).And.EndWith("x…");
    }

    [Fact]
    public async Task What_the_handler_has_recorded_itself_is_left_as_it_is()
    {
        _bed.Run = async (leased, token) =>
        {
            await _bed.Store.RecordAsync(leased, JobTransition.Succeeded("by myself"), token);
            return null;
        };
        var id = await _bed.AddAsync();

        await _bed.Dispatcher.RunDueAsync(Token);

        (await _bed.FindAsync(id)).Should().Match<Job>(job => job.State == JobState.Succeeded && job.Result == "by myself");
    }

    [Fact]
    public async Task A_job_that_goes_on_in_parts_is_run_until_it_is_done_and_its_parts_count_no_attempts()
    {
        _bed.Run = (leased, _) => Task.FromResult<JobTransition?>(
            leased.Job.Result is "aaa" ? JobTransition.Succeeded() : JobTransition.Continue($"{leased.Job.Result}a"));
        var id = await _bed.AddAsync();

        (await _bed.Dispatcher.RunDueAsync(Token)).Should().Be(4);

        (await _bed.FindAsync(id)).Should().Match<Job>(job => job.State == JobState.Succeeded && job.Result == "aaa" && job.Starts == 1);
    }

    [Fact]
    public async Task What_is_cut_off_is_released_and_counts_no_attempt()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        _bed.Run = async (_, token) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return null;
        };
        var id = await _bed.AddAsync();

        await _bed.Dispatcher.Awaiting(it => it.RunDueAsync(stop.Token)).Should().ThrowAsync<OperationCanceledException>();

        (await _bed.FindAsync(id))
            .Should().Match<Job>(job => job.State == JobState.Pending && job.Starts == 0 && job.DueAt <= _bed.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_job_that_ends_the_process_every_time_is_given_up()
    {
        var id = await _bed.AddAsync();

        // The schedule's three attempts, and two in case the process ended by chance.
        for (var start = 1; start <= 5; start++)
        {
            (await _bed.Store.LeaseAsync(_bed.Request(), Token)).Should().ContainSingle();
            _bed.Clock.Advance(_bed.Options.Lease);
        }

        await _bed.Dispatcher.RunDueAsync(Token);

        _bed.Started.Should().BeEmpty();
        (await _bed.FindAsync(id))
            .Should().Match<Job>(job => job.State == JobState.Failed && job.Reason == "It was started 5 times and never came to an end.");
    }

    [Fact]
    public async Task A_job_during_which_the_process_ended_is_run_again_when_its_lease_is_over()
    {
        var id = await _bed.AddAsync();
        await _bed.Store.LeaseAsync(_bed.Request(), Token);
        (await _bed.Dispatcher.RunDueAsync(Token)).Should().Be(0);

        _bed.Clock.Advance(_bed.Options.Lease);
        (await _bed.Dispatcher.RunDueAsync(Token)).Should().Be(1);

        (await _bed.FindAsync(id)).State.Should().Be(JobState.Succeeded);
    }

    [Fact]
    public async Task A_store_that_fails_while_recording_is_told_and_the_job_is_run_again_when_its_lease_is_over()
    {
        var id = await _bed.AddAsync();
        _bed.FailNext(nameof(IJobWriter.RecordAsync));

        await _bed.Dispatcher.Awaiting(it => it.RunDueAsync(Token)).Should().ThrowAsync<IOException>();
        _bed.Clock.Advance(_bed.Options.Lease);
        await _bed.Dispatcher.RunDueAsync(Token);

        _bed.Started.Should().HaveCount(2);
        (await _bed.FindAsync(id)).State.Should().Be(JobState.Succeeded);
    }
}
