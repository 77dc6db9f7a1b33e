using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Routing;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Deliveries;

/// <summary>
/// The attempts that one loop has under way. The loop leases what there is room for, and records what has ended, in pages. A result stays
/// here until the store has taken it.
/// </summary>
internal sealed class DispatchRun(
    IDeliveryStore store,
    WebhookSender sender,
    WebhookRegistry registry,
    ZeroPathWebhooksOptions options,
    TimeProvider time,
    WakeSignal signal,
    ILogger logger,
    CancellationToken abandon)
{
    private readonly ConcurrentQueue<DeliveryResult> _ended = new();
    private readonly List<DeliveryResult> _unrecorded = [];
    private int _inFlight;

    public bool IsIdle => Volatile.Read(ref _inFlight) == 0 && UnrecordedCount == 0;

    public int UnrecordedCount => _unrecorded.Count + _ended.Count;

    /// <summary>Leases what is due, as far as there is room, and starts it.</summary>
    /// <returns>How many were leased, and whether more may be due than there was room for.</returns>
    public async Task<(int Count, bool IsFull)> StartDueAsync(CancellationToken cancellationToken)
    {
        var room = options.MaxConcurrency - Volatile.Read(ref _inFlight);
        if (room <= 0)
        {
            return (0, true);
        }

        await registry.LoadAsync(cancellationToken).ConfigureAwait(false);
        var asked = time.GetTimestamp();
        var leased = await store.LeaseDueAsync(room, options.Lease, cancellationToken).ConfigureAwait(false);
        if (leased.Any(delivery => registry.Router.FindEndpoint(delivery.EndpointId) is not { Enabled: true }))
        {
            // Another node may have added or enabled it since this one looked.
            await registry.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var delivery in leased)
        {
            Start(delivery, asked);
        }

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

    private void Start(LeasedDelivery delivery, long asked)
    {
        if (registry.Router.FindEndpoint(delivery.EndpointId) is not { } endpoint)
        {
            End(delivery, Verdict.Cancelled(DeliveryReasons.EndpointRemoved));
        }
        else if (!endpoint.Enabled)
        {
            End(delivery, Verdict.Cancelled(DeliveryReasons.EndpointDisabled));
        }
        else if (time.GetElapsedTime(asked) + options.AttemptTimeout > options.Lease)
        {
            // The lease took so long to get that it could run out before the attempt does.
            End(delivery, Verdict.Released);
        }
        else
        {
            Interlocked.Increment(ref _inFlight);
            _ = AttemptAsync(delivery, endpoint);
        }
    }

    private async Task AttemptAsync(LeasedDelivery delivery, WebhookEndpoint endpoint)
    {
        try
        {
            var attempt = await sender.SendAsync(delivery, endpoint, abandon).ConfigureAwait(false);
            var verdict = Verdict.Judge(attempt, options, Random.Shared.NextDouble());
            End(delivery, verdict, attempt);
            DispatchLog.Attempted(logger, delivery.DeliveryId, endpoint.Id, attempt.Number, attempt.Outcome, attempt.StatusCode, verdict.State);
            if (verdict.Reason == DeliveryReasons.EndpointGone)
            {
                await registry.DisableAsync(endpoint.Id, "It answered 410 Gone.", CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            DispatchLog.AttemptFailed(logger, e, delivery.DeliveryId);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
            signal.Set();
        }
    }

    private void End(LeasedDelivery delivery, Verdict verdict, DeliveryAttempt? attempt = null)
    {
        _ended.Enqueue(new(delivery.DeliveryId, delivery.FencingToken, verdict, attempt));
        signal.Set();
    }
}
