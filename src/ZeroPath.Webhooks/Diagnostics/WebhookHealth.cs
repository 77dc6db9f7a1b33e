using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>How the library is in this process: what health checks, dashboards and tests read.</summary>
public sealed class WebhookHealth
{
    private const string Loop = "the delivery loop";

    private readonly IDeliveryStore _store;
    private readonly IDeliveryReader _reader;
    private readonly IJobStore _jobs;
    private readonly ZeroPathWebhooksOptions _options;
    private readonly TimeProvider _time;
    private readonly StoreOutage _outage;
    private readonly StoreGate _gate;
    private volatile Step? _lastStep;

    internal WebhookHealth(
        IDeliveryStore store,
        IDeliveryReader reader,
        IJobStore jobs,
        IOptions<ZeroPathWebhooksOptions> options,
        TimeProvider time,
        StoreOutage outage,
        StoreGate gate) =>
        (_store, _reader, _jobs, _options, _time, _outage, _gate) = (store, reader, jobs, options.Value, time, outage, gate);

    /// <summary>How the pump is.</summary>
    public PumpHealth Pump
    {
        get
        {
            if (_lastStep is not { } step)
            {
                return new() { IsAlive = false, KeptOut = KeptOut };
            }

            var since = _time.GetElapsedTime(step.EndedAt);
            return new()
            {
                IsAlive = since <= _options.PollInterval + _options.Lease,
                SinceLastStep = since,
                Failure = step.Failure,
                KeptOut = KeptOut,
            };
        }
    }

    /// <summary>Asks the store, which has <see cref="ZeroPathWebhooksOptions.StoreTimeout"/> to answer.</summary>
    /// <param name="cancellationToken">Cancels the question.</param>
    public async Task<StoreHealth> CheckStoreAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return new() { OldestDueAge = await _gate.AskAsync(AskAsync, cancellationToken).ConfigureAwait(false) };
        }
        catch (WebhookStoreException e) when (e is not StoreUnusableException)
        {
            // What callers are told, to ask again, says nothing of the store.
            return new()
            {
                Failure = e.InnerException ?? new TimeoutException($"The store did not answer within {_options.StoreTimeout}."),
            };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new() { Failure = e };
        }
    }

    /// <summary>Finds a handler of received events that no node seems to have, of those whose events wait.</summary>
    /// <param name="longest">How long an event may wait for its handler to be started.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The handler's name; null when none is found.</returns>
    internal async Task<string?> FindHandlerWithoutNodeAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        // Most often nothing is due, and nobody need be looked for.
        var any = new JobLeaseRequest(JobKinds.Received, 1, _options.Lease);
        if (await _jobs.NextDueAsync(any, cancellationToken).ConfigureAwait(false) != TimeSpan.Zero)
        {
            return null;
        }

        var now = _time.GetUtcNow();
        var waiting = await _jobs.ListAsync(
            new() { Kind = JobKinds.Received, State = JobState.Pending, To = now - longest }, new(), cancellationToken)
            .ConfigureAwait(false);
        return waiting.Items.FirstOrDefault(job => job.Starts == 0)?.Handler;
    }

    /// <summary>How many results the store refuses.</summary>
    internal int KeptOut { get; set; }

    /// <summary>Whether a host has started the library's services in this process.</summary>
    internal bool HasHost { get; set; }

    internal void PumpStepped()
    {
        _lastStep = new(_time.GetTimestamp(), null);
        _outage.Answered(Loop);
    }

    internal void PumpFailed(Exception failure)
    {
        _lastStep = new(_time.GetTimestamp(), failure);
        _outage.Failed(Loop, failure);
    }

    internal void PumpStopped() => _lastStep = null;

    private async ValueTask<TimeSpan?> AskAsync(CancellationToken cancellationToken)
    {
        // A store that can only be read is of no use.
        await _store.RecordAsync([], cancellationToken).ConfigureAwait(false);
        return (await _reader.GetQueueDepthAsync(0, cancellationToken).ConfigureAwait(false)).OldestDueAge;
    }

    private sealed record Step(long EndedAt, Exception? Failure);
}
