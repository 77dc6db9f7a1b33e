using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Polly;

namespace ZeroPath.Webhooks;

/// <summary>The HTTP client that makes the attempts.</summary>
internal static class WebhookHttpClient
{
    /// <summary>Its name, for <see cref="IHttpClientFactory"/>: tests set its primary handler by it. Only its handlers are used.</summary>
    public const string Name = "ZeroPath.Webhooks";

    // In KiB.
    private const int MaxResponseHeaders = 16;

    internal static string UserAgent { get; } =
        $"ZeroPath.Webhooks/{Assembly.GetExecutingAssembly().GetName().Version!.ToString(fieldCount: 3)}";

    internal static void Add(IServiceCollection services)
    {
        services.TryAddSingleton<ResolveHost>(_ => Dns.GetHostAddressesAsync);
        services.AddHttpClient(Name)
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                AutomaticDecompression = DecompressionMethods.None,
                MaxResponseHeadersLength = MaxResponseHeaders,
                MaxResponseDrainSize = DeliveryAttempt.MaxResponseBytes,

                // So that addresses are judged again.
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),

                ConnectCallback = Guard(provider).ConnectAsync,

                // An attempt that is given up does not end its connecting by itself.
                ConnectTimeout = AttemptTimeout(provider),

                // The receivers are other parties: they get the documented headers, not the host's trace and baggage.
                ActivityHeadersPropagator = null,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)

            // The factory's own loggers would write down addresses and headers.
            .RemoveAllLoggers()

            // What the host sets up for all its clients is not for other parties either: a retry there would make one attempt several
            // requests, and a handler may add the host's own credentials.
            .ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Clear())
            .AddResilienceHandler("attempt", (pipeline, context) =>
            {
                // The library tells of its attempts itself.
                pipeline.TelemetryListener = null;
                pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
                pipeline.AddTimeout(AttemptTimeout(context.ServiceProvider));
            });
    }

    // Not the handler of AntiSSRF, only its ranges: it wraps one of its own, whose propagator of traces and drain size cannot be set, and
    // throws what is inside the exceptions, without the HttpRequestError that tells outcomes apart.
    private static GuardedConnection Guard(IServiceProvider provider) => new(
        provider.GetRequiredService<ResolveHost>(), new(Options(provider).AllowedNetworks), Options(provider).AllowHttp);

    private static TimeSpan AttemptTimeout(IServiceProvider provider) => Options(provider).AttemptTimeout;

    private static ZeroPathWebhooksOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>().Value;
}
