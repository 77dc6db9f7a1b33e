namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// Tells the host's delivery loop that there may be work before it would look by itself, and what follows the changes of other nodes that
/// there may be some. Stores set it when they learn of what came from elsewhere. Signals coalesce.
/// </summary>
/// <param name="time">The clock to wait by.</param>
public sealed class WorkSignal(TimeProvider time)
{
    // Whoever waits calls Reset, then looks for work, then waits: so no signal is missed.
    private volatile TaskCompletionSource _set = New();
    private WorkSignal? _changes;
    private int _isWork;

    /// <summary>There may be work.</summary>
    public void Notify()
    {
        Volatile.Write(ref _isWork, 1);
        Wake();
    }

    /// <summary>Another node may have changed endpoints or subscriptions.</summary>
    public void NotifyChange() => Changes.Notify();

    /// <summary>What <see cref="NotifyChange"/> sets.</summary>
    internal WorkSignal Changes => LazyInitializer.EnsureInitialized(ref _changes, () => new(time));

    /// <summary>Ends the wait for something else than work in the store.</summary>
    internal void Wake() => _set.TrySetResult();

    /// <returns>Whether there may be work, as somebody has said since the last call.</returns>
    internal bool Reset()
    {
        if (_set.Task.IsCompleted)
        {
            _set = New();
        }

        return Interlocked.Exchange(ref _isWork, 0) == 1;
    }

    /// <summary>Returns when the signal is set, when the time is over, or when the token is cancelled; it does not throw.</summary>
    internal async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        await _set.Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
