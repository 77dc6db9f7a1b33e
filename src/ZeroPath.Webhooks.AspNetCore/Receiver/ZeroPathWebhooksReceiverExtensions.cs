using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.AspNetCore.Receiver;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.AspNetCore.Builder;
#pragma warning restore IDE0130

/// <summary>Receives ZeroPath's webhooks.</summary>
public static class ZeroPathWebhooksReceiverExtensions
{
    /// <summary>
    /// Maps a receiver to an address: it checks each request's credentials, and hands what it accepts to the handlers.
    /// <c>docs/receiving.md</c> lists its answers. It has credentials of its own and is open to requests without a user, whatever else the
    /// application demands.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">Its address, such as <c>/webhooks/zeropath</c>.</param>
    /// <param name="receiver">The name that it was given in <c>AddReceiver</c>, if it was given one.</param>
    /// <returns>What rate limits, hosts and the like can be added to.</returns>
    /// <exception cref="InvalidOperationException">
    /// It would accept anything, or cannot work; the message says which call is missing.
    /// </exception>
    /// <example>
    /// <code>
    /// builder.Services.AddZeroPathWebhooks()
    ///     .UseSqliteStore("Data Source=received.db")
    ///     .AddReceiver(builder.Configuration.GetSection("Receiver"))
    ///     .AddHandler&lt;ScanFailedEvent, TellTheTeam>();
    /// var app = builder.Build();
    /// app.MapZeroPathWebhooks("/webhooks/zeropath");
    /// </code>
    /// </example>
    public static IEndpointConventionBuilder MapZeroPathWebhooks(this IEndpointRouteBuilder endpoints, string pattern, string receiver = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(receiver);
        var services = endpoints.ServiceProvider;
        var receivers = services.GetService<WebhookReceivers>()
            ?? throw new InvalidOperationException(
                "There is nothing to receive with. Call builder.Services.AddZeroPathWebhooks() before the application is built.");
        var endpoint = new ReceiverEndpoint(
            receivers.Open(receiver),
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<ReceiverEndpoint>>());
        return endpoints.Map(pattern, endpoint.AnswerAsync).AllowAnonymous().WithDisplayName($"ZeroPath webhooks {pattern}");
    }
}
