using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks;
using ZeroPath.Webhooks.AspNetCore.Inbound;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.AspNetCore.Builder;
#pragma warning restore IDE0130

/// <summary>Maps inbound triggers.</summary>
public static class ZeroPathInboundTriggersEndpointExtensions
{
    private const int MebiByte = 1024 * 1024;

    /// <summary>
    /// Accepts calls of inbound triggers: POST requests with the trigger's secret in the header <c>zeropath-trigger-secret</c>, or in the
    /// query parameter <c>secret</c>. The answer is 202 with the execution's id, once it is stored; it is run afterwards. The secret is all
    /// the authentication there is: where the host has a fallback policy, add <c>.AllowAnonymous()</c>.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The address of a trigger, with <c>{triggerId}</c> in it.</param>
    /// <param name="maxPayloadBytes">How many bytes a payload has at most; more are answered with 413.</param>
    /// <returns>A builder for what else the endpoint is to have.</returns>
    /// <exception cref="InvalidOperationException">A call that sets up the services is missing; the message names it.</exception>
    public static IEndpointConventionBuilder MapZeroPathInboundTriggers(
        this IEndpointRouteBuilder endpoints, string pattern = "/api/agent/webhook/{triggerId}", int maxPayloadBytes = MebiByte)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPayloadBytes);
        if (RoutePatternFactory.Parse(pattern).GetParameter(InboundTriggerEndpoint.RouteParameter) is null)
        {
            throw new ArgumentException(
                $"The pattern '{pattern}' has no {{triggerId}}. Write one such as /hooks/{{triggerId}}.", nameof(pattern));
        }

        var services = endpoints.ServiceProvider;
        if (services.GetService<SecretHidingContextFactory>() is null)
        {
            throw new InvalidOperationException(
                "MapZeroPathInboundTriggers() has nothing to accept calls with: call "
                    + "services.AddZeroPathWebhooks().AddInboundTriggers<YourHandler>(), "
                + "where YourHandler is your IInboundTriggerHandler. AddInboundTriggerHandler alone is for nodes that accept no calls.");
        }

        var endpoint = new InboundTriggerEndpoint(
            services.GetRequiredService<InboundTriggerGate>(),
            maxPayloadBytes,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<InboundTriggerEndpoint>>());
        return endpoints.MapPost(pattern, endpoint.HandleAsync).WithDisplayName("ZeroPath inbound trigger").WithMetadata(endpoint);
    }
}
