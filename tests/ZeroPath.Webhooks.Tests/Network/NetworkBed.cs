using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using ZeroPath.Webhooks.Tests.Deliveries;

namespace ZeroPath.Webhooks.Tests.Network;

/// <summary>The library with its own client, for one endpoint on this machine.</summary>
internal sealed class NetworkBed : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="url">Where the endpoint is.</param>
    /// <param name="addresses">What its name resolves to; loopback unless given.</param>
    /// <param name="configure">Sets up the rest.</param>
    public NetworkBed(Uri url, IPAddress[]? addresses = null, Action<ZeroPathWebhooksBuilder>? configure = null)
    {
        var builder = new ServiceCollection()
            .AddSingleton<ResolveHost>((_, _) => Task.FromResult(addresses ?? [IPAddress.Loopback]))
            .AddZeroPathWebhooks()
            .AddEndpoint(new() { Name = "a", Url = url })
            .AddSubscription(new() { EndpointId = "a" })
            .Configure(options =>
            {
                options.AllowHttp = true;
                options.AllowedNetworks.UnionWith([IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")]);
            });
        configure?.Invoke(builder);
        _services = builder.Services.BuildServiceProvider();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Publishes an event, sends it, and returns its last attempt.</summary>
    public async Task<DeliveryAttempt> SendAsync()
    {
        var published = await Get<IWebhookPublisher>().PublishAsync(DeliveryBed.Event(), cancellationToken: Token);
        await Get<DeliveryDispatcher>().DispatchDueAsync(Token);
        return (await Get<WebhookHistory>().ListAttemptsAsync(published.Deliveries.Single().Id, Token))[^1];
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
