using System.Diagnostics;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Leases what is due, in pages that wait for their turn, and records results, in pages too. Attempts follow one another without the loop:
/// it need not wake for each.
/// </summary>
internal sealed class DeliveryLoop(
    IDeliveryStore store,
    EndpointScheduler scheduler,
    AttemptRunner runner,
    ResultBuffer results,
    WebhookRegistry registry,
    WorkSignal signal,
    TimeProvider time) : IDisposable
{
    // What has ended is recorded no later than this while other attempts are still under way.
    private static readonly TimeSpan RecordInterval = TimeSpan.FromMilliseconds(50);

    // Without a timer there is nothing in it to dispose of, and attempts may outlive the loop for a moment.
    private readonly CancellationTokenSource _abandon = new();
    private readonly OffEndpoints _off = new(results, registry);
    private int _workers;

    // The store had nothing: until then it is asked again only if somebody says that there may be work.
    private TimeSpan _quietUntil;

    /// <summary>Whether nothing waits, is under way, is being published for this loop, or has yet to be recorded.</summary>
    public bool IsIdle => !IsBusy && results.Count == 0 && _off.IsEmpty;

    /// <summary>Whether it takes up nothing more: the host stops, or has stopped.</summary>
    public bool IsClosed => scheduler.IsClosed;

    public int UnrecordedCount => results.Count;

    // In this order: what the scheduler has given away, a worker still has.
    private bool IsBusy => !scheduler.IsIdle() || Volatile.Read(ref _workers) > 0;

    /// <summary>Records what has ended and takes up what is due.</summary>
    /// <param name="recording">Cancels the recording.</param>
    /// <param name="leasing">Cancels the rest.</param>
    /// <returns>How long to sleep unless something happens; null for as long as it may take until somebody else adds something.</returns>
    public async Task<TimeSpan?> StepAsync(CancellationToken recording, CancellationToken leasing)
    {
        var mayBeWork = signal.Reset();
        if (mayBeWork || time.Monotonic() >= _quietUntil)
        {
            // At the same time, so that a store which commits in groups does it once for both.
            await Task.WhenAll(results.RecordAsync(!IsBusy, canWait: true, recording), StartDueAsync(leasing)).ConfigureAwait(false);
        }
        else
        {
            StartAttempts();
            await results.RecordAsync(!IsBusy, canWait: true, recording).ConfigureAwait(false);
        }

        if (mayBeWork)
        {
            // What was just recorded may be why there is work: that of an ordered endpoint.
            _quietUntil = default;
        }

        if (!IsIdle)
        {
            // While something is under way, the loop soon looks again without asking.
            return Earlier(scheduler.NextTurn(), RecordInterval);
        }

        // Asked after all is recorded, what it says of endpoints too: an endpoint that was just let go has something due now.
        var next = await NextDueAsync(leasing).ConfigureAwait(false);
        _quietUntil = Earlier(_quietUntil, time.Monotonic() + next)!.Value;
        return Earlier(next, results.TellsIn);
    }

    /// <summary>Records what has ended, and releases what has not begun.</summary>
    /// <returns>How long to sleep unless something happens.</returns>
    public async Task<TimeSpan?> StepToStopAsync(CancellationToken cancellationToken)
    {
        signal.Reset();
        Drain();
        await RecordEndedAsync(cancellationToken).ConfigureAwait(false);
        return IsIdle ? TimeSpan.Zero : RecordInterval;
    }

    /// <summary>Returns when something happens, when the time is over, or when the token is cancelled.</summary>
    public Task SleepAsync(TimeSpan atMost, CancellationToken cancellationToken) => signal.WaitAsync(atMost, cancellationToken);

    /// <summary>Leases what is due: at once when an attempt could start at once, else when half a page is left to wait.</summary>
    /// <returns>How many were leased, or cancelled because their endpoints are off.</returns>
    public async Task<int> StartDueAsync(CancellationToken cancellationToken)
    {
        var (request, _, asked, off) = scheduler.Room();
        if (request is null)
        {
            StartAttempts();
            return 0;
        }

        await registry.LoadAsync(cancellationToken).ConfigureAwait(false);
        var leased = await store.LeaseDueAsync(request, cancellationToken).ConfigureAwait(false);
        _off.Add(off);
        await RefreshIfNeededAsync(leased, cancellationToken).ConfigureAwait(false);
        foreach (var expired in leased.Where(delivery => delivery.IsExpired))
        {
            End(expired, expired.EndsAs(DeliveryTransition.Expired));
        }

        foreach (var (delivery, wait) in scheduler.Offer([.. leased.Where(delivery => !delivery.IsExpired)], request, asked))
        {
            End(delivery, delivery.EndsAs(DeliveryTransition.Postponed(wait)));
        }

        StartAttempts();
        var count = leased.Count + await _off.CancelDueAsync(cancellationToken).ConfigureAwait(false);
        _quietUntil = count == 0 ? time.Monotonic() + RecordInterval : default;
        return count;
    }

    /// <summary>
    /// Records what has ended so far, and, when nothing is under way, reports all that it says. When the store throws, the results are kept
    /// for the next call.
    /// </summary>
    public Task RecordEndedAsync(CancellationToken cancellationToken) =>
        results.RecordAsync(!IsBusy, canWait: false, cancellationToken);

    /// <summary>Reserves places for what is about to be published, so that it is sent from here at once.</summary>
    /// <returns>The places. Disposing of them gives back those that were not committed.</returns>
    public PublishHandOff Reserve(IReadOnlyList<PublishedEvent> events) => new(this, scheduler, events, time.Monotonic());

    /// <summary>Takes over what was published under reserved places.</summary>
    /// <param name="published">The deliveries.</param>
    /// <param name="asked">When the store was asked to add them, by the monotonic clock.</param>
    public void TakeOver(IEnumerable<LeasedDelivery> published, TimeSpan asked)
    {
        // Until it has been taken over, it keeps the loop from ending.
        Interlocked.Increment(ref _workers);
        var isRefused = false;
        foreach (var delivery in published)
        {
            if (!scheduler.TryOffer(delivery, asked))
            {
                Release(delivery);
                isRefused = true;
            }
        }

        if (scheduler.CanStart)
        {
            // What is ambient where somebody publishes is not the attempts'.
            using var _ = ExecutionContext.IsFlowSuppressed() ? default(IDisposable) : ExecutionContext.SuppressFlow();
            StartAttempts();
        }

        if (isRefused)
        {
            Wake();
        }

        if (Interlocked.Decrement(ref _workers) == 0)
        {
            // All attempts have ended meanwhile, and somebody may wait for that.
            signal.Wake();
        }
    }

    /// <summary>Says that there is work which the loop does not know of.</summary>
    public void Wake() => signal.Notify();

    /// <summary>
    /// Releases what waits for its turn: it falls due again at once, for whoever asks next. What is published has no place here any more.
    /// </summary>
    public void Drain() => scheduler.Drain().ForEach(Release);

    /// <summary>Cuts off what is under way: it is released, and falls due again at once.</summary>
    public void Abandon() => _abandon.Cancel();

    /// <summary>From now on wakes when endpoints change: what waits for one that was disabled is cancelled at once.</summary>
    public void FollowConfiguration() => registry.Changed += Wake;

    public void Dispose()
    {
        registry.Changed -= Wake;
        Abandon();
    }

    /// <summary>Waits until no attempt is under way any more.</summary>
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

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one < other || other is null ? one : other;

    /// <summary>
    /// How long until something can be leased; null when nothing is pending, or there is no room for it until an attempt ends.
    /// </summary>
    private async ValueTask<TimeSpan?> NextDueAsync(CancellationToken cancellationToken)
    {
        var (request, nextTurn, _, _) = scheduler.Room();
        return request is null ? null : Earlier(nextTurn, await store.NextDueAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Another node may have added or enabled an endpoint since this one looked.</summary>
    private async Task RefreshIfNeededAsync(IReadOnlyList<LeasedDelivery> leased, CancellationToken cancellationToken)
    {
        if (_off.IsEmpty && leased.All(delivery => registry.Router.FindEndpoint(delivery.EndpointId) is { Enabled: true }))
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
        while (scheduler.Next() is { } item)
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

        // An attempt does not belong to the trace in which the loop happened to start it.
        Activity.Current = null;
        var isFromStore = false;
        for (WaitingDelivery? next = item; next is { } current;)
        {
            isFromStore |= !current.IsPublished;
            var result = await runner.RunAsync(current, _abandon.Token).ConfigureAwait(false);
            End(current.Delivery, result);
            (next, var released, var runsLow) = scheduler.Complete(current, result.Attempt?.Outcome);
            foreach (var delivery in released)
            {
                Release(delivery);
            }

            if (runsLow)
            {
                Wake();
            }

            if (next is not null && scheduler.CanStart)
            {
                // Its endpoint has shown that it can take more at once.
                StartAttempts();
            }
        }

        Interlocked.Decrement(ref _workers);
        if (isFromStore)
        {
            Wake();
        }
        else
        {
            signal.Wake();
        }
    }

    private void Release(LeasedDelivery delivery) => End(delivery, delivery.EndsAs(DeliveryTransition.Released));

    private void End(LeasedDelivery delivery, DeliveryResult result)
    {
        if (results.Add(delivery, result) == scheduler.HalfPage)
        {
            signal.Wake();
        }
    }
}
