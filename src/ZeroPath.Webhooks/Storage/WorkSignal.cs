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

    /// <summary>There may be work.</summary>
    public void Notify() => _set.TrySetResult();

    /// <summary>Another node may have changed endpoints or subscriptions.</summary>
    public void NotifyChange() => Changes.Notify();

    /// <summary>What <see cref="NotifyChange"/> sets.</summary>
    internal WorkSignal Changes => LazyInitializer.EnsureInitialized(ref _changes, () => new(time));

    internal void Reset()
    {
        if (_set.Task.IsCompleted)
        {
            _set = New();
        }
    }

    /// <summary>Returns when the signal is set, when the time is over, or when the token is cancelled; it does not throw.</summary>
    internal async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        await _set.Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
