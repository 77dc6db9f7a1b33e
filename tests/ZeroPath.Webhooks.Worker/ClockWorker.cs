using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.Worker;

/// <summary>Publishes one event to a store in a SQLite file and delivers it, until its input ends. Somebody else moves its clock.</summary>
internal static class ClockWorker
{
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
            .AddSubscription(new() { EndpointId = "receiver" })
            .UseSqliteStore(connectionString);
        using var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<IWebhookPublisher>().PublishAsync(EventCatalog.All[0].CreateSample());
        await Console.In.ReadToEndAsync();
        await host.StopAsync();
    }
}
