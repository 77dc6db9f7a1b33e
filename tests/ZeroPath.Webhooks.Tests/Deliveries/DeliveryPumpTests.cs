using System.Collections.Concurrent;
using System.Net;
using FluentAssertions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>In real hosts, over real sockets.</summary>
public class DeliveryPumpTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_generic_host_delivers_what_is_published()
    {
        await using var receiver = await Receiver.StartAsync();
        using var host = await StartAsync(receiver);

        var published = await Publisher(host).PublishAsync(DeliveryBed.Event(), cancellationToken: Token);

        (await receiver.NextAsync(Token)).Should().Be(published.EventId);
        await host.StopAsync(Token);
        (await DeliveryAsync(host, published)).State.Should().Be(DeliveryState.Succeeded);
    }

    [Fact]
    public async Task A_web_application_delivers_what_is_published()
    {
        await using var receiver = await Receiver.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Configure(builder.Services, receiver);
        await using var app = builder.Build();
        await app.StartAsync(Token);

        var published = await Publisher(app).PublishAsync(DeliveryBed.Event(), cancellationToken: Token);

        (await receiver.NextAsync(Token)).Should().Be(published.EventId);
        await app.StopAsync(Token);
        (await DeliveryAsync(app, published)).State.Should().Be(DeliveryState.Succeeded);
    }

    [Fact]
    public async Task A_publish_wakes_the_pump_long_before_it_would_look_again()
    {
        await using var receiver = await Receiver.StartAsync();
        using var host = await StartAsync(receiver, options => options.PollInterval = TimeSpan.FromHours(1));
        var publisher = Publisher(host);

        for (var i = 0; i < 20; i++)
        {
            var published = await publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
            (await receiver.NextAsync(Token)).Should().Be(published.EventId);
        }
    }

    [Fact]
    public async Task Sixty_four_callers_at_once_have_everything_delivered_once()
    {
        await using var receiver = await Receiver.StartAsync();
        using var host = await StartAsync(receiver, options => (options.MaxConcurrency, options.PollInterval) = (8, TimeSpan.FromHours(1)));
        var publisher = Publisher(host);

        var published = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Factory.StartNew(
            () => publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token), Token, TaskCreationOptions.None,
            TaskScheduler.Default).Unwrap()));

        var received = new List<string>();
        for (var i = 0; i < 64; i++)
        {
            received.Add(await receiver.NextAsync(Token));
        }

        received.Should().BeEquivalentTo(published.Select(result => result.EventId));
        await host.StopAsync(Token);
        receiver.Waiting.Should().Be(0);
    }

    [Fact]
    public async Task A_graceful_stop_lets_what_is_under_way_end_and_records_it()
    {
        var release = new TaskCompletionSource();
        await using var receiver = await Receiver.StartAsync(_ => release.Task);
        using var host = await StartAsync(receiver);
        var published = await Publisher(host).PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        await receiver.NextAsync(Token);

        var stop = host.StopAsync(Token);
        stop.IsCompleted.Should().BeFalse("a request is under way");
        release.SetResult();
        await stop.WaitAsync(Patience, Token);

        (await DeliveryAsync(host, published)).Should().Match<Delivery>(delivery =>
            delivery.State == DeliveryState.Succeeded && delivery.AttemptCount == 1);
    }

    [Fact]
    public async Task What_is_published_in_memory_after_the_host_has_stopped_is_refused()
    {
        await using var receiver = await Receiver.StartAsync();
        using var host = await StartAsync(receiver);
        await host.StopAsync(Token);

        var publishing = () => Publisher(host).PublishAsync(DeliveryBed.Event(), cancellationToken: Token);

        (await publishing.Should().ThrowAsync<InvalidOperationException>()).WithMessage("The host has stopped*in memory*UseSqliteStore()*");
    }

    [Fact]
    public async Task A_request_that_hangs_is_released_when_the_hosts_patience_ends()
    {
        var release = new TaskCompletionSource();
        await using var receiver = await Receiver.StartAsync(context => release.Task.WaitAsync(context.RequestAborted));
        using var host = await StartAsync(receiver);
        var published = await Publisher(host).PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        await receiver.NextAsync(Token);
        using var patience = new CancellationTokenSource();

        var stop = host.StopAsync(patience.Token);
        await patience.CancelAsync();
        await stop.WaitAsync(Patience, Token).ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);

        stop.IsCompleted.Should().BeTrue();
        (await DeliveryAsync(host, published)).Should().Match<Delivery>(delivery =>
            delivery.State == DeliveryState.Pending && delivery.AttemptCount == 0 && delivery.DueAt <= TimeProvider.System.GetUtcNow());
        (await host.Services.GetRequiredService<WebhookHistory>().ListAttemptsAsync(published.Deliveries[0].Id, Token))
            .Should().ContainSingle().Which.Outcome.Should().Be(AttemptOutcome.Abandoned);
        receiver.Waiting.Should().Be(0, "a stopping host takes up nothing more");
    }

    [Fact]
    public async Task A_stop_under_load_and_a_restart_repeat_only_what_had_no_answer()
    {
        var (received, hung, hanging) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<string, bool>(), 0);
        using var patience = new CancellationTokenSource();
        await using var receiver = await Receiver.StartAsync(async context =>
        {
            var id = context.Request.Headers["webhook-id"].ToString();
            received.Enqueue(id);
            if (Interlocked.Increment(ref hanging) <= 2)
            {
                hung[id] = true;
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }
        });
        var store = InMemoryStore.Create(TimeProvider.System);
        using var before = await StartAsync(receiver, options => options.MaxConcurrency = 8, services => services.AddSingleton(store));
        var published = await Publisher(before).PublishAsync(
            [.. Enumerable.Repeat(new PublishRequest(DeliveryBed.Event()), 200)], cancellationToken: Token);
        await UntilAsync(() => Task.FromResult(hung.Count == 2));

        var stop = before.StopAsync(patience.Token);
        await UntilAsync(async () => (await store.Reader.GetQueueDepthAsync(int.MaxValue, Token)).InFlight == hung.Count);
        await patience.CancelAsync();
        await stop.WaitAsync(Patience, Token).ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);
        foreach (var result in published)
        {
            (await DeliveryAsync(before, result)).Should().Match<Delivery>(
                delivery =>
                    delivery.State == DeliveryState.Succeeded || (delivery.State == DeliveryState.Pending && delivery.AttemptCount == 0));
        }

        using var after = await StartAsync(receiver, services: services => services.AddSingleton(store));
        await UntilAsync(async () => await store.Deliveries.NextDueAsync(LeaseRequest.Any, Token) is null);
        await after.StopAsync(Token);
        received.Where(id => !hung.ContainsKey(id)).Should().OnlyHaveUniqueItems();
        received.Distinct().Should().HaveCount(200);
        received.Should().HaveCount(200 + hung.Count, "what hung is sent once more");
    }

    [Theory]
    [InlineData(nameof(IDeliveryStore.LeaseDueAsync))]
    [InlineData(nameof(IDeliveryStore.RecordAsync))]
    [InlineData(nameof(IDeliveryStore.NextDueAsync))]
    public async Task The_pump_survives_a_failing_store_and_loses_no_result(string method)
    {
        await using var receiver = await Receiver.StartAsync();
        using var host = await StartAsync(receiver, services: FaultyStore.Use);
        host.Services.GetRequiredService<FaultyStore>().FailNext(method);

        var first = await Publisher(host).PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        (await receiver.NextAsync(Token)).Should().Be(first.EventId);
        var second = await Publisher(host).PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        (await receiver.NextAsync(Token)).Should().Be(second.EventId);
        await host.StopAsync(Token);

        foreach (var published in new[] { first, second })
        {
            (await DeliveryAsync(host, published)).Should().Match<Delivery>(delivery =>
                delivery.State == DeliveryState.Succeeded && delivery.AttemptCount == 1);
        }

        receiver.Waiting.Should().Be(0, "nothing was sent twice");
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, patience.Token);
        }
    }

    private static IWebhookPublisher Publisher(IHost host) => host.Services.GetRequiredService<IWebhookPublisher>();

    private static async Task<Delivery> DeliveryAsync(IHost host, PublishResult published) =>
        (await host.Services.GetRequiredService<WebhookHistory>().FindDeliveryAsync(published.Deliveries.Single().Id, Token))!;

    private static void Configure(IServiceCollection services, Receiver receiver, Action<ZeroPathWebhooksOptions>? options = null) =>
        services.AddZeroPathWebhooks()
            .AddEndpoint(receiver.Endpoint)
            .AddSubscription(new() { EndpointId = "receiver" })
            .Configure(target =>
            {
                target.AllowHttp = true;
                target.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8"));
                options?.Invoke(target);
            });

    private static async Task<IHost> StartAsync(
        Receiver receiver, Action<ZeroPathWebhooksOptions>? options = null, Action<IServiceCollection>? services = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        services?.Invoke(builder.Services);
        Configure(builder.Services, receiver, options);
        var host = builder.Build();
        await host.StartAsync(Token);
        return host;
    }
}
