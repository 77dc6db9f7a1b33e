using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Runs the jobs of one kind: those due, once; or, as a pump, as long as the host runs.</summary>
internal sealed class JobLoop(
    IJobHandler handler, IJobStore store, TimeSpan lease, TimeSpan pollInterval, TimeProvider time, StoreOutage outage, ILogger logger)
{
    // What is run together is taken up for several subjects at once: a lease for each would cost more than running it.
    private const int MostTogether = 5;

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

        leased.ForEach(job => Start([NewAttempt([job], _cutOff)]));
        return additions;
    }

    /// <summary>Runs what is due, once, and returns when it has ended.</summary>
    /// <returns>How many were run.</returns>
    public async Task<int> RunDueAsync(CancellationToken cancellationToken)
    {
        var leased = await LeaseAsync(handler.MaxConcurrency, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(ToTurns(leased, cancellationToken).Select(async turn =>
        {
            var recorded = new List<Task>();
            foreach (var attempt in turn)
            {
                using var _ = attempt;
                var transition = await attempt.RunAsync(handler, logger).ConfigureAwait(false);
                recorded.AddRange(attempt.Leased.Select(job => RecordAsync(job, transition)));
            }

            await Task.WhenAll(recorded).ConfigureAwait(false);
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

        List<List<JobAttempt>> turns = [];
        try
        {
            turns = ToTurns(await LeaseAsync(places, stop).ConfigureAwait(false), _cutOff);
        }
        finally
        {
            _slots.GiveBack(places - turns.Count);
        }

        var isFull = turns.Count == places;
        if (isFull)
        {
            // Before they start: the last one to end wakes the loop for what is left.
            _slots.NoteMoreInStore();
        }

        turns.ForEach(Start);
        if (isFull)
        {
            return longest;
        }

        var next = await store.NextDueAsync(Request(places), stop).ConfigureAwait(false);
        return next < longest ? next.Value : longest;
    }

    /// <summary>Runs attempts one after the other, in a place that is taken already.</summary>
    private void Start(List<JobAttempt> turn)
    {
        turn.ForEach(_slots.Begin);
        _ = RunAsync(turn);
    }

    private async Task RunAsync(List<JobAttempt> turn)
    {
        // Whoever adds or leases shall not wait for the handler.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        foreach (var (i, attempt) in turn.Index())
        {
            // When the host stops, what waits for its turn is left to others.
            var transition = i > 0 && IsClosed
                ? JobTransition.Released
                : await attempt.RunAsync(handler, logger).ConfigureAwait(false);
            if (i == turn.Count - 1)
            {
                _slots.GiveBack(1);
            }

            // The next one need not wait for the disk.
            _ = EndAsync(attempt, transition);
        }
    }

    private async Task EndAsync(JobAttempt attempt, JobTransition? transition)
    {
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
        new(handler.Kind, RunsTogether ? MostTogether * handler.MaxTogether : places, lease) { Handlers = handler.Names };

    /// <summary>What is run at once; of each, what is run one after the other.</summary>
    private List<List<JobAttempt>> ToTurns(IReadOnlyList<LeasedJob> leased, CancellationToken cutOff)
    {
        if (!RunsTogether)
        {
            return [.. leased.Select(job => new List<JobAttempt> { NewAttempt([job], cutOff) })];
        }

        var attempts = leased.GroupBy(job => (job.Job.Subject, job.Job.Starts)).SelectMany(jobs => jobs.Chunk(handler.MaxTogether))
            .Select(jobs => NewAttempt(jobs, cutOff)).ToList();
        return attempts.Count > 0 ? [attempts] : [];
    }

    private JobAttempt NewAttempt(IReadOnlyList<LeasedJob> leased, CancellationToken cutOff) =>
        new(leased, cutOff) { Extended = time.GetTimestamp() };
}
