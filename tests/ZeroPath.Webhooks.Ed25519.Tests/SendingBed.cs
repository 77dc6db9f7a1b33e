using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Signing;

namespace ZeroPath.Webhooks.Tests.Ed25519;

/// <summary>The library under a fake clock, with a network that takes everything.</summary>
internal sealed class SendingBed : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public SendingBed(Action<Ed25519Options> keys, params WebhookEndpoint[] endpoints)
    {
        var builder = new ServiceCollection().AddSingleton<TimeProvider>(Clock).AddZeroPathWebhooks().UseEd25519(keys)
            .ConfigureHttpClient(client => client.ConfigurePrimaryHttpMessageHandler(() => new Network(this)));
        foreach (var endpoint in endpoints)
        {
            builder.AddEndpoint(endpoint).AddSubscription(new() { EndpointId = endpoint.Id });
        }

        _services = builder.Services.BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch.AddDays(20_000));

    /// <summary>What was sent, by the endpoint's host, the last of each.</summary>
    public Dictionary<string, Sent> Requests { get; } = [];

    public static WebhookEndpoint Endpoint(string id) => new() { Name = id, Url = new($"https://{id}.example.com/hook") };

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task SendAsync()
    {
        var sample = EventCatalog.Find(WebhookEventType.ScanComplete)!.CreateSample().Event;
        await Get<IWebhookPublisher>().PublishAsync(sample, cancellationToken: TestContext.Current.CancellationToken);
        await Get<DeliveryDispatcher>().DispatchDueAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    internal sealed record Sent(string Id, string Timestamp, string? Signature, byte[] Body)
    {
        public SignatureVerification VerifyBy(TimeProvider time, params IWebhookKey[] keys) =>
            new WebhookVerifier(keys, time: time).Verify(Body, Id, Timestamp, Signature);
    }

    private sealed class Network(SendingBed bed) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var sent = new Sent(
                request.Headers.GetValues("webhook-id").Single(),
                request.Headers.GetValues("webhook-timestamp").Single(),
                request.Headers.TryGetValues("webhook-signature", out var values) ? values.Single() : null,
                await request.Content!.ReadAsByteArrayAsync(cancellationToken));
            lock (bed.Requests)
            {
                bed.Requests[request.RequestUri!.Host.Split('.')[0]] = sent;
            }

            return new(System.Net.HttpStatusCode.OK);
        }
    }
}
