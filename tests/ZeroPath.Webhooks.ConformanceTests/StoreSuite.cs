using System.Text;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>What the suites share: a fresh store for each test, and a few words to say things with.</summary>
public abstract class StoreSuite : IAsyncLifetime
{
    /// <summary>A lease's length in these tests.</summary>
    protected static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static long _number;

    /// <summary>The store of this test.</summary>
    protected StoreHarness Harness { get; private set; } = null!;

    /// <summary>The queue of this test.</summary>
    protected IDeliveryStore Store => Harness.Store;

    /// <summary>Cancelled when the test run is.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Harness = await CreateAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Harness.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes an empty store.</summary>
    protected abstract Task<StoreHarness> CreateAsync();

    /// <summary>An event with a delivery to each of these endpoints.</summary>
    protected static PublishedEvent NewEvent(params string[] endpoints)
    {
        var id = $"evt_{Interlocked.Increment(ref _number):x32}";
        return new()
        {
            Id = id,
            Type = WebhookEventType.ScanComplete,
            OrganizationId = "org_123",
            RepositoryId = "repo_123",
            PublishedAt = DateTimeOffset.UnixEpoch.AddDays(20_000),
            Body = Encoding.UTF8.GetBytes($$"""{"event":"{{id}}"}"""),
            Deliveries = [.. endpoints.Select(endpoint => NewDelivery(id, endpoint))],
        };
    }

    /// <summary>A delivery of an event to an endpoint.</summary>
    protected static Delivery NewDelivery(string eventId, string endpoint) => new()
    {
        Id = $"dlv_{Interlocked.Increment(ref _number):x32}",
        EventId = eventId,
        EventType = WebhookEventType.ScanComplete,
        EndpointId = endpoint,
        SubscriptionIds = ["sub_1", "sub_2"],
        CreatedAt = DateTimeOffset.UnixEpoch.AddDays(20_000),
    };

    /// <summary>An attempt that ended like this.</summary>
    protected static DeliveryAttempt Attempt(int number, AttemptOutcome outcome, int? status = null) => new()
    {
        Number = number,
        StartedAt = DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(number),
        Duration = TimeSpan.FromMilliseconds(12.345),
        Outcome = outcome,
        StatusCode = status,
        Response = status is null ? null : "“Antwort”",
        RetryAfter = status == 503 ? TimeSpan.FromSeconds(7) : null,
        Detail = status is null ? "No answer came." : null,
    };

    /// <summary>Adds events.</summary>
    protected async Task<IReadOnlyList<PublishedEvent>> AddAsync(params PublishedEvent[] events) =>
        await Store.AddAsync(events, lease: null, Cancellation);

    /// <summary>Adds events, of which these deliveries are leased from the start.</summary>
    protected async Task<IReadOnlyList<PublishedEvent>> AddLeasedAsync(IEnumerable<Delivery> leased, params PublishedEvent[] events) =>
        await Store.AddAsync(events, new(Lease, leased.Select(delivery => delivery.Id).ToHashSet()), Cancellation);

    /// <summary>Leases what is due.</summary>
    protected async Task<IReadOnlyList<LeasedDelivery>> LeaseAsync(int max = 100) => await LeaseAsync(new LeaseRequest(max, Lease));

    /// <summary>Leases what is due and there is room for.</summary>
    protected async Task<IReadOnlyList<LeasedDelivery>> LeaseAsync(LeaseRequest request) =>
        await Store.LeaseDueAsync(request, Cancellation);

    /// <summary>Leases the one delivery that is due.</summary>
    protected async Task<LeasedDelivery> LeaseOneAsync() => Assert.Single(await LeaseAsync());

    /// <summary>Records what came of a lease.</summary>
    /// <returns>Whether the delivery is what the transition says, as far as the store tells.</returns>
    protected async Task<bool> RecordAsync(LeasedDelivery leased, DeliveryTransition transition, DeliveryAttempt? attempt = null) =>
        (await Store.RecordAsync([new(leased.DeliveryId, leased.FencingToken, transition, attempt)], Cancellation)).Count == 0;

    /// <summary>The delivery as it is now.</summary>
    protected async Task<Delivery> FindAsync(string deliveryId) =>
        await Harness.History.FindDeliveryAsync(deliveryId, Cancellation) ?? throw new InvalidOperationException($"{deliveryId} is gone.");
}
