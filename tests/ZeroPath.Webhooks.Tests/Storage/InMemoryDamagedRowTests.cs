using System.Collections.Concurrent;
using ZeroPath.Webhooks.ConformanceTests;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Storage;

public class InMemoryDamagedRowTests : DamageSuite
{
    private readonly ConcurrentDictionary<string, Damage> _damages = new();

    protected override WebhookStore Damaged => Harness.Bundle with { Deliveries = new DamagedStore(Harness.Store, _damages) };

    protected override Task<StoreHarness> CreateAsync() => Task.FromResult<StoreHarness>(new InMemoryHarness());

    /// <summary>Nobody can edit what is in memory, but another store may give a node what is in no bounds.</summary>
    protected override Task<IReadOnlyList<Damage>> DamagesAsync(params string[] tables) => Task.FromResult<IReadOnlyList<Damage>>(
        [
            .. tables.Contains("delivery")
                ?
                [
                    new("delivery", "attempt_count", "-1"),
                    new("delivery", "attempt_count", $"{int.MinValue}"),
                    new("delivery", "attempt_count", $"{int.MaxValue}"),
                    new("delivery", "event_id", ""),
                    new("delivery", "event_id", "a\r\nb"),
                    new("delivery", "event_type", ""),
                    new("delivery", "event_type", "\uD800"),
                    new("delivery", "body", ""),
                ]
                : tables.Select(table => new Damage(table, "none", "")),
        ]);

    protected override Task DamageAsync(Damage damage, string id)
    {
        _damages[id] = damage;
        return Task.CompletedTask;
    }

    protected override async Task RemoveAllAsync()
    {
        var rows = await Harness.Resources.ListAsync(new(ResourceKind.Endpoint), null, 100, default);
        foreach (var row in rows)
        {
            await Harness.Resources.ApplyAsync(
                [new ResourceEdit.Remove(row.Kind, row.Id, row.Version, row.OrganizationId)], ChangeOrigin.Code, default);
        }
    }

    private sealed class DamagedStore(IDeliveryStore store, ConcurrentDictionary<string, Damage> damages) : IDeliveryStore
    {
        public ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(
            IReadOnlyList<PublishedEvent> events, FirstLease? lease, CancellationToken cancellationToken) =>
            store.AddAsync(events, lease, cancellationToken);

        public async ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDueAsync(LeaseRequest request, CancellationToken cancellationToken) =>
            [.. (await store.LeaseDueAsync(request, cancellationToken)).Select(Damage)];

        public ValueTask<IReadOnlyList<DeliveryResult>> RecordAsync(
            IReadOnlyList<DeliveryResult> results, CancellationToken cancellationToken) => store.RecordAsync(results, cancellationToken);

        public ValueTask<int> CancelDueAsync(
            IReadOnlyDictionary<string, string> reasons, int max, CancellationToken cancellationToken) =>
            store.CancelDueAsync(reasons, max, cancellationToken);

        public ValueTask<TimeSpan?> NextDueAsync(LeaseRequest request, CancellationToken cancellationToken) =>
            store.NextDueAsync(request, cancellationToken);

        private LeasedDelivery Damage(LeasedDelivery leased)
        {
            var (column, value) = damages.TryGetValue(leased.DeliveryId, out var damage) ? (damage.Column, damage.Value) : ("", "");
            return new()
            {
                DeliveryId = leased.DeliveryId,
                FencingToken = leased.FencingToken,
                EventId = column == "event_id" ? value : leased.EventId,
                EventType = column == "event_type" ? new WebhookEventType(value) : leased.EventType,
                EndpointId = leased.EndpointId,
                AttemptCount = column == "attempt_count" ? int.Parse(value) : leased.AttemptCount,
                FailureStreak = leased.FailureStreak,
                IsProbe = leased.IsProbe,
                DueFor = leased.DueFor,
                TraceParent = leased.TraceParent,
                Body = column == "body" ? default : leased.Body,
            };
        }
    }
}
