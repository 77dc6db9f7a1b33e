using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Runs the jobs of one kind: those due, once; or, as a pump, as long as the host runs.</summary>
internal sealed class JobLoop(IJobHandler handler, IJobStore store, TimeSpan lease, TimeSpan pollInterval, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly WorkSignal _signal = new(time);
    private readonly ConcurrentDictionary<JobAttempt, bool> _underWay = [];
    private int _room = handler.MaxConcurrency;
    private volatile bool _moreMayBeDue;
    private volatile Pumping? _pumping;

    public string Kind => handler.Kind;

    /// <summary>Adds a job. While the pump runs here and has room, the job is leased by the same step, and run at once.</summary>
    public async ValueTask<JobAddition> AddAsync(Job job, CancellationToken cancellationToken)
    {
        if (_pumping is not { Stop.IsCancellationRequested: false } pumping || TakeRoom(1) == 0)
        {
            var left = await store.AddJobAsync(job, null, cancellationToken).ConfigureAwait(false);
            _moreMayBeDue = true;
            _signal.Notify();
            return left;
        }

        JobAddition? addition = null;
        try
        {
            addition = await store.AddJobAsync(job, lease, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (addition?.Lease is { } leased)
            {
                Start(leased, pumping.Abandon);
            }
            else
            {
                GiveRoom(1);
            }
        }

        return addition;
    }

    /// <summary>Runs what is due, once, and returns when it has ended.</summary>
    /// <returns>How many were run.</returns>
    public async Task<int> RunDueAsync(CancellationToken cancellationToken)
    {
        var leased = await store.LeaseJobsAsync(Kind, handler.MaxConcurrency, lease, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(leased.Select(async job =>
        {
            using var attempt = NewAttempt(job, cancellationToken);
            await RecordAsync(job, await attempt.RunAsync(handler, logger).ConfigureAwait(false)).ConfigureAwait(false);
        })).ConfigureAwait(false);
        return leased.Count;
    }

    /// <param name="stop">Takes up nothing more, and returns when what is under way has ended.</param>
    /// <param name="abandon">Cuts off what is under way.</param>
    public async Task PumpAsync(CancellationToken stop, CancellationToken abandon)
    {
        _pumping = new(stop, abandon);
        while (true)
        {
            _signal.Reset();
            var pause = PauseAfterFailure;
            try
            {
                await ExtendAsync(abandon).ConfigureAwait(false);
                pause = stop.IsCancellationRequested ? PauseAfterFailure : await TakeUpDueAsync(stop, abandon).ConfigureAwait(false);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                JobLog.StoreAway(logger, e, Kind, pause);
            }

            if (stop.IsCancellationRequested && _underWay.IsEmpty)
            {
                return;
            }

            await _signal.WaitAsync(pause, stop.IsCancellationRequested ? CancellationToken.None : stop).ConfigureAwait(false);
        }
    }

    private async Task<TimeSpan> TakeUpDueAsync(CancellationToken stop, CancellationToken abandon)
    {
        // Also while nothing is under way: what is added meanwhile may be started at once, and is to keep its lease.
        var longest = pollInterval < lease / 3 ? pollInterval : lease / 3;
        if (TakeRoom(handler.MaxConcurrency) is not (> 0 and var room))
        {
            return longest;
        }

        IReadOnlyList<LeasedJob> leased = [];
        _moreMayBeDue = false;
        try
        {
            leased = await store.LeaseJobsAsync(Kind, room, lease, stop).ConfigureAwait(false);
        }
        finally
        {
            GiveRoom(room - leased.Count);
        }

        var isFull = leased.Count == room;
        if (isFull)
        {
            // Before they start: the last one to end wakes the loop for what is left.
            _moreMayBeDue = true;
        }

        foreach (var job in leased)
        {
            Start(job, abandon);
        }

        if (isFull)
        {
            return longest;
        }

        var next = await store.NextJobDueAsync(Kind, stop).ConfigureAwait(false);
        return next < longest ? next.Value : longest;
    }

    private void Start(LeasedJob leased, CancellationToken abandon) => _ = RunAsync(NewAttempt(leased, abandon), abandon);

    /// <summary>Its room is taken already.</summary>
    private async Task RunAsync(JobAttempt attempt, CancellationToken abandon)
    {
        _underWay.TryAdd(attempt, true);

        // Whoever adds or leases shall not wait for the handler.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var transition = await attempt.RunAsync(handler, logger).ConfigureAwait(false);

        // The next one need not wait for the disk.
        GiveRoom(1);
        while (true)
        {
            try
            {
                await RecordAsync(attempt.Leased, transition).ConfigureAwait(false);
                break;
            }
            catch (Exception) when (abandon.IsCancellationRequested)
            {
                // It is run again after the restart.
                break;
            }
            catch (Exception e)
            {
                JobLog.StoreAway(logger, e, Kind, PauseAfterFailure);
                await Task.Delay(PauseAfterFailure, time, abandon).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        _underWay.TryRemove(attempt, out _);
        attempt.Dispose();
        if (_moreMayBeDue || transition is null or { State: JobState.Pending } || _pumping?.Stop.IsCancellationRequested == true)
        {
            _signal.Notify();
        }
    }

    private async Task RecordAsync(LeasedJob leased, JobTransition? transition)
    {
        if (transition is null)
        {
            return;
        }

        // Not cancelled: what was done is done.
        if (await store.RecordJobAsync(leased, transition, CancellationToken.None).ConfigureAwait(false))
        {
            JobLog.Attempted(logger, leased.Job.Id, Kind, leased.Job.AttemptCount, transition.State);
        }
        else
        {
            JobLog.LeaseLost(logger, leased.Job.Id);
        }
    }

    /// <summary>What runs for long keeps its lease; what has lost it is stopped.</summary>
    private async Task ExtendAsync(CancellationToken abandon)
    {
        foreach (var attempt in _underWay.Keys.Where(attempt => time.GetElapsedTime(attempt.Extended) >= lease / 3))
        {
            var asked = time.GetTimestamp();
            if (!await store.ExtendJobAsync(attempt.Leased, lease, null, abandon).ConfigureAwait(false))
            {
                await attempt.StopAsync().ConfigureAwait(false);
            }

            attempt.Extended = asked;
        }
    }

    private JobAttempt NewAttempt(LeasedJob leased, CancellationToken abandon) => new(leased, abandon) { Extended = time.GetTimestamp() };

    private int TakeRoom(int atMost)
    {
        while (true)
        {
            var room = Volatile.Read(ref _room);
            var taken = Math.Min(room, atMost);
            if (taken == 0 || Interlocked.CompareExchange(ref _room, room - taken, room) == room)
            {
                return taken;
            }
        }
    }

    private void GiveRoom(int room) => Interlocked.Add(ref _room, room);

    private sealed record Pumping(CancellationToken Stop, CancellationToken Abandon);
}
