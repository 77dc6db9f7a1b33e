using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Storage;

public class InMemoryRefusalTests : RefusalSuite
{
    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new InMemoryHarness());

    protected override Task<WebhookStore> RefuseAsync(StoreHarness harness, Refused refused, string answer) =>
        Task.FromResult(harness.Bundle with { Deliveries = new RefusingStore(harness.Store, harness.Reader, refused, answer) });

    /// <summary>A queue as the database of another store might be: the store in memory refuses nothing.</summary>
    private sealed class RefusingStore(IDeliveryStore store, IDeliveryReader reader, Refused refused, string answer) : IDeliveryStore
    {
        public ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(
            IReadOnlyList<PublishedEvent> events, FirstLease? lease, CancellationToken cancellationToken) =>
            store.AddAsync(events, lease, cancellationToken);

        public ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDueAsync(LeaseRequest request, CancellationToken cancellationToken) =>
            store.LeaseDueAsync(request, cancellationToken);

        public ValueTask<int> CancelDueAsync(
            IReadOnlyDictionary<string, string> reasons, int max, CancellationToken cancellationToken) =>
            store.CancelDueAsync(reasons, max, cancellationToken);

        public ValueTask<TimeSpan?> NextDueAsync(LeaseRequest request, CancellationToken cancellationToken) =>
            store.NextDueAsync(request, cancellationToken);

        public async ValueTask<IReadOnlyList<DeliveryResult>> RecordAsync(
            IReadOnlyList<DeliveryResult> results, CancellationToken cancellationToken)
        {
            var (bad, _) = await reader.ListDeliveriesAsync(new() { EndpointId = "bad" }, new(), cancellationToken);
            return results.Any(result => bad.Any(delivery => delivery.Id == result.DeliveryId) && Refuses(result))
                ? throw new InvalidOperationException("refused")
                : await store.RecordAsync(results, cancellationToken);
        }

        private bool Refuses(DeliveryResult result) => refused switch
        {
            Refused.Answer => result.Attempt?.Response == answer,
            Refused.Attempt => result.Attempt is not null,
            Refused.Success => result.Transition.State == DeliveryState.Succeeded,
            _ => result.Transition.State != DeliveryState.Pending,
        };
    }
}
