using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Routing;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Deliveries;

/// <summary>
/// What one loop has under way. The loop leases pages, whose deliveries wait here for their turn, and records what has ended, in pages too.
/// Attempts follow one another without the loop: it need not wake for each. A result stays here until the store has taken it.
/// </summary>
internal sealed class DispatchRun(
    IDeliveryStore store,
    WebhookSender sender,
    WebhookRegistry registry,
    EndpointDisabler disabler,
    ZeroPathWebhooksOptions options,
    TimeProvider time,
    WakeSignal signal,
    ILogger logger,
    CancellationToken abandon)
{
    /// <summary>A page grows to so many times the attempts at once.</summary>
    private const int Growth = 4;

    private static readonly TimeSpan PauseOfUnreadable = TimeSpan.FromMinutes(1);

    /// <summary>What waits here for longer has been leased too early.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<(LeasedDelivery Delivery, long Asked)> _waiting = new();
    private readonly ConcurrentQueue<DeliveryResult> _ended = new();
    private readonly List<DeliveryResult> _unrecorded = [];
    private int _inFlight;
    private int _waitingCount;
    private volatile int _pageSize = options.MaxConcurrency;

    public bool IsIdle => Volatile.Read(ref _inFlight) == 0 && _waiting.IsEmpty && UnrecordedCount == 0;

    public int UnrecordedCount => _unrecorded.Count + _ended.Count;

    /// <summary>Leases what is due: at once when an attempt could start at once, else when half a page is left to wait.</summary>
    /// <returns>How many were leased, and whether more may be due than there was room for.</returns>
    public async Task<(int Count, bool IsFull)> StartDueAsync(CancellationToken cancellationToken)
    {
        var taken = Volatile.Read(ref _inFlight) + Volatile.Read(ref _waitingCount);
        var room = options.MaxConcurrency + _pageSize - taken;
        if (taken >= options.MaxConcurrency && room < _pageSize / 2)
        {
            StartAttempts();
            return (0, true);
        }

        await registry.LoadAsync(cancellationToken).ConfigureAwait(false);
        var asked = time.GetTimestamp();
        var leased = await store.LeaseDueAsync(room, options.Lease, cancellationToken).ConfigureAwait(false);
        await RefreshIfNeededAsync(leased, cancellationToken).ConfigureAwait(false);
        if (leased.Count == room && Volatile.Read(ref _waitingCount) == 0)
        {
            // There is more to do, and attempts end quicker than the store finds the next: it shall find more at a time.
            _pageSize = Math.Min(2 * _pageSize, Growth * options.MaxConcurrency);
        }

        Interlocked.Add(ref _waitingCount, leased.Count);
        foreach (var delivery in leased)
        {
            _waiting.Enqueue((delivery, asked));
        }

        StartAttempts();
        return (leased.Count, leased.Count == room);
    }

    /// <summary>Records what has ended so far. When the store throws, the results are kept for the next call.</summary>
    public async Task RecordEndedAsync(CancellationToken cancellationToken)
    {
        while (_ended.TryDequeue(out var result))
        {
            _unrecorded.Add(result);
        }

        if (_unrecorded.Count > 0)
        {
            await store.RecordAsync(_unrecorded, cancellationToken).ConfigureAwait(false);
            _unrecorded.Clear();
        }
    }

    /// <summary>Gives back what waits for its turn: it falls due again at once, for whoever asks next.</summary>
    public void ReleaseWaiting()
    {
        while (TryTake(out var item))
        {
            End(item.Delivery, Verdict.Released);
        }
    }

    /// <summary>Waits until nothing is under way any more.</summary>
    public async Task WhenEndedAsync()
    {
        while (true)
        {
            signal.Reset();
            if (Volatile.Read(ref _inFlight) == 0)
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
                End(delivery, Verdict.Released);
            }

            throw;
        }
    }

    private void StartAttempts()
    {
        var free = options.MaxConcurrency - Volatile.Read(ref _inFlight);
        for (var left = Math.Min(free, Volatile.Read(ref _waitingCount)); left > 0; left--)
        {
            Interlocked.Increment(ref _inFlight);
            _ = AttemptAllAsync();
        }
    }

    /// <summary>One of as many as attempts may be under way at once: it takes what waits, one after the other.</summary>
    private async Task AttemptAllAsync()
    {
        // Putting requests together shall not take turns on the loop's one thread.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (TryTake(out var item))
        {
            await AttemptAsync(item.Delivery, item.Asked).ConfigureAwait(false);
            if (_ended.Count == options.MaxConcurrency / 2)
            {
                signal.Set();
            }
        }

        Interlocked.Decrement(ref _inFlight);
        signal.Set();
    }

    private bool TryTake(out (LeasedDelivery Delivery, long Asked) item)
    {
        if (!_waiting.TryDequeue(out item))
        {
            return false;
        }

        if (Interlocked.Decrement(ref _waitingCount) == _pageSize / 2)
        {
            signal.Set();
        }

        if (time.GetElapsedTime(item.Asked) > LongWait)
        {
            _pageSize = options.MaxConcurrency;
        }

        return true;
    }

    private ValueTask AttemptAsync(LeasedDelivery delivery, long asked)
    {
        if (registry.Router.FindEndpoint(delivery.EndpointId) is not { } endpoint)
        {
            End(delivery, Verdict.Cancelled(DeliveryReasons.EndpointRemoved));
        }
        else if (!endpoint.Enabled)
        {
            End(delivery, Verdict.Cancelled(DeliveryReasons.EndpointDisabled));
        }
        else if (endpoint.UnreadableReason is not null)
        {
            // Another node, or this one with its keys put back, can send it.
            End(delivery, Verdict.Postponed(PauseOfUnreadable));
        }
        else if (abandon.IsCancellationRequested || time.GetElapsedTime(asked) + options.AttemptTimeout > options.Lease)
        {
            // The host stops; or it waited so long, here or in the store, that the lease could run out before the attempt does.
            End(delivery, Verdict.Released);
        }
        else
        {
            return SendAsync(delivery, endpoint);
        }

        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(LeasedDelivery delivery, WebhookEndpoint endpoint)
    {
        try
        {
            var attempt = await sender.SendAsync(delivery, endpoint, abandon).ConfigureAwait(false);
            var verdict = Verdict.Judge(attempt, options, Random.Shared.NextDouble());
            End(delivery, verdict, attempt);
            DispatchLog.Attempted(logger, delivery.DeliveryId, endpoint.Id, attempt.Number, attempt.Outcome, attempt.StatusCode, verdict.State);
            if (verdict.Reason == DeliveryReasons.EndpointGone && registry.Router.FindEndpoint(endpoint.Id)?.Url == endpoint.Url)
            {
                await disabler.DisableAsync(endpoint.Id, "It answered 410 Gone.", CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            DispatchLog.AttemptFailed(logger, e, delivery.DeliveryId);
        }
    }

    private void End(LeasedDelivery delivery, Verdict verdict, DeliveryAttempt? attempt = null) =>
        _ended.Enqueue(new(delivery.DeliveryId, delivery.FencingToken, verdict, attempt));
}
