using ZeroPath.Webhooks;
using ZeroPath.Webhooks.AspNetCore.Health;

#pragma warning disable IDE0130 // Where users look for it.
namespace Microsoft.Extensions.DependencyInjection;
#pragma warning restore IDE0130

/// <summary>Adds health checks.</summary>
public static class ZeroPathWebhooksHealthChecksExtensions
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Adds two checks. <c>zeropath-webhooks-live</c> with the tag <c>live</c>: the pump runs; when it does not, restart the process.
    /// <c>zeropath-webhooks-ready</c> with the tag <c>ready</c>: the store can be used; when it cannot, send the process no work.
    /// The latter is degraded when sending is behind, or the secrets of an endpoint cannot be read.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="longestBacklog">
    /// For how long a delivery may have been due before sending is behind, and a received event may wait for a handler that no node has; 5
    /// min unless set.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static IHealthChecksBuilder AddZeroPathWebhooks(this IHealthChecksBuilder builder, TimeSpan? longestBacklog = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThan(longestBacklog ?? FiveMinutes, TimeSpan.Zero, nameof(longestBacklog));
        return builder
            .Add(new("zeropath-webhooks-live", provider => new LivenessCheck(Health(provider)), failureStatus: null, ["live"]))
            .Add(new(
                "zeropath-webhooks-ready",
                provider =>
                    new ReadinessCheck(Health(provider), provider.GetRequiredService<WebhookRegistry>(), longestBacklog ?? FiveMinutes),
                failureStatus: null,
                ["ready"]));
    }

    private static WebhookHealth Health(IServiceProvider provider) =>
        provider.GetService<WebhookHealth>()
            ?? throw new InvalidOperationException("Nothing to check: call services.AddZeroPathWebhooks() too.");
}
