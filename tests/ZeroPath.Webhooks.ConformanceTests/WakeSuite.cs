using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>
/// What is due is sent when it is due, though nothing else happens and the next look at the store is an hour away. The loop and the store
/// go by the system's clock.
/// </summary>
public abstract class WakeSuite : StoreSuite
{
    private const int Waiting = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

#pragma warning disable CS1591 // The names say it.
    [Fact]
    public async Task What_waits_for_a_held_endpoint_is_sent_as_soon_as_its_probe_has_succeeded()
    {
        await using var node = await StartAsync(failures: 1);

        await node.PublishAsync(Waiting);

        await node.ReceivesAllAsync(Waiting);
    }

    [Fact]
    public async Task Probes_whose_answers_are_lost_come_after_each_pause()
    {
        await using var node = await StartAsync(failures: 4);

        await node.PublishAsync(Waiting);

        await node.ReceivesAllAsync(Waiting);
    }

    [Fact]
    public async Task Retries_of_an_endpoint_that_refuses_come_when_they_are_due()
    {
        await using var node = await StartAsync(failures: 3, options => options.HoldAfterFailures = 0);

        await node.PublishAsync(1);

        await node.ReceivesAllAsync(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_waits_for_an_endpoint_that_is_disabled_is_cancelled_at_once(bool isHeld)
    {
        await using var node = await StartAsync(
            failures: isHeld ? int.MaxValue : 0,
            options =>
            {
                options.HoldAfterFailures = isHeld ? 1 : 0;
                options.Retry = new() { Delays = [TimeSpan.FromHours(1)] };
            },
            perSecond: 0.01);
        await node.PublishAsync(Waiting);
        await node.ReceivesOneAsync();

        await node.DisableAsync();

        // Some of the first lease were put off for their rate before, as retries are. They are cancelled when they are due.
        await Node.UntilAsync(async () => await CountAsync(DeliveryState.Cancelled) >= Waiting - 4);
    }

    [Fact]
    public async Task What_waits_for_a_held_endpoint_has_failed_at_its_deadline()
    {
        await using var node = await StartAsync(
            failures: int.MaxValue, options => options.Retry = new() { Delays = [TimeSpan.FromHours(1)] });

        await node.PublishAsync(Waiting, TimeProvider.System.GetUtcNow().AddSeconds(2));
        await node.ReceivesOneAsync();

        await Node.UntilAsync(async () => await CountAsync(DeliveryState.Failed) == Waiting);
        var failed = await Running.Reader.ListDeliveriesAsync(new() { State = DeliveryState.Failed }, new(100), Cancellation);
        Assert.All(failed.Items, delivery => Assert.Equal("expired", delivery.Reason));
    }

#pragma warning restore CS1591

    /// <summary>A store beside <see cref="StoreSuite.Harness"/> that goes by the system's clock.</summary>
    protected abstract WebhookStore Running { get; }

    private async Task<long> CountAsync(DeliveryState state) =>
        (await Running.Reader.ListDeliveriesAsync(new() { State = state }, new(100), Cancellation)).Items.Count;

    private async Task<Node> StartAsync(int failures, Action<ZeroPathWebhooksOptions>? configure = null, double? perSecond = null)
    {
        var node = new Node(Running, failures, configure, perSecond);
        await node.StartAsync();
        return node;
    }

    private sealed class Node : HttpMessageHandler, IAsyncDisposable
    {
        private readonly SemaphoreSlim _requests = new(0);
        private readonly SemaphoreSlim _accepted = new(0);
        private readonly ServiceProvider _services;
        private int _failures;

        public Node(WebhookStore store, int failures, Action<ZeroPathWebhooksOptions>? configure, double? perSecond)
        {
            _failures = failures;
            _services = new ServiceCollection()
                .AddZeroPathWebhooks()
                .UseStore(_ => store with { Owned = null })
                .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => this))
                .Configure(options =>
                {
                    options.PollInterval = TimeSpan.FromHours(1);
                    options.HoldAfterFailures = 1;
                    options.Retry = new() { Delays = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(200), 9)] };
                    configure?.Invoke(options);
                })
                .AddEndpoint(new() { Name = "a", Url = new("https://a.example.com"), MaxPerSecond = perSecond })
                .AddSubscription(new() { EndpointId = "a" })
                .Services.BuildServiceProvider();
        }

        public async Task StartAsync()
        {
            foreach (var service in _services.GetServices<IHostedService>())
            {
                await service.StartAsync(Cancellation);
            }
        }

        public Task PublishAsync(int count, DateTimeOffset? deadline = null) => _services.GetRequiredService<IWebhookPublisher>()
            .PublishAsync(
                [.. Enumerable.Repeat(new PublishRequest(EventCatalog.All[0].CreateSample().Event), count)],
                new() { Deadline = deadline },
                Cancellation);

        public Task DisableAsync() => _services.GetRequiredService<WebhookRegistry>().DisableEndpointAsync(
            "a", "Somebody said so.", cancellationToken: Cancellation);

        public Task ReceivesOneAsync() => TakeAsync(_requests);

        public async Task ReceivesAllAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await TakeAsync(_accepted);
            }
        }

        public static async Task UntilAsync(Func<Task<bool>> isSo)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (!await isSo())
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var service in _services.GetServices<IHostedService>())
            {
                await service.StopAsync(Cancellation);
            }

            await _services.DisposeAsync();
            _requests.Dispose();
            _accepted.Dispose();
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Interlocked.Decrement(ref _failures) >= 0)
            {
                _requests.Release();
                throw new HttpRequestException("The answer is lost.");
            }

            _requests.Release();
            _accepted.Release();
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
        }

        private static async Task TakeAsync(SemaphoreSlim from) =>
            Assert.True(await from.WaitAsync(Patience, Cancellation), "It did not come in time.");
    }
}
