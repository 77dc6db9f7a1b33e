using Microsoft.Extensions.DependencyInjection;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

/// <summary>Makes two deliveries due again, and then no other: a redelivery of many stays under way until somebody stops it.</summary>
internal sealed class HeldRedelivery(IDeliveryOperations inner) : IDeliveryOperations
{
    private int _calls;

    public static void Use(IServiceCollection services)
    {
        var before = services.Last(service => service.ServiceType == typeof(IDeliveryOperations)).ImplementationFactory!;
        services.AddSingleton<IDeliveryOperations>(provider => new HeldRedelivery((IDeliveryOperations)before(provider)));
    }

    public async ValueTask<int> RedeliverAsync(DeliveryFilter filter, int max, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _calls) > 1)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        return await inner.RedeliverAsync(filter, 2, cancellationToken);
    }

    public ValueTask<int> CancelAsync(DeliveryFilter filter, string reason, int max, CancellationToken cancellationToken) =>
        inner.CancelAsync(filter, reason, max, cancellationToken);

    public ValueTask<int> AddDeliveriesAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken) =>
        inner.AddDeliveriesAsync(deliveries, cancellationToken);

    public ValueTask<int> PurgeAsync(RetentionPolicy policy, int max, CancellationToken cancellationToken) =>
        inner.PurgeAsync(policy, max, cancellationToken);

    public ValueTask<int> MergeFiguresAsync(int max, CancellationToken cancellationToken) =>
        inner.MergeFiguresAsync(max, cancellationToken);
}
