using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
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
    private readonly ZeroPathWebhooksOptions _options;
    private readonly TimeProvider _time;
    private readonly Lazy<HttpMessageInvoker> _chain;

    // A connection on which a certificate was shown is no other endpoint's.
    private readonly Dictionary<string, Lazy<HttpMessageInvoker>> _chainsWithCertificate;

    public WebhookTransport(
        IServiceScopeFactory scopes,
        IOptionsMonitor<HttpClientFactoryOptions> clients,
        IOptions<ZeroPathWebhooksOptions> options,
        TimeProvider time)
    {
        (_clients, _scope, _options, _time) = (clients, scopes.CreateScope(), options.Value, time);
        _chain = new(() => CreateChain(null));
        _chainsWithCertificate = _options.ClientCertificates.ToDictionary(
            own => own.Key, own => new Lazy<HttpMessageInvoker>(() => CreateChain(own.Value)));
    }

    /// <summary>
    /// Whether connections are made by the library's guard. If not, a primary handler of the host's decides where requests go.
    /// </summary>
    public bool IsGuarded
    {
        get
        {
            using var primary = CreatePrimary(null);
            return IsGuard(primary);
        }
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string endpointId, CancellationToken cancellationToken) =>
        _chainsWithCertificate.GetValueOrDefault(endpointId, _chain).Value.SendAsync(request, cancellationToken);

    public void Dispose()
    {
        foreach (var chain in _chainsWithCertificate.Values.Prepend(_chain).Where(chain => chain.IsValueCreated))
        {
            chain.Value.Dispose();
        }

        _scope.Dispose();
    }

    private static bool IsGuard(HttpMessageHandler primary) => primary is SocketsHttpHandler { ConnectCallback.Target: GuardedConnection };

    private HttpMessageInvoker CreateChain(X509Certificate2? certificate)
    {
        var primary = CreatePrimary(certificate);
        var timeout = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = _time }
            .AddTimeout(_options.AttemptTimeout).Build();
        return new(new ResilienceHandler(timeout)
        {
            InnerHandler = IsGuard(primary) ? new RepeatingHandler(primary, new(() => CreateFresh(certificate))) : primary,
        });
    }

    private HttpMessageInvoker CreateFresh(X509Certificate2? certificate)
    {
        var primary = (SocketsHttpHandler)CreatePrimary(certificate);
        primary.PooledConnectionLifetime = TimeSpan.Zero;
        return new(primary);
    }

    private HttpMessageHandler CreatePrimary(X509Certificate2? certificate)
    {
        var builder = new PrimaryBuilder(_scope.ServiceProvider);
        foreach (var configure in _clients.Get(WebhookHttpClient.Name).HttpMessageHandlerBuilderActions)
        {
            configure(builder);
        }

        var primary = builder.Build();
        if (certificate is not null && IsGuard(primary))
        {
            // Offline: its issuers are not downloaded either (D51).
            ((SocketsHttpHandler)primary).SslOptions.ClientCertificateContext =
                SslStreamCertificateContext.Create(certificate, _options.Authorities, offline: true);
        }

        return primary;
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
