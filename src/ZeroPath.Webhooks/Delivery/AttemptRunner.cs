using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Makes the attempt of a delivery whose turn it is: may it be sent, what came of it, and what follows.</summary>
internal sealed class AttemptRunner(
    WebhookSender sender,
    WebhookRegistry registry,
    EndpointDisabler disabler,
    WebhookMetrics metrics,
    IOptions<ZeroPathWebhooksOptions> options,
    TimeProvider time,
    ILogger<DeliveryDispatcher> logger)
{
    private static readonly TimeSpan PauseOfUnreadable = TimeSpan.FromMinutes(1);

    /// <param name="item">The delivery.</param>
    /// <param name="abandon">Cancelled when the host can wait no longer: the delivery is released.</param>
    /// <returns>The delivery's result; without an attempt when the endpoint was not called.</returns>
    public ValueTask<DeliveryResult> RunAsync(WaitingDelivery item, CancellationToken abandon)
    {
        var (delivery, asked, _, wait, _) = item;
        var waited = time.Monotonic() - asked;
        var found = registry.Router.FindEndpoint(delivery.EndpointId);
        if (found is not { Enabled: true } endpoint || disabler.IsAsked(endpoint.Id))
        {
            return new(delivery.EndsAs(
                DeliveryTransition.Cancelled(DeliveryReasons.OfEndpoint(found) ?? DeliveryReasons.EndpointDisabled)));
        }

        if (waited >= delivery.ExpiresIn)
        {
            return new(delivery.EndsAs(DeliveryTransition.Expired));
        }

        if (endpoint.UnreadableReason is not null)
        {
            // Another node, or this one with its keys put back, can send it.
            return new(delivery.EndsAs(DeliveryTransition.Postponed(PauseOfUnreadable)));
        }

        if (abandon.IsCancellationRequested || waited + options.Value.AttemptTimeout > options.Value.Lease)
        {
            // The host stops; or it waited so long, here or in the store, that the lease could run out before the attempt does.
            return new(delivery.EndsAs(DeliveryTransition.Released));
        }

        if (wait > TimeSpan.Zero)
        {
            return new(delivery.EndsAs(DeliveryTransition.Postponed(wait)));
        }

        return SendAsync(delivery, endpoint, waited, abandon);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<DeliveryResult> SendAsync(
        LeasedDelivery delivery, WebhookEndpoint endpoint, TimeSpan waited, CancellationToken abandon)
    {
        var (start, startedAt) = (time.GetTimestamp(), time.GetUtcNow());
        DeliveryAttempt attempt;
        try
        {
            attempt = await sender.SendAsync(delivery, endpoint, abandon).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // What never fails has failed. It counts as an attempt too, so that it comes to an end.
            Log(e, delivery);
            attempt = new()
            {
                Number = delivery.NextNumber,
                StartedAt = startedAt,
                Duration = time.GetElapsedTime(start),
                Outcome = AttemptOutcome.Unknown,
                Detail = $"The attempt failed in this process, with {e.GetType().Name}. The log has more.",
            };
        }

        var transition = DeliveryTransition.Judge(attempt, endpoint.Retry, options.Value, Random.Shared.NextDouble());
        try
        {
            // What is decided stands, whatever the host's listeners, its loggers or the store throw now.
            if (metrics.MeasuresLag)
            {
                metrics.Sent(delivery.DueFor + waited);
            }

            metrics.Attempted(attempt);
            DispatchLog.Attempted(
                logger, delivery.DeliveryId, endpoint.Id, attempt.Number, attempt.Outcome, attempt.StatusCode, transition.State);
            if (transition.Reason == DeliveryReasons.EndpointGone && registry.Router.FindEndpoint(endpoint.Id)?.Url == endpoint.Url)
            {
                disabler.Ask(endpoint.Id, "It answered 410 Gone.");
            }
        }
        catch (Exception e)
        {
            Log(e, delivery);
        }

        return delivery.EndsAs(transition, attempt);
    }

    private void Log(Exception exception, LeasedDelivery delivery) =>
        HostLog.Try(() => DispatchLog.AttemptFailed(logger, exception, delivery.DeliveryId));
}
