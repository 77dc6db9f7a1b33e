using System.Net.Http.Headers;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.Events;

namespace AspNetCoreHost.Simulation;

/// <summary>Makes a day of history before the application starts, and goes on with it afterwards.</summary>
internal sealed class Traffic(IServiceProvider services, SimulatedClock clock, SimulatedReceivers receivers, IConfiguration configuration)
{
    public static readonly TimeSpan History = TimeSpan.FromHours(24);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    private static readonly string[] Repositories = ["backend-api", "web-frontend", "payments", "mobile-app", "infrastructure"];

    private static readonly WebhookEventType[] Types =
    [
        WebhookEventType.ScanComplete, WebhookEventType.ScanComplete, WebhookEventType.PrScanComplete, WebhookEventType.PrScanComplete,
        WebhookEventType.PrScanStarted, WebhookEventType.NewVulnerabilitiesPr, WebhookEventType.PrBlocked, WebhookEventType.ScanFailed,
        WebhookEventType.VulnerabilityPatched, WebhookEventType.ScaNewCve,
    ];

    private IReadOnlyList<IssuedInboundTrigger> _triggers = [];

    /// <summary>Makes the history, unless the store has one.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var registry = services.GetRequiredService<WebhookRegistry>();
        await registry.RefreshAsync(cancellationToken);
        if (registry.Configuration.Endpoints.Count > 0)
        {
            clock.WindOn(History);
            return;
        }

        _triggers = await Customers.SetUpAsync(registry, services.GetRequiredService<InboundTriggers>(), cancellationToken);
        var dispatcher = services.GetRequiredService<DeliveryDispatcher>();
        var isBehind = true;
        while (isBehind)
        {
            await PublishAsync(Random.Shared.Next(1, 4), cancellationToken);
            clock.WindOn(TimeSpan.FromMilliseconds(Random.Shared.Next(80, 900)));
            await dispatcher.DispatchDueAsync(cancellationToken);
            isBehind = clock.WindOn(Step);
        }
    }

    /// <summary>Goes on, as long as the application runs.</summary>
    /// <param name="address">The application's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task GoOnAsync(string address, CancellationToken cancellationToken)
    {
        receivers.TakesTime = true;
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(address) };
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        try
        {
            foreach (var trigger in _triggers.Concat(_triggers).Concat(_triggers))
            {
                await CallAsync(client, trigger, cancellationToken);
                await ReceiveAsync(client, cancellationToken);
            }

            for (var tick = 1; await timer.WaitForNextTickAsync(cancellationToken); tick++)
            {
                await PublishAsync(Random.Shared.Next(0, 3), cancellationToken);
                if (tick % 30 == 0)
                {
                    await ReceiveAsync(client, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application ends.
        }
    }

    private async Task PublishAsync(int count, CancellationToken cancellationToken)
    {
        var publisher = services.GetRequiredService<IWebhookPublisher>();
        for (; count > 0; count--)
        {
            await publisher.PublishAsync(MakeEvent(), cancellationToken: cancellationToken);
        }
    }

    private KnownEvent MakeEvent()
    {
        var made = (KnownEvent)EventCatalog.Find(Pick(Types))!.CreateSample().Event;
        var (isAcme, repository) = (Random.Shared.Next(3) > 0, Pick(Repositories));
        made.Timestamp = clock.GetUtcNow();
        made.Organization = isAcme ? new() { Id = Customers.Acme, Name = "Acme Corp" } : new() { Id = Customers.Globex, Name = "Globex" };
        made.Repository = new() { Id = $"repo_{Array.IndexOf(Repositories, repository) + 1}", Name = repository };
        return made;
    }

    private static Task CallAsync(HttpClient client, IssuedInboundTrigger trigger, CancellationToken cancellationToken) =>
        client.PostAsJsonAsync(
        $"/api/agent/webhook/{trigger.Trigger.Id}?secret={trigger.Secret}",
        PayloadFor(trigger.Trigger.Name),
        cancellationToken);

    private static object PayloadFor(string trigger) => trigger switch
    {
        "Triage failed builds" => new { Build = Random.Shared.Next(1000, 9999), Result = "failed", Branch = "main" },
        "Explain a finding" => new { Finding = $"vuln_{Random.Shared.Next(100, 999)}", Repository = Pick(Repositories) },
        _ => new { Day = "yesterday", Repositories },
    };

    private async Task ReceiveAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, WebHost.Receiver);
        var sent = new WebhookPayload
        {
            Time = clock.GetUtcNow().ToUnixTimeSeconds(),
            Host = "zeropath.com",
            Source = "zeropath",
            Event = MakeEvent(),
        };
        request.Content = new ByteArrayContent(WebhookJson.Write(sent));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Authorization", configuration["Receiver:Headers:Authorization"]);
        using var response = await client.SendAsync(request, cancellationToken);
    }

    private static T Pick<T>(T[] values) => values[Random.Shared.Next(values.Length)];
}
