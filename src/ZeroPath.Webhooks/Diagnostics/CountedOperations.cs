using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>The store's operations, of which those that settle deliveries are counted.</summary>
internal sealed class CountedOperations(IDeliveryOperations store, WebhookMetrics metrics) : IDeliveryOperations
{
    public async ValueTask<int> CancelAsync(DeliveryFilter filter, string reason, int max, CancellationToken cancellationToken = default)
    {
        var count = await store.CancelAsync(filter, reason, max, cancellationToken).ConfigureAwait(false);
        metrics.Settled(DeliveryState.Cancelled, count);
        return count;
    }

    public ValueTask<int> RedeliverAsync(DeliveryFilter filter, int max, CancellationToken cancellationToken = default) =>
        store.RedeliverAsync(filter, max, cancellationToken);

    public ValueTask<int> AddDeliveriesAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken = default) =>
        store.AddDeliveriesAsync(deliveries, cancellationToken);

    public ValueTask<int> PurgeAsync(RetentionPolicy policy, int max, CancellationToken cancellationToken = default) =>
        store.PurgeAsync(policy, max, cancellationToken);

    public ValueTask<int> MergeFiguresAsync(int max, CancellationToken cancellationToken = default) =>
        store.MergeFiguresAsync(max, cancellationToken);
}
