using ZeroPath.Webhooks.Events;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Sends an endpoint an event as a test: one request, of which nothing is stored.</summary>
internal sealed class TestSender(WebhookRegistry registry, PayloadFactory payloads, WebhookSender sender, TimeProvider time)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public async Task<SentTest> SendAsync(string endpointId, WebhookEvent webhookEvent, CancellationToken cancellationToken)
    {
        var payload = payloads.Create(webhookEvent);
        if (WebhookValidator.Validate(payload) is { Count: > 0 } problems)
        {
            throw new WebhookValidationException(problems);
        }

        await registry.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var endpoint = registry.EndpointOf(endpointId);
        if (endpoint.UnreadableReason is { } reason)
        {
            throw new ArgumentException(
                $"What is stored of the endpoint '{endpointId}' cannot be used, so that nothing is sent to it: {reason}",
                nameof(endpointId));
        }

        var test = LeasedDelivery.NotStored(webhookEvent.Type, endpointId, WebhookJson.Write(payload), Now);
        var marked = endpoint with { Headers = new Dictionary<string, string>(endpoint.Headers) { [DeliveryHeaders.Test] = "true" } };
        var attempt = await sender.SendAsync(test, marked, cancellationToken).ConfigureAwait(false);
        if (attempt.Outcome == AttemptOutcome.Abandoned)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return new(attempt, sender.Show(test, marked, attempt.StartedAt));
    }
}
