// What WorkerScenario starts and kills: a process that publishes and delivers; or, with a kind such as sqlite+jobs, one that
// adds jobs and runs them. Arguments: sqlite or postgres, a connection string, the receiver's URL, how many events to publish
// at most, for how many seconds to lease. It writes the id of each acknowledged event to its output, and stops when its input
// ends. With receive it is a ReceivingWorker, with clock a ClockWorker, with soak a Soak.
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Worker;

const int Publishers = 16;

if (args is ["receive", var store, var database, var stop])
{
    await ReceivingWorker.RunAsync(store, database, Enum.Parse<ReceivingStop>(stop));
    return;
}

if (args is ["clock", var file, var hook])
{
    await ClockWorker.RunAsync(file, new(hook));
    return;
}

if (args is ["soak", var soaked, var target, var events])
{
    await Soak.RunAsync(soaked, target, int.Parse(events));
    return;
}

var (kind, connectionString, receiver, count, lease) = (args[0], args[1], new Uri(args[2]), int.Parse(args[3]), int.Parse(args[4]));
var builder = Host.CreateEmptyApplicationBuilder(null);
var webhooks = builder.Services.AddZeroPathWebhooks()
    .Configure(options =>
    {
        options.AllowHttp = true;
        options.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8"));
        options.AttemptTimeout = TimeSpan.FromSeconds(Math.Min(10, lease / 2.0));
        options.Lease = TimeSpan.FromSeconds(lease);
        options.PollInterval = TimeSpan.FromMilliseconds(200);
    })
    .AddEndpoint(new() { Name = "receiver", Url = receiver })
    .AddSubscription(new() { EndpointId = "receiver" });
webhooks.Services.AddSingleton<IJobHandler>(new PostingJobHandler(receiver));
_ = kind.Split('+')[0] switch
{
    "sqlite" => webhooks.UseSqliteStore(connectionString),
    "postgres" => webhooks.UsePostgreSqlStore(connectionString),
    _ => throw new ArgumentException($"There is no store '{kind}'."),
};
using var host = builder.Build();
await host.StartAsync();

using var input = new StreamReader(Console.OpenStandardInput());
var end = input.ReadToEndAsync();
var publisher = host.Services.GetRequiredService<IWebhookPublisher>();
var payload = EventCatalog.All[0].CreateSample();
var jobs = host.Services.GetRequiredService<JobDispatcher>();
await Task.WhenAll(Enumerable.Range(0, Publishers).Select(async number =>
{
    for (var i = number; i < count && !end.IsCompleted; i += Publishers)
    {
        var id = kind.EndsWith("+jobs", StringComparison.Ordinal)
            ? (await jobs.AddAsync(PostingJobHandler.NewJob(), CancellationToken.None)).Job.Id
            : await PublishAsync();
        lock (publisher)
        {
            Console.Out.WriteLine(id);
            Console.Out.Flush();
        }
    }
}));
await end;
await host.StopAsync();

async Task<string> PublishAsync()
{
    var key = Guid.NewGuid().ToString();
    while (true)
    {
        try
        {
            return (await publisher.PublishAsync(payload.Event, new() { IdempotencyKey = key })).EventId;
        }
        catch (WebhookStoreException) when (!end.IsCompleted)
        {
            // Such as after this process was stopped for a while.
        }
    }
}
