using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace ZeroPath.Webhooks;

/// <summary>
/// The chain of handlers that attempts go through (D52). The library puts it together itself: what the host sets up for its clients, by
/// defaults, by filters or for this one, could make several requests of one attempt, or add the host's own credentials. Only the primary
/// handler can be the host's.
/// </summary>
internal sealed class WebhookTransport : IDisposable
{
    private readonly IOptionsMonitor<HttpClientFactoryOptions> _clients;
    private readonly IServiceScope _scope;
    private readonly Lazy<HttpMessageInvoker> _chain;

    public WebhookTransport(
        IServiceScopeFactory scopes,
        IOptionsMonitor<HttpClientFactoryOptions> clients,
        IOptions<ZeroPathWebhooksOptions> options,
        TimeProvider time)
    {
        (_clients, _scope) = (clients, scopes.CreateScope());
        _chain = new(() => CreateChain(options.Value, time));
    }

    /// <summary>
    /// Whether connections are made by the library's guard. If not, a primary handler of the host's decides where requests go.
    /// </summary>
    public bool IsGuarded
    {
        get
        {
            using var primary = CreatePrimary();
            return IsGuard(primary);
        }
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _chain.Value.SendAsync(request, cancellationToken);

    public void Dispose()
    {
        if (_chain.IsValueCreated)
        {
            _chain.Value.Dispose();
        }

        _scope.Dispose();
    }

    private static bool IsGuard(HttpMessageHandler primary) => primary is SocketsHttpHandler { ConnectCallback.Target: GuardedConnection };

    private HttpMessageInvoker CreateChain(ZeroPathWebhooksOptions options, TimeProvider time)
    {
        var primary = CreatePrimary();
        var timeout = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }.AddTimeout(options.AttemptTimeout).Build();
        return new(new ResilienceHandler(timeout)
        {
            InnerHandler = IsGuard(primary) ? new RepeatingHandler(primary, new(CreateFresh)) : primary,
        });
    }

    private HttpMessageInvoker CreateFresh()
    {
        var primary = (SocketsHttpHandler)CreatePrimary();
        primary.PooledConnectionLifetime = TimeSpan.Zero;
        return new(primary);
    }

    private HttpMessageHandler CreatePrimary()
    {
        var builder = new PrimaryBuilder(_scope.ServiceProvider);
        foreach (var configure in _clients.Get(WebhookHttpClient.Name).HttpMessageHandlerBuilderActions)
        {
            configure(builder);
        }

        return builder.Build();
    }

    private sealed class PrimaryBuilder(IServiceProvider services) : HttpMessageHandlerBuilder
    {
        public override string? Name { get; set; } = WebhookHttpClient.Name;

        public override HttpMessageHandler PrimaryHandler { get; set; } = null!;

        public override IList<DelegatingHandler> AdditionalHandlers { get; } = [];

        public override IServiceProvider Services => services;

        public override HttpMessageHandler Build() => PrimaryHandler;
    }
}
