using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;

namespace ZeroPath.Webhooks.Deliveries;

/// <summary>The HTTP client that makes the attempts.</summary>
public static class WebhookHttpClient
{
    /// <summary>Its name, for <see cref="IHttpClientFactory"/>: tests set its primary handler by it.</summary>
    public const string Name = "ZeroPath.Webhooks";

    // In KiB.
    private const int MaxResponseHeaders = 16;

    internal static string UserAgent { get; } =
        $"ZeroPath.Webhooks/{Assembly.GetExecutingAssembly().GetName().Version!.ToString(fieldCount: 3)}";

    internal static void Add(IServiceCollection services)
    {
        var client = services.AddHttpClient(Name, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                AutomaticDecompression = DecompressionMethods.None,
                MaxResponseHeadersLength = MaxResponseHeaders,
                MaxResponseDrainSize = DeliveryAttempt.MaxResponseBytes,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)

            // The factory's own loggers would write down addresses and headers.
            .RemoveAllLoggers();
#pragma warning disable EXTEXP0001 // Without it a host's own defaults could retry, and one attempt become several requests.
        client.RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        client.AddResilienceHandler("attempt", (pipeline, context) =>
        {
            pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
            pipeline.AddTimeout(new TimeoutStrategyOptions
            {
                Timeout = context.ServiceProvider.GetRequiredService<IOptions<ZeroPathWebhooksOptions>>().Value.AttemptTimeout,
            });
        });
    }
}
