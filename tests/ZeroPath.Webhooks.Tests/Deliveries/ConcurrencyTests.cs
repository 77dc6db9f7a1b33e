using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Deliveries;

public class ConcurrencyTests
{
    /// <summary>Nothing here takes a second; a missed wake-up would take for ever.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    public async Task As_many_attempts_as_allowed_are_under_way_at_once_and_never_more(int concurrency)
    {
        using var network = new Turnstile(concurrency);
        await using var services = Services(network, concurrency);
        var events = Enumerable.Repeat(
            new PublishRequest(DeliveryBed.Event()), 5 * concurrency / Endpoints(concurrency));
        await services.GetRequiredService<IWebhookPublisher>().PublishAsync([.. events], cancellationToken: Token);

        var taken = await services.GetRequiredService<DeliveryDispatcher>().DispatchDueAsync(Token).WaitAsync(Longest, Token);

        taken.Should().Be(5 * concurrency);
        (network.Requests, network.MostAtOnce).Should().Be((5 * concurrency, concurrency));
        (await services.GetRequiredService<IDeliveryStore>().NextDueAsync(LeaseRequest.Any, Token)).Should().BeNull();
    }

    [Fact]
    public async Task While_all_but_one_attempt_hang_the_pump_takes_up_each_event_as_it_is_published()
    {
        const int Concurrency = 4;
        using var network = new Turnstile(Concurrency);
        using var host = Host(network, Concurrency);
        await host.StartAsync(Token);
        var publisher = host.Services.GetRequiredService<IWebhookPublisher>();

        for (var round = 1; round <= 20; round++)
        {
            // The last of each group lets the others go.
            for (var i = 1; i <= Concurrency; i++)
            {
                await publisher.PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
                await UntilAsync(() => network.Requests == ((round - 1) * Concurrency) + i);
            }
        }

        await host.StopAsync(Token);
        (await host.Services.GetRequiredService<IDeliveryStore>().NextDueAsync(LeaseRequest.Any, Token)).Should().BeNull();
        network.MostAtOnce.Should().Be(Concurrency);
    }

    [Fact]
    public async Task Endpoints_that_begin_to_hang_with_more_to_come_leave_places_for_the_others()
    {
        using var network = new HangingNetwork("hangs");
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);

        // No second passes, after which they would take none of the ordinary places.
        builder.Services.AddSingleton<TimeProvider>(new SlowClock());
        var webhooks = builder.Services.AddZeroPathWebhooks()
            .Configure(options =>
                (options.MaxConcurrency, options.AttemptTimeout, options.Lease) = (8, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5)))
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => network));
        foreach (var name in new[] { "hangs1", "hangs2", "hangs3", "well" })
        {
            webhooks.AddEndpoint(
                new() { Name = name, Url = new($"https://{name}.example.com"), OrganizationId = name.TrimEnd('1', '2', '3') })
                .AddSubscription(new() { EndpointId = name });
        }

        using var host = builder.Build();
        await host.StartAsync(Token);
        await PublishAsync("hangs", 20);
        await UntilAsync(() => network.Answered == 60);

        network.Hangs = true;
        await PublishAsync("hangs", 200);
        await UntilAsync(() => network.Hanging == 6);
        await PublishAsync("well", 20);

        await UntilAsync(() => network.Answered == 80);
        network.Hanging.Should().Be(6, "a quarter of the places is for endpoints that have less than their part");
        await host.StopAsync(new CancellationToken(canceled: true));

        Task PublishAsync(string organization, int count)
        {
            var publisher = host.Services.GetRequiredService<IWebhookPublisher>();
            return publisher.PublishAsync(
                [.. Enumerable.Repeat(new PublishRequest(DeliveryBed.Event(organization)), count)], cancellationToken: Token);
        }
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var end = TimeProvider.System.GetTimestamp() + (TimeProvider.System.TimestampFrequency * (long)Longest.TotalSeconds);
        while (!isSo())
        {
            TimeProvider.System.GetTimestamp().Should().BeLessThan(end, "nothing here takes long");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }
    }

    private static ServiceProvider Services(HttpMessageHandler network, int concurrency) =>
        Add(new ServiceCollection(), network, concurrency).BuildServiceProvider();

    private static IHost Host(HttpMessageHandler network, int concurrency)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        Add(builder.Services, network, concurrency);
        return builder.Build();
    }

    /// <summary>So many that each may have its part at once before it has shown anything.</summary>
    private static int Endpoints(int concurrency) => Math.Max(1, concurrency / 4);

    // Only a wake-up makes the pump look before the test has failed.
    private static IServiceCollection Add(IServiceCollection services, HttpMessageHandler network, int concurrency)
    {
        var builder = services
            .AddZeroPathWebhooks()
            .Configure(options =>
                (options.MaxConcurrency, options.PollInterval, options.AttemptTimeout) = (
                    concurrency, TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30)))
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => network));
        for (var i = 0; i < Endpoints(concurrency); i++)
        {
            // All have as much to do at any time: places that are kept for endpoints with less would stay empty.
            builder.AddEndpoint(new() { Name = $"{i}", Url = DeliveryBed.Url, MaxConcurrency = concurrency / Endpoints(concurrency) })
                .AddSubscription(new() { EndpointId = $"{i}" });
        }

        return services;
    }

    /// <summary>A clock that takes a quarter of an hour for a second. Its timers are as quick as ever.</summary>
    private sealed class SlowClock : TimeProvider
    {
        public override long GetTimestamp() => base.GetTimestamp() / 900;
    }
}
