using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Deliveries;
using ZeroPath.Webhooks.Tests.Storage;

namespace ZeroPath.Webhooks.Tests.Configuration;

public class RefresherStopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_store_throws_while_the_host_stops_is_no_fault_of_the_service()
    {
        var inner = InMemoryStore.Create(TimeProvider.System);
        var resources = new Breaking(inner.Resources);
        await using var bed = new DeliveryBed(services: services => services.AddSingleton(inner with { Resources = resources }));
        var service = bed.Get<IEnumerable<IHostedService>>().OfType<RegistryRefresher>().Single();
        await service.StartAsync(Token);
        resources.Breaks = true;
        bed.Get<WorkSignal>().NotifyChange();
        await resources.Asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        await service.StopAsync(Token);

        service.ExecuteTask!.IsCompletedSuccessfully.Should().BeTrue();
    }

    /// <summary>Throws as a driver does whose connection breaks as it is cancelled.</summary>
    private sealed class Breaking(IResourceStore inner) : ForwardingResources(inner)
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Breaks { get; set; }

        public override async ValueTask<ResourceChanges> ReadChangesAsync(string? mark, int max, CancellationToken cancellationToken)
        {
            if (!Breaks)
            {
                return await base.ReadChangesAsync(mark, max, cancellationToken);
            }

            Asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new IOException("The connection broke.");
        }
    }
}
