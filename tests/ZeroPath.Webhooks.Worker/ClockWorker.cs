using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Worker;

/// <summary>
/// Publishes an event to a store in a SQLite file, and another one, to another endpoint, for each line of its input; delivers them until
/// that ends. Somebody else moves its clock.
/// </summary>
internal static class ClockWorker
{
    private static readonly EventDefinition First = EventCatalog.All[0];
    private static readonly EventDefinition Second = EventCatalog.All[1];

    public static async Task RunAsync(string connectionString, Uri receiver)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddZeroPathWebhooks(options =>
            {
                options.AllowHttp = true;
                options.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8"));
                options.PollInterval = TimeSpan.FromMilliseconds(200);
                options.Retry = new() { Delays = [TimeSpan.FromSeconds(3)] };
            })
            .AddEndpoint(new() { Name = "receiver", Url = receiver })
            .AddSubscription(new() { EndpointId = "receiver", EventTypes = EventTypeScope.Of(First.Type) })
            .AddEndpoint(new() { Name = "other", Url = new(receiver, "other") })
            .AddSubscription(new() { EndpointId = "other", EventTypes = EventTypeScope.Of(Second.Type) })
            .UseSqliteStore(connectionString);
        using var host = builder.Build();
        await host.StartAsync();
        var publisher = host.Services.GetRequiredService<IWebhookPublisher>();
        await publisher.PublishAsync(First.CreateSample());
        while (await Console.In.ReadLineAsync() is not null)
        {
            await publisher.PublishAsync(Second.CreateSample());
        }

        await host.StopAsync();
    }
}
