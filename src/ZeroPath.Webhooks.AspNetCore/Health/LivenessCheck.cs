using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ZeroPath.Webhooks.AspNetCore.Health;

/// <summary>Whether the pump runs. The store is no part of it: restarting this process would not help that.</summary>
internal sealed class LivenessCheck(WebhookHealth health) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var pump = health.Pump;
        return Task.FromResult(pump switch
        {
            { IsAlive: true } => HealthCheckResult.Healthy("Deliveries are sent."),
            { SinceLastStep: { } since } => new HealthCheckResult(
                context.Registration.FailureStatus,
                $"Nothing is sent: the last step of the delivery loop ended {since:c} ago. Restart the process."),
            _ =>
                new HealthCheckResult(
                    context.Registration.FailureStatus, "Nothing is sent: the delivery loop has not started, or has stopped."),
        });
    }
}
