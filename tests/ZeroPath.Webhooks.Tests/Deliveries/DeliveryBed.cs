using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Events;

namespace ZeroPath.Webhooks.Tests.Deliveries;

/// <summary>The library without a host, under a fake clock, with a scripted network.</summary>
internal sealed class DeliveryBed : IAsyncDisposable
{
    public static readonly Uri Url = new("https://api.example.com/hook");

    private readonly Network _network;
    private readonly ServiceProvider _services;

    public DeliveryBed(Action<ZeroPathWebhooksBuilder>? configure = null, Action<IServiceCollection>? services = null)
    {
        _network = new(this);
        var collection = new ServiceCollection().AddSingleton<TimeProvider>(Clock);
        services?.Invoke(collection);
        var builder = collection.AddZeroPathWebhooks()
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => _network));
        if (configure is null)
        {
            builder.AddEndpoint(new() { Name = "a", Url = Url }).AddSubscription(new() { EndpointId = "a" });
        }

        configure?.Invoke(builder);
        _services = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    public List<SentRequest> Requests { get; } = [];

    public Func<SentRequest, HttpResponseMessage> Respond { get; set; } = _ => new(System.Net.HttpStatusCode.OK);

    public IWebhookPublisher Publisher => Get<IWebhookPublisher>();

    public DeliveryDispatcher Dispatcher => Get<DeliveryDispatcher>();

    public IDeliveryStore Store => Get<IDeliveryStore>();

    public WebhookRegistry Registry => Get<WebhookRegistry>();

    /// <summary>When each request was sent, in seconds since the first.</summary>
    public IEnumerable<double> Seconds => Requests.Select(request => (request.At - Requests[0].At).TotalSeconds);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static ScanCompleteEvent Event(string organization = "org_1")
    {
        var sample = (ScanCompleteEvent)EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample().Event;
        sample.Organization = new() { Id = organization };
        return sample;
    }

    public static WebhookEndpoint Endpoint(string name, string? organization = null) =>
        new() { Name = name, Url = Url, OrganizationId = organization };

    public static ScanFailedEvent Invalid() =>
        ((ScanFailedEvent)EventCatalog.Find(WebhookEventType.ScanFailed)!.CreateSample().Event).With(it => it.Error = null!);

    /// <summary>With an endpoint that is stored, so that it can be removed, and a subscription of it.</summary>
    public static async Task<DeliveryBed> WithStoredAsync(WebhookEndpoint endpoint)
    {
        var bed = new DeliveryBed(_ => { });
        await bed.Registry.UpdateAsync(
            [RoutingEdit.Save(endpoint), RoutingEdit.Save(new WebhookSubscription { EndpointId = endpoint.Id })], cancellationToken: Token);
        return bed;
    }

    /// <summary>The registry of another node, which shares the store.</summary>
    public WebhookRegistry OtherNode() =>
        new(Options.Create(new ZeroPathWebhooksOptions()), Get<IResourceStore>(), new PlainSecretProtector(), WebhookFormats.BuiltIn);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Publishes an event, and sends what is due.</summary>
    public async Task<PublishResult> SendAsync(WebhookEvent? @event = null)
    {
        var result = await Publisher.PublishAsync(@event ?? Event(), cancellationToken: Token);
        await Dispatcher.DispatchDueAsync(Token);
        return result;
    }

    /// <summary>Goes from one due time to the next until nothing is pending.</summary>
    public async Task RunAsync()
    {
        while (await Store.NextDueAsync(LeaseRequest.Any, Token) is { } pause)
        {
            Clock.Advance(pause);
            await Dispatcher.DispatchDueAsync(Token);
        }
    }

    public async Task<Delivery> DeliveryAsync(string id) => (await Get<WebhookHistory>().FindDeliveryAsync(id, Token))!;

    public Task<Delivery> DeliveryAsync(PublishResult published) => DeliveryAsync(published.Deliveries.Single().Id);

    public async Task<IReadOnlyList<DeliveryAttempt>> AttemptsAsync(PublishResult published) =>
        await Get<WebhookHistory>().ListAttemptsAsync(published.Deliveries.Single().Id, Token);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _network.Dispose();
    }

    // Not MockHttp, which never completes a request whose answer is an exception.
    private sealed class Network(DeliveryBed bed) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var sent = await SentRequest.OfAsync(request, bed.Clock);

            // Attempts start on several threads.
            lock (bed.Requests)
            {
                bed.Requests.Add(sent);
                return bed.Respond(sent);
            }
        }
    }
}
