using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>
/// A store of which a call fails when it is told to: before it does anything, or when it has done it and nobody hears of it.
/// </summary>
internal sealed class UnreliableStore(IDeliveryStore inner) : IDeliveryStore
{
    private int _callsLeft = -1;
    private bool _isDone;

    public void Heal() => _callsLeft = -1;

    public void FailOnce(int afterCalls, bool isDone) => (_callsLeft, _isDone) = (afterCalls, isDone);

    public ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(
        IReadOnlyList<PublishedEvent> events, FirstLease? lease, CancellationToken cancellationToken) =>
        RunAsync(() => inner.AddAsync(events, lease, cancellationToken));

    public ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDueAsync(LeaseRequest request, CancellationToken cancellationToken) =>
        RunAsync(() => inner.LeaseDueAsync(request, cancellationToken));

    public ValueTask<IReadOnlyList<DeliveryResult>> RecordAsync(
        IReadOnlyList<DeliveryResult> results, CancellationToken cancellationToken) =>
        RunAsync(() => inner.RecordAsync(results, cancellationToken));

    public ValueTask<int> CancelDueAsync(
        IReadOnlyDictionary<string, string> reasons, int max, CancellationToken cancellationToken) =>
        RunAsync(() => inner.CancelDueAsync(reasons, max, cancellationToken));

    public ValueTask<TimeSpan?> NextDueAsync(LeaseRequest request, CancellationToken cancellationToken) =>
        RunAsync(() => inner.NextDueAsync(request, cancellationToken));

    private async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> call)
    {
        var fails = Interlocked.Decrement(ref _callsLeft) == -1;
        if (fails && !_isDone)
        {
            throw new IOException("The store does nothing.");
        }

        var result = await call();
        return fails ? throw new IOException("The store did it, and nobody hears of it.") : result;
    }
}
