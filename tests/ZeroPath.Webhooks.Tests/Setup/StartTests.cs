using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Deliveries;
using ZeroPath.Webhooks.Tests.Diagnostics;

namespace ZeroPath.Webhooks.Tests.Setup;

/// <summary>What a host says when it starts, and what it finds then.</summary>
public sealed class StartTests : IDisposable
{
    private readonly LogLines _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task One_entry_says_the_store_the_endpoints_the_subscriptions_and_the_receivers()
    {
        using var host = Host(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a")).AddEndpoint(DeliveryBed.Endpoint("b"))
            .AddSubscription(new() { EndpointId = "a" })
            .AddReceiver(receiver => receiver.AllowAnonymous = true)
            .AddHandler<ScanCompleteEvent>("handler", (_, _, _) => Task.CompletedTask));
        host.Services.GetRequiredService<WebhookReceivers>().Open("");
        await RunAsync(host);

        _log.Containing("has started").Should().ContainSingle().Which.Should().StartWith("Information: ZeroPath.Webhooks ").And.EndWith(
            " has started. Store: in memory. Endpoints: 2. Subscriptions: 1. "
            + "Receivers: the receiver.");
    }

    [Fact]
    public async Task A_given_endpoint_and_subscription_that_the_store_overrides_are_named_and_can_be_given_back()
    {
        var store = InMemoryStore.Create(TimeProvider.System);
        for (var start = 1; start <= 2; start++)
        {
            using var host = Host(builder => builder
                .UseStore(_ => store with { Owned = null })
                .AddEndpoint(DeliveryBed.Endpoint("a")).AddEndpoint(DeliveryBed.Endpoint("b"))
                .AddSubscription(new() { Id = "s", EndpointId = "a" }));
            await host.StartAsync(Token);
            var registry = host.Services.GetRequiredService<WebhookRegistry>();
            if (start == 1)
            {
                await registry.DisableEndpointAsync("a", "Too loud.", cancellationToken: Token);
                await registry.DisableSubscriptionAsync("s", cancellationToken: Token);
                _log.Containing("overrides").Should().BeEmpty();
            }
            else
            {
                _log.Containing("the store overrides: endpoint a, subscription s.").Should().ContainSingle();
                registry.Router.FindEndpoint("a")!.Enabled.Should().BeFalse();
                await registry.RemoveEndpointAsync("a", cancellationToken: Token);
                registry.Router.FindEndpoint("a")!.Enabled.Should().BeTrue("that is what is given");
            }

            await host.StopAsync(Token);
        }
    }

    [Fact]
    public async Task Two_stores_are_a_warning_that_names_the_one_in_use()
    {
        using var host = Host(builder => builder
            .UseStore(provider => InMemoryStore.Create(provider.GetRequiredService<TimeProvider>())).UseInMemoryStore());
        await RunAsync(host);

        _log.Containing("A store was chosen 2 times").Should().ContainSingle()
            .Which.Should().StartWith("Warning: ").And.Contain("in memory");
    }

    [Fact]
    public async Task One_store_is_no_reason_to_warn_whether_it_was_chosen_or_not()
    {
        foreach (var configure in new Action<ZeroPathWebhooksBuilder>[] { _ => { }, builder => builder.UseInMemoryStore() })
        {
            using var host = Host(configure);
            await RunAsync(host);
        }

        _log.Containing("was chosen").Should().BeEmpty();
    }

    public static TheoryData<string, Action<ZeroPathWebhooksBuilder>> Unmakable => new()
    {
        { nameof(Handler), builder => builder.AddHandler<ScanCompleteEvent, Handler>() },
        { nameof(TriggerHandler), builder => builder.AddInboundTriggerHandler<TriggerHandler>() },
        { nameof(Notifier), builder => builder.Services.AddScoped<IDeliveryFailureNotifier, Notifier>() },
    };

    [Theory]
    [MemberData(nameof(Unmakable))]
    public async Task What_needs_something_that_is_not_registered_keeps_the_host_from_starting(
        string name, Action<ZeroPathWebhooksBuilder> configure)
    {
        using var host = Host(configure);

        (await host.Awaiting(it => it.StartAsync(Token)).Should().ThrowAsync<InvalidOperationException>(name))
            .WithMessage("*cannot be made*" + nameof(IMissing) + "*Register what it needs.");
    }

    [Fact]
    public async Task A_handler_whose_constructor_fails_by_itself_is_told_and_the_host_starts()
    {
        using var host = Host(builder => builder.AddHandler<ScanCompleteEvent, Failing>());
        await RunAsync(host);

        _log.Containing("could not be made at the start").Should().ContainSingle()
            .Which.Should().Contain(nameof(Failing)).And.EndWith("IOException");
    }

    [Fact]
    public async Task Publishing_without_a_host_is_warned_of_once()
    {
        await using var bed = new DeliveryBed(services: _log.AddTo);
        await bed.SendAsync();
        await bed.SendAsync();

        _log.Containing("no host runs in this process").Should().ContainSingle().Which.Should().StartWith("Warning: ");
    }

    [Fact]
    public async Task Publishing_in_a_host_says_at_debug_where_it_went_and_what_matched_nobody()
    {
        using var host = Host(builder => builder
            .AddEndpoint(DeliveryBed.Endpoint("a") with { Enabled = true })
            .AddSubscription(new() { EndpointId = "a", EventTypes = EventTypeScope.Of(WebhookEventType.ScanFailed) }));
        await host.StartAsync(Token);
        var publisher = host.Services.GetRequiredService<IWebhookPublisher>();
        var unrouted = await publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        var failed = EventCatalog.Find(WebhookEventType.ScanFailed)!.CreateSample().Event;
        var routed = await publisher.PublishAsync(failed, cancellationToken: Token);
        await host.StopAsync(Token);

        _log.Containing($"Debug: Published SCAN_COMPLETE as {unrouted.EventId}, which matched nobody: of 1 subscriptions")
            .Should().ContainSingle();
        _log.Containing($"Debug: Published SCAN_FAILED as {routed.EventId} to 1 endpoints").Should().ContainSingle();
        _log.Containing("no host runs").Should().BeEmpty();
    }

    private static async Task RunAsync(IHost host)
    {
        await host.StartAsync(Token);
        await host.StopAsync(Token);
    }

    private IHost Host(Action<ZeroPathWebhooksBuilder> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        _log.AddTo(builder.Services);
        configure(builder.Services.AddZeroPathWebhooks().ConfigureHttpClient(client =>
            client.ConfigurePrimaryHttpMessageHandler(() => new NoNetwork())));
        return builder.Build();
    }

    internal interface IMissing;

    internal sealed class Handler(IMissing missing) : IWebhookHandler<ScanCompleteEvent>
    {
        public Task HandleAsync(ReceivedWebhook<ScanCompleteEvent> received, CancellationToken cancellationToken) =>
            Task.FromResult(missing);
    }

    internal sealed class TriggerHandler(IMissing missing) : IInboundTriggerHandler
    {
        public Task<string?> ExecuteAsync(InboundTriggerExecution execution, CancellationToken cancellationToken) =>
            Task.FromResult(missing.ToString());
    }

    internal sealed class Notifier(IMissing missing) : IDeliveryFailureNotifier
    {
        public Task NotifyAsync(FailureNotice notice, CancellationToken cancellationToken) => Task.FromResult(missing);
    }

    internal sealed class Failing : IWebhookHandler<ScanCompleteEvent>
    {
        public Failing() => throw new IOException("The disk is full.");

        public Task HandleAsync(ReceivedWebhook<ScanCompleteEvent> received, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class NoNetwork : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.OK));
    }
}
