namespace ZeroPath.Webhooks.Deliveries;

/// <summary>
/// Says that there may be work. Signals coalesce. Whoever waits calls <see cref="Reset"/>, then looks for work, then waits: so none is missed.
/// </summary>
internal sealed class WakeSignal(TimeProvider time)
{
    private volatile TaskCompletionSource _set = New();

    public void Set() => _set.TrySetResult();

    public void Reset()
    {
        if (_set.Task.IsCompleted)
        {
            _set = New();
        }
    }

    /// <summary>Returns when the signal is set, when the time is over, or when the token is cancelled; it does not throw.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) =>
        await _set.Task.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
