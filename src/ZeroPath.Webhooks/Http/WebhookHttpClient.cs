using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ZeroPath.Webhooks;

/// <summary>The HTTP client that makes the attempts.</summary>
internal static class WebhookHttpClient
{
    /// <summary>
    /// Its name, for <see cref="IHttpClientFactory"/>: tests set its primary handler by it, and nothing else of it is used.
    /// </summary>
    public const string Name = "ZeroPath.Webhooks";

    // In KiB.
    private const int MaxResponseHeaders = 16;

    internal static string UserAgent { get; } =
        $"ZeroPath.Webhooks/{Assembly.GetExecutingAssembly().GetName().Version!.ToString(fieldCount: 3)}";

    internal static void Add(IServiceCollection services)
    {
        services.TryAddSingleton<ResolveHost>(_ => Dns.GetHostAddressesAsync);
        services.AddSingleton<WebhookTransport>();
        services.AddHttpClient(Name).ConfigurePrimaryHttpMessageHandler(CreatePrimary);
    }

    private static SocketsHttpHandler CreatePrimary(IServiceProvider provider)
    {
        var certificate = new PeerCertificate(Options(provider).Authorities);
        var proxy = ProxyAt(Options(provider).Proxy);
        return new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = proxy is not null,
            Proxy = proxy,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = MaxResponseHeaders,
            MaxResponseDrainSize = DeliveryAttempt.MaxResponseBytes,

            // So that addresses are judged again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),

            ConnectCallback = Guard(provider).ConnectAsync,
            // What a proxy says of a tunnel is no answer of the endpoint.
            PlaintextStreamFilter = static (context, _) => new(
                context.InitialRequestMessage.Method == HttpMethod.Connect
                    ? context.PlaintextStream
                    : new ExchangeStream(context.PlaintextStream)),

            // An attempt that is given up does not end its connecting by itself.
            ConnectTimeout = Options(provider).AttemptTimeout,

            SslOptions =
            {
                CertificateChainPolicy = certificate.CreatePolicy(),
                RemoteCertificateValidationCallback = certificate.Validate,
            },

            // The receivers are other parties: they get the documented headers, not the host's trace and baggage.
            ActivityHeadersPropagator = null,
        };
    }

    private static WebProxy? ProxyAt(Uri? address)
    {
        if (address is null)
        {
            return null;
        }

        var user = address.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToList();
        return new(new UriBuilder(address) { UserName = "", Password = "" }.Uri)
        {
            Credentials = address.UserInfo.Length > 0 ? new NetworkCredential(user[0], user.ElementAtOrDefault(1)) : null,
        };
    }

    // Not the handler of AntiSSRF, only its ranges: it wraps one of its own, whose propagator of traces and drain size cannot be set, and
    // throws what is inside the exceptions, without the HttpRequestError that tells outcomes apart.
    private static GuardedConnection Guard(IServiceProvider provider) => new(
        provider.GetRequiredService<ResolveHost>(),
        new(Options(provider).AllowedNetworks),
        Options(provider).AllowHttp,
        provider.GetRequiredService<TimeProvider>());

    private static ZeroPathWebhooksOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>().Value;
}
