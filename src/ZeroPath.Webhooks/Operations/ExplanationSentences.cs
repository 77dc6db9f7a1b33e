using System.Globalization;

namespace ZeroPath.Webhooks;

/// <summary>Why an event was sent or not, in words.</summary>
internal static class ExplanationSentences
{
    public static IEnumerable<string> OfPayload(PublishedEvent published, bool isReadable)
    {
        if (!isReadable)
        {
            yield return published.Body.IsEmpty
                ? "The event's payload was removed by retention, so that nobody can say where it would go now, and it cannot be sent again."
                : "The store's copy of the event's payload cannot be read, so that nobody can say where it would go now.";
        }
    }

    /// <param name="id">The endpoint's id.</param>
    /// <param name="endpoint">The endpoint, if it is configured.</param>
    /// <param name="decisions">Those of its subscriptions; null when nobody can say.</param>
    /// <param name="deliveries">Those to it.</param>
    public static IEnumerable<string> OfEndpoint(
        string id, WebhookEndpoint? endpoint, IReadOnlyList<RoutingDecision>? decisions, IReadOnlyList<Delivery> deliveries)
    {
        if (endpoint is null)
        {
            yield return $"Endpoint '{id}' is not configured: it was removed, or the id is wrong.";
        }
        else if (!endpoint.Enabled)
        {
            yield return $"Endpoint '{id}' is disabled{(endpoint.DisabledReason is { } why ? $": {why.TrimEnd('.')}" : "")}.";
        }

        if (endpoint is not null && endpoint.Format != WebhookEndpoint.ZeroPathFormat)
        {
            yield return $"Endpoint '{id}' gets events in the format {endpoint.Format}.";
        }

        if (endpoint?.UnreadableReason is { } reason)
        {
            yield return $"Endpoint '{id}' gets nothing, because its stored headers or signing secrets cannot be used: {reason}";
        }

        if (endpoint is not null && decisions is { Count: 0 })
        {
            yield return $"Endpoint '{id}' has no subscription.";
        }

        foreach (var decision in decisions ?? [])
        {
            yield return $"Subscription '{decision.Subscription.Id}' of endpoint '{id}' {Of(decision)}.";
        }

        foreach (var delivery in deliveries)
        {
            yield return $"Delivery '{delivery.Id}' to endpoint '{id}' {Of(delivery)}.";
        }

        if (deliveries.Count == 0 && decisions?.Any(decision => decision.IsMatch) == true)
        {
            yield return $"Nothing was sent to endpoint '{id}', although it matches now: its configuration has changed since. A replay "
                + "would send it.";
        }
    }

    private static string Of(RoutingDecision decision) => decision.Reason switch
    {
        RoutingReason.Matched => $"matches: {decision.Actual}, {decision.Expected}",
        RoutingReason.Disabled => "does not match: it is disabled",
        RoutingReason.EndpointDisabled => "does not match: its endpoint is disabled",
        RoutingReason.Organization =>
            $"does not match: it takes events of organization {decision.Expected}, the event is of {decision.Actual}",
        RoutingReason.EventType => $"does not match: it takes {decision.Expected}, the event is {decision.Actual}",
        RoutingReason.Repository => $"does not match: it takes repositories {decision.Expected}, the event concerns {decision.Actual}",
        _ => $"does not match: its threshold is {decision.Subscription.Threshold}, the event has {decision.Actual}",
    };

    private static string Of(Delivery delivery) => delivery.State switch
    {
        DeliveryState.Pending => $"is pending after {Attempts(delivery)}, the next one at {Time(delivery.DueAt)}"
            + (delivery.Deadline is { } deadline ? $", unless it expires before, at {Time(deadline)}" : ""),
        DeliveryState.Succeeded => $"succeeded at {Time(delivery.SettledAt)} after {Attempts(delivery)}",
        DeliveryState.Failed => $"failed at {Time(delivery.SettledAt)} after {Attempts(delivery)}: {delivery.Reason}",
        _ => $"was cancelled at {Time(delivery.SettledAt)} after {Attempts(delivery)}: {delivery.Reason}",
    };

    private static string Attempts(Delivery delivery) => delivery.AttemptCount == 1 ? "1 attempt" : $"{delivery.AttemptCount} attempts";

    private static string Time(DateTimeOffset? time) => time?.ToString("u", CultureInfo.InvariantCulture) ?? "an unknown time";
}
