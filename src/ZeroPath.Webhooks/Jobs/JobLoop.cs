using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Runs the jobs of one kind: those due, once; or, as a pump, as long as the host runs.</summary>
internal sealed class JobLoop(
    IJobHandler handler, IJobStore store, TimeSpan lease, TimeSpan pollInterval, TimeProvider time, StoreOutage outage, ILogger logger)
{
    private readonly string _looking = $"the loop of the jobs of kind {handler.Kind}";
    private readonly string _recording = $"what records the jobs of kind {handler.Kind}";
    private readonly WorkSignal _signal = new(time);
    private readonly JobSlots _slots = new(handler.MaxConcurrency);
    private CancellationToken _cutOff;

    private bool RunsTogether => handler.MaxTogether > 1;

    /// <summary>Whether nothing more is taken up: the host stops, or has stopped.</summary>
    public bool IsClosed => _slots.IsDraining;

    /// <summary>Adds jobs. While the pump runs here and has places for all, they are leased by the same step, and run at once.</summary>
    public async ValueTask<IReadOnlyList<JobAddition>> AddAsync(IReadOnlyList<Job> jobs, CancellationToken cancellationToken)
    {
        var trace = WebhookTracing.TraceParentOf(Activity.Current);
        IReadOnlyList<Job> traced = trace is null ? jobs : [.. jobs.Select(job => job with { TraceParent = trace })];
        if (!_slots.TryTake(jobs.Count))
        {
            var left = await store.AddAsync(traced, null, cancellationToken).ConfigureAwait(false);
            _slots.NoteMoreInStore();
            _signal.Notify();
            return left;
        }

        IReadOnlyList<JobAddition> additions = [];
        List<LeasedJob> leased = [];
        try
        {
            additions = await store.AddAsync(traced, lease, cancellationToken).ConfigureAwait(false);
            leased.AddRange(additions.Select(addition => addition.Lease).OfType<LeasedJob>());
        }
        finally
        {
            _slots.GiveBack(jobs.Count - leased.Count);
        }

        leased.ForEach(job => Start(NewAttempt([job], _cutOff)));
        return additions;
    }

    /// <summary>Runs what is due, once, and returns when it has ended.</summary>
    /// <returns>How many were run.</returns>
    public async Task<int> RunDueAsync(CancellationToken cancellationToken)
    {
        var leased = await LeaseAsync(handler.MaxConcurrency, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(ToAttempts(leased, cancellationToken).Select(async attempt =>
        {
            using (attempt)
            {
                var transition = await attempt.RunAsync(handler, logger).ConfigureAwait(false);
                await Task.WhenAll(attempt.Leased.Select(job => RecordAsync(job, transition))).ConfigureAwait(false);
            }
        })).ConfigureAwait(false);
        return leased.Count;
    }

    /// <summary>How long until the next job is due that can be run here; null when none is pending.</summary>
    public ValueTask<TimeSpan?> NextDueAsync(CancellationToken cancellationToken) =>
        store.NextDueAsync(Request(handler.MaxConcurrency), cancellationToken);

    /// <param name="stop">Takes up nothing more, and returns when what is under way has ended.</param>
    /// <param name="cutOff">Cuts off what is under way.</param>
    public async Task PumpAsync(CancellationToken stop, CancellationToken cutOff)
    {
        _cutOff = cutOff;
        _slots.Open();
        while (true)
        {
            _signal.Reset();

            // Asked once: when the host stops in the middle of this turn, the wait below ends at once, and the next turn drains.
            var drains = stop.IsCancellationRequested;
            if (drains)
            {
                _slots.Drain();
            }

            var pause = LoopStop.PauseAfterFailure;
            try
            {
                await ExtendAsync(cutOff).ConfigureAwait(false);
                pause = drains ? pause : await TakeUpDueAsync(stop).ConfigureAwait(false);
                outage.Answered(_looking);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                outage.Failed(_looking, e);
            }

            if (_slots.IsDrained)
            {
                return;
            }

            await _signal.WaitAsync(pause, drains ? CancellationToken.None : stop).ConfigureAwait(false);
        }
    }

    /// <returns>How long to wait unless something happens.</returns>
    private async Task<TimeSpan> TakeUpDueAsync(CancellationToken stop)
    {
        // Also while nothing is under way: what is added meanwhile may be started at once, and is to keep its lease.
        var longest = pollInterval < lease / 3 ? pollInterval : lease / 3;
        if (_slots.TakeAllToLook() is not (> 0 and var places))
        {
            return longest;
        }

        List<JobAttempt> attempts = [];
        try
        {
            attempts = ToAttempts(await LeaseAsync(places, stop).ConfigureAwait(false), _cutOff);
        }
        finally
        {
            _slots.GiveBack(places - attempts.Count);
        }

        var isFull = attempts.Count == places;
        if (isFull)
        {
            // Before they start: the last one to end wakes the loop for what is left.
            _slots.NoteMoreInStore();
        }

        attempts.ForEach(Start);
        if (isFull)
        {
            return longest;
        }

        var next = await store.NextDueAsync(Request(places), stop).ConfigureAwait(false);
        return next < longest ? next.Value : longest;
    }

    /// <summary>Its place is taken already.</summary>
    private void Start(JobAttempt attempt)
    {
        _slots.Begin(attempt);
        _ = RunAsync(attempt);
    }

    private async Task RunAsync(JobAttempt attempt)
    {
        // Whoever adds or leases shall not wait for the handler.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var transition = await attempt.RunAsync(handler, logger).ConfigureAwait(false);

        // The next one need not wait for the disk.
        _slots.GiveBack(1);
        try
        {
            await Task.WhenAll(attempt.Leased.Select(job => RecordAtLastAsync(job, transition))).ConfigureAwait(false);
        }
        finally
        {
            // Also when a logger throws.
            attempt.Dispose();
            if (_slots.End(attempt) || transition is null or { State: JobState.Pending })
            {
                _signal.Notify();
            }
        }
    }

    /// <summary>Until the store has it, which is asked less and less often.</summary>
    private async Task RecordAtLastAsync(LeasedJob leased, JobTransition? transition)
    {
        var writer = new StoreWriter();
        for (var pause = LoopStop.PauseAfterFailure; ; pause = LoopStop.Longer(pause))
        {
            try
            {
                await writer.WriteAsync(
                    [transition],
                    forms => RecordAsync(leased, forms[0]),
                    async () => await store.NextDueAsync(Request(1), CancellationToken.None).ConfigureAwait(false),
                    form => form?.Simpler() ?? [],
                    _cutOff).ConfigureAwait(false);
                outage.Answered(_recording);
                return;
            }
            catch (Exception) when (_cutOff.IsCancellationRequested)
            {
                // It is run again after the restart.
                return;
            }
            catch (Exception e)
            {
                outage.Failed(_recording, e);
                await Task.Delay(pause, time, _cutOff).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RecordAsync(LeasedJob leased, JobTransition? transition)
    {
        if (transition is null)
        {
            return;
        }

        // Not cancelled: what was done is done.
        if (await store.RecordAsync(leased, transition, CancellationToken.None).ConfigureAwait(false))
        {
            JobLog.Attempted(logger, leased.Job.Id, handler.Kind, leased.Job.Starts, transition.State);
        }
        else
        {
            JobLog.LeaseLost(logger, leased.Job.Id);
        }
    }

    /// <summary>What runs for long keeps its lease; what has lost it is stopped.</summary>
    private async Task ExtendAsync(CancellationToken cutOff)
    {
        foreach (var attempt in _slots.UnderWay().Where(attempt => time.GetElapsedTime(attempt.Extended) >= lease / 3))
        {
            var asked = time.GetTimestamp();
            var kept = await Task.WhenAll(attempt.Leased.Select(
                job => store.RecordAsync(job, JobTransition.Extended(lease), cutOff).AsTask())).ConfigureAwait(false);
            if (!kept.Contains(true))
            {
                await attempt.StopAsync().ConfigureAwait(false);
            }

            attempt.Extended = asked;
        }
    }

    private ValueTask<IReadOnlyList<LeasedJob>> LeaseAsync(int places, CancellationToken cancellationToken) =>
        store.LeaseAsync(Request(places), cancellationToken);

    private JobLeaseRequest Request(int places) =>
        new(handler.Kind, RunsTogether ? handler.MaxTogether : places, lease) { Handlers = handler.Names, Together = RunsTogether };

    private List<JobAttempt> ToAttempts(IReadOnlyList<LeasedJob> leased, CancellationToken cutOff) =>
        RunsTogether && leased.Count > 0 ? [NewAttempt(leased, cutOff)] : [.. leased.Select(job => NewAttempt([job], cutOff))];

    private JobAttempt NewAttempt(IReadOnlyList<LeasedJob> leased, CancellationToken cutOff) =>
        new(leased, cutOff) { Extended = time.GetTimestamp() };
}
