using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Storage;

/// <summary>A store that throws when it is told to.</summary>
internal sealed class FaultyStore(TimeProvider time) : IDeliveryStore
{
    /// <summary>What it was given to record is recorded, and nobody hears of it.</summary>
    public const string AfterRecording = "After RecordAsync";

    private readonly ConcurrentDictionary<string, int> _failures = new();

    public WebhookStore Inner { get; } = InMemoryStore.Create(time);

    /// <summary>How long deliveries were leased as they were added, by their ids.</summary>
    public ConcurrentDictionary<string, TimeSpan> FirstLeases { get; } = new();

    /// <summary>How far its clock is ahead of the process's, as it says when it adds something.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>Happens before something is added.</summary>
    public Func<Task> Adding { get; set; } = () => Task.CompletedTask;

    public static void Use(IServiceCollection services) => services
        .AddSingleton<FaultyStore>()
        .AddSingleton(provider => provider.GetRequiredService<FaultyStore>().ToStore());

    // As if it outlived the process: what is published to it when the host has stopped is not lost.
    private WebhookStore ToStore() => Inner with { Deliveries = this, IsDurable = true };

    public void FailNext(string method, int times = 1) => _failures[method] = times;

    public async ValueTask<IReadOnlyList<PublishedEvent>> AddAsync(
        IReadOnlyList<PublishedEvent> events, FirstLease? lease, CancellationToken cancellationToken)
    {
        foreach (var deliveryId in lease?.DeliveryIds ?? Enumerable.Empty<string>())
        {
            FirstLeases[deliveryId] = lease!.Length;
        }

        await Adding();
        ThrowIfTold(nameof(AddAsync));
        var stored = await Inner.Deliveries.AddAsync(events, lease, cancellationToken);
        return [.. stored.Select(added => added with
        {
            Deliveries = [.. added.Deliveries.Select(delivery => delivery with { DueAt = delivery.DueAt + Ahead })],
        })];
    }

    public ValueTask<IReadOnlyList<LeasedDelivery>> LeaseDueAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        ThrowIfTold(nameof(LeaseDueAsync));
        return Inner.Deliveries.LeaseDueAsync(request, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<DeliveryResult>> RecordAsync(
        IReadOnlyList<DeliveryResult> results, CancellationToken cancellationToken)
    {
        ThrowIfTold(nameof(RecordAsync));
        var late = await Inner.Deliveries.RecordAsync(results, cancellationToken);
        ThrowIfTold(AfterRecording);
        return late;
    }

    public ValueTask<int> CancelDueAsync(IReadOnlyDictionary<string, string> reasons, int max, CancellationToken cancellationToken)
    {
        ThrowIfTold(nameof(CancelDueAsync));
        return Inner.Deliveries.CancelDueAsync(reasons, max, cancellationToken);
    }

    public ValueTask<TimeSpan?> NextDueAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        ThrowIfTold(nameof(NextDueAsync));
        return Inner.Deliveries.NextDueAsync(request, cancellationToken);
    }

    private void ThrowIfTold(string method)
    {
        if (_failures.GetValueOrDefault(method) is > 0 and var left && _failures.TryUpdate(method, left - 1, left))
        {
            throw new IOException($"{method} was told to fail.");
        }
    }
}
