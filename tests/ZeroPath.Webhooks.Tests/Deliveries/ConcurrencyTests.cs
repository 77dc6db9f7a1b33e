using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;
using ZeroPath.Webhooks.Deliveries;
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
            new Publication(services.GetRequiredService<IWebhookPublisher>().CreatePayload(DeliveryBed.Event())), 5 * concurrency / Endpoints(concurrency));
        await services.GetRequiredService<IWebhookPublisher>().PublishAsync([.. events], Token);

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
            .Configure(options => (options.MaxConcurrency, options.PollInterval, options.AttemptTimeout) = (concurrency, TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(30)))
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => network));
        for (var i = 0; i < Endpoints(concurrency); i++)
        {
            builder.AddEndpoint(new() { Name = $"{i}", Url = DeliveryBed.Url }).AddSubscription(new() { EndpointId = $"{i}" });
        }

        return services;
    }
}
