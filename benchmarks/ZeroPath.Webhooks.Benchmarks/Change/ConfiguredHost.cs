using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Benchmarks.Change;

/// <summary>An application whose store has many endpoints, ten an organization, each with a subscription.</summary>
internal sealed class ConfiguredHost : IAsyncDisposable
{
    private readonly IHost _host;
    private int _added;

    private ConfiguredHost(IHost host) => _host = host;

    /// <summary>How long it took to start.</summary>
    public TimeSpan StartTime { get; private init; }

    /// <summary>How much of the processors' time it took.</summary>
    public TimeSpan StartProcessorTime { get; private init; }

    public WebhookRegistry Registry => _host.Services.GetRequiredService<WebhookRegistry>();

    public static WebhookEndpoint Endpoint(string number) => new()
    {
        Id = $"ept_{number}",
        Name = $"Production alerts {number}",
        Url = new($"https://customer-{number}.example.com/webhooks/zeropath"),
        OrganizationId = $"org_{number[..^1]}",
    };

    public static WebhookSubscription Subscription(string number) => new()
    {
        Id = $"sub_{number}",
        EndpointId = $"ept_{number}",
        EventTypes = EventTypeScope.Of(WebhookEventType.ScanComplete, WebhookEventType.NewVulnerabilitiesFullScan),
    };

    public static async Task<ConfiguredHost> StartAsync(Action<ZeroPathWebhooksBuilder> useStore)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);

        // On a machine that does much else, reading all takes longer than callers would wait by default.
        useStore(builder.Services.AddZeroPathWebhooks().Configure(options => options.StoreTimeout = TimeSpan.FromMinutes(2)));
        var host = builder.Build();
        var (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await host.StartAsync();
        return new(host)
        {
            StartTime = Stopwatch.GetElapsedTime(start),
            StartProcessorTime = Environment.CpuUsage.TotalTime - used,
        };
    }

    public async Task FillAsync(int count)
    {
        foreach (var numbers in Enumerable.Range(0, count).Select(number => $"{number:D7}").Chunk(1_000))
        {
            await Registry.UpdateAsync(
                [
                    .. numbers.Select(number => RoutingEdit.Save(Endpoint(number))),
                    .. numbers.Select(number => RoutingEdit.Save(Subscription(number))),
                ]);
        }
    }

    /// <summary>Adds an endpoint.</summary>
    public Task<WebhookEndpoint> AddAsync() => Registry.AddEndpointAsync(Endpoint($"{_added++:D4}x0"));

    /// <summary>Edits one of those that were there from the beginning.</summary>
    public Task<WebhookEndpoint> EditAsync(int number, int rate) =>
        Registry.UpdateEndpointAsync(Registry.Router.FindEndpoint($"ept_{number:D7}")! with { MaxPerSecond = rate });

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
