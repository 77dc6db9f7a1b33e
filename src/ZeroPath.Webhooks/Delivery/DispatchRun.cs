using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// What one loop has under way. The loop leases pages, whose deliveries wait here for their turn, and records what has ended, in pages too.
/// Attempts follow one another without the loop: it need not wake for each. A result stays here until the store has taken it.
/// </summary>
internal sealed class DispatchRun(
    IDeliveryStore store,
    HealthReporter health,
    ConcurrentDictionary<string, EndpointPace> paces,
    WebhookSender sender,
    WebhookRegistry registry,
    EndpointDisabler disabler,
    WebhookMetrics metrics,
    ZeroPathWebhooksOptions options,
    TimeProvider time,
    WorkSignal signal,
    ILogger logger,
    CancellationToken stopping,
    CancellationToken abandon)
{
    private static readonly TimeSpan PauseOfUnreadable = TimeSpan.FromMinutes(1);

    private readonly DeliveryLanes _lanes = new(paces, options, registry, time, stopping);
    private readonly ResultBuffer _results = new(store, health, metrics);
    private int _workers;

    public bool IsIdle => !_lanes.HasReserved && Volatile.Read(ref _workers) == 0 && _lanes.Waiting == 0 && UnrecordedCount == 0;

    public int UnrecordedCount => _results.Count;

    /// <summary>Leases what is due: at once when an attempt could start at once, else when half a page is left to wait.</summary>
    /// <returns>How many were leased.</returns>
    public async Task<int> StartDueAsync(CancellationToken cancellationToken)
    {
        if (_lanes.Request() is not { } request)
        {
            StartAttempts();
            return 0;
        }

        await registry.LoadAsync(cancellationToken).ConfigureAwait(false);
        var asked = time.GetTimestamp();
        var leased = await store.LeaseDueAsync(request, cancellationToken).ConfigureAwait(false);
        await RefreshIfNeededAsync(leased, cancellationToken).ConfigureAwait(false);
        foreach (var (delivery, wait) in _lanes.Add(leased, request, asked))
        {
            End(delivery, DeliveryTransition.Postponed(wait));
        }

        StartAttempts();
        return leased.Count;
    }

    /// <summary>Until when an endpoint must wait for its rate, as of the last lease; null when none must.</summary>
    public TimeSpan? NextTurn => _lanes.NextTurn;

    /// <summary>How long until something can be leased; null when nothing is pending, or there is no room for it until an attempt ends.</summary>
    public async ValueTask<TimeSpan?> NextDueAsync(CancellationToken cancellationToken)
    {
        if (_lanes.Request() is not { } request)
        {
            return null;
        }

        var (due, turn) = (await store.NextDueAsync(request, cancellationToken).ConfigureAwait(false), _lanes.NextTurn);
        return due < turn || turn is null ? due : turn;
    }

    /// <summary>Records what has ended so far. When the store throws, the results are kept for the next call.</summary>
    public async Task RecordEndedAsync(CancellationToken cancellationToken)
    {
        await _results.RecordAsync(cancellationToken).ConfigureAwait(false);
        await health.TellAsync(all: IsIdle, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps a place for a delivery that is about to be published.</summary>
    /// <returns>For how long it is to be leased; null when there is no place. If there is, <see cref="Published"/> must follow.</returns>
    public TimeSpan? Reserve(string endpointId, int bytes) => _lanes.TryReserve(endpointId, bytes) ? options.Lease : null;

    /// <summary>Takes over what was published under the places that were kept for it.</summary>
    /// <param name="events">The events; null from the one on that could not be made.</param>
    /// <param name="stored">What the store made of them; null when it failed.</param>
    /// <param name="asked">When the store was asked, as a timestamp of the clock.</param>
    public void Published(IReadOnlyList<PublishedEvent?> events, IReadOnlyList<PublishedEvent>? stored, long asked)
    {
        // Until it has been taken over, it keeps the loop from ending.
        Interlocked.Increment(ref _workers);
        var released = false;
        for (var i = 0; i < events.Count && events[i] is { } added; i++)
        {
            foreach (var delivery in added.Deliveries)
            {
                if (delivery.LeasedFor is null)
                {
                    continue;
                }

                if (stored?[i].Id != added.Id)
                {
                    _lanes.GiveBack(delivery.EndpointId, added.Body.Length);
                }
                else if (LeasedDelivery.Of(added, delivery) is var leased && !_lanes.TryAdd(leased, asked))
                {
                    Release(leased);
                    released = true;
                }
            }
        }

        if (_lanes.CanStart)
        {
            // What is ambient where somebody publishes is not the attempts'.
            using var _ = ExecutionContext.IsFlowSuppressed() ? default(IDisposable) : ExecutionContext.SuppressFlow();
            StartAttempts();
        }

        Interlocked.Decrement(ref _workers);
        if (released)
        {
            signal.Notify();
        }
    }

    /// <summary>Gives back what waits for its turn: it falls due again at once, for whoever asks next.</summary>
    public void ReleaseWaiting() => _lanes.TakeWaiting().ForEach(Release);

    /// <summary>Waits until nothing is under way any more.</summary>
    public async Task WhenEndedAsync()
    {
        while (true)
        {
            signal.Reset();
            if (Volatile.Read(ref _workers) == 0)
            {
                return;
            }

            await signal.WaitAsync(Timeout.InfiniteTimeSpan, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Another node may have added or enabled an endpoint since this one looked.</summary>
    private async Task RefreshIfNeededAsync(IReadOnlyList<LeasedDelivery> leased, CancellationToken cancellationToken)
    {
        if (leased.All(delivery => registry.Router.FindEndpoint(delivery.EndpointId) is { Enabled: true }))
        {
            return;
        }

        try
        {
            await registry.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            foreach (var delivery in leased)
            {
                Release(delivery);
            }

            throw;
        }
    }

    private void StartAttempts()
    {
        while (_lanes.TryTake() is { } item)
        {
            Interlocked.Increment(ref _workers);
            _ = AttemptAllAsync(item);
        }
    }

    /// <summary>One of as many as attempts may be under way at once: it takes what waits, one after the other.</summary>
    private async Task AttemptAllAsync(WaitingDelivery item)
    {
        // Putting requests together shall not take turns on the loop's one thread.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

        // Nor is the trace in which the loop happened to start theirs.
        Activity.Current = null;
        for (WaitingDelivery? next = item; next is { } current;)
        {
            var succeeded = await AttemptAsync(current.Delivery, current.Asked).ConfigureAwait(false);
            _lanes.Ended(current.Delivery, succeeded, out next, out var runsLow)?.ForEach(Release);
            if (runsLow)
            {
                signal.Notify();
            }

            if (next is not null && _lanes.CanStart)
            {
                // Its endpoint has shown that it can take more at once.
                StartAttempts();
            }
        }

        Interlocked.Decrement(ref _workers);
        signal.Notify();
    }

    /// <returns>Whether the endpoint accepted it; null when the endpoint was not asked.</returns>
    private ValueTask<bool?> AttemptAsync(LeasedDelivery delivery, long asked)
    {
        if (registry.Router.FindEndpoint(delivery.EndpointId) is not { } endpoint)
        {
            End(delivery, DeliveryTransition.Cancelled(DeliveryReasons.EndpointRemoved));
            return new(true);
        }
        else if (!endpoint.Enabled)
        {
            End(delivery, DeliveryTransition.Cancelled(DeliveryReasons.EndpointDisabled));
            return new(true);
        }
        else if (endpoint.UnreadableReason is not null)
        {
            // Another node, or this one with its keys put back, can send it.
            End(delivery, DeliveryTransition.Postponed(PauseOfUnreadable));
        }
        else if (abandon.IsCancellationRequested || time.GetElapsedTime(asked) + options.AttemptTimeout > options.Lease)
        {
            // The host stops; or it waited so long, here or in the store, that the lease could run out before the attempt does.
            End(delivery, DeliveryTransition.Released);
        }
        else
        {
            if (metrics.MeasuresLag)
            {
                metrics.Sent(delivery.DueFor + time.GetElapsedTime(asked));
            }

            return SendAsync(delivery, endpoint);
        }

        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool?> SendAsync(LeasedDelivery delivery, WebhookEndpoint endpoint)
    {
        try
        {
            var attempt = await sender.SendAsync(delivery, endpoint, abandon).ConfigureAwait(false);
            metrics.Attempted(attempt);
            var transition = DeliveryTransition.Judge(attempt, options, Random.Shared.NextDouble());
            End(delivery, transition, attempt);
            DispatchLog.Attempted(logger, delivery.DeliveryId, endpoint.Id, attempt.Number, attempt.Outcome, attempt.StatusCode, transition.State);
            if (transition.Reason == DeliveryReasons.EndpointGone && registry.Router.FindEndpoint(endpoint.Id)?.Url == endpoint.Url)
            {
                await disabler.DisableAsync(endpoint.Id, "It answered 410 Gone.", CancellationToken.None).ConfigureAwait(false);
            }

            return attempt.Outcome == AttemptOutcome.Abandoned ? null : attempt.Outcome == AttemptOutcome.Accepted;
        }
        catch (Exception e)
        {
            DispatchLog.AttemptFailed(logger, e, delivery.DeliveryId);
            return null;
        }
    }

    private void Release(LeasedDelivery delivery) => End(delivery, DeliveryTransition.Released);

    private void End(LeasedDelivery delivery, DeliveryTransition transition, DeliveryAttempt? attempt = null)
    {
        if (_results.Add(delivery, transition, attempt) == _lanes.HalfPage)
        {
            signal.Notify();
        }
    }
}
