using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ZeroPath.Webhooks.AspNetCore.Health;

/// <summary>Whether the store can be used, and deliveries are sent without much delay.</summary>
internal sealed class ReadinessCheck(WebhookHealth health, WebhookRegistry registry, TimeSpan longestBacklog) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var store = await health.CheckStoreAsync(cancellationToken).ConfigureAwait(false);
        if (store.Failure is { } failure)
        {
            return new(context.Registration.FailureStatus, $"The store cannot be used. {FailureText.Of(failure)}", failure);
        }

        if (health.Pump.Failure is { } failed)
        {
            return new(
                context.Registration.FailureStatus,
                $"The store can be read, but the last step of the delivery loop failed. {FailureText.Of(failed)}",
                failed);
        }

        var unreadable = registry.Configuration.Endpoints.Where(endpoint => endpoint.UnreadableReason is not null)
            .Select(endpoint => endpoint.Id).ToList();
        if (unreadable.Count > 0)
        {
            return HealthCheckResult.Degraded(
                $"The headers or signing secrets of {unreadable.Count} endpoints cannot be read, "
                    + $"'{unreadable[0]}' for one: their deliveries wait. The log says why.");
        }

        string? handler;
        try
        {
            handler = await health.FindHandlerWithoutNodeAsync(longestBacklog, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new(context.Registration.FailureStatus, $"The store cannot be read. {FailureText.Of(e)}", e);
        }

        if (handler is not null)
        {
            return HealthCheckResult.Degraded(
                $"An event has waited for the handler '{handler}' longer than {longestBacklog:c} and was never given to it: no node seems "
                    + "to have it. Register it on one under this name, or cancel its jobs.");
        }

        return store.OldestDueAge > longestBacklog
            ? HealthCheckResult.Degraded($"A delivery has been due for {store.OldestDueAge:c}, "
                + $"longer than {longestBacklog:c}: too little is sent for what is published.")
            : HealthCheckResult.Healthy("The store answers.");
    }
}
