namespace ZeroPath.Webhooks;

/// <summary>Where a stored event went and where it would go now, and why or why not.</summary>
public sealed class EventExplanation
{
    /// <summary>The event, with its deliveries: those alone to the endpoints that were asked about, if any were.</summary>
    public required PublishedEvent Event { get; init; }

    /// <summary>Whether the payload is there and can be read. If not there are no <see cref="Decisions"/>.</summary>
    public required bool HasPayload { get; init; }

    /// <summary>
    /// For each subscription, of those endpoints if any were asked about: whether the event matches it, by the configuration as it is now.
    /// </summary>
    public required IReadOnlyList<RoutingDecision> Decisions { get; init; }

    /// <summary>All of it in sentences for people, endpoint by endpoint.</summary>
    public required IReadOnlyList<string> Sentences { get; init; }

    internal static EventExplanation Of(PublishedEvent published, Router router, IReadOnlyCollection<string>? endpointIds)
    {
        var @event = endpointIds is null
            ? published
            : published with { Deliveries = [.. published.Deliveries.Where(delivery => endpointIds.Contains(delivery.EndpointId))] };
        var payload = published.TryReadPayload();
        IReadOnlyList<RoutingDecision> decisions = payload is null
            ? []
            : [.. router.Explain(payload.Event).Where(decision => endpointIds?.Contains(decision.Endpoint.Id) != false)];
        var endpoints = endpointIds
            ?? router.Configuration.Endpoints.Select(endpoint => endpoint.Id)
                .Union(@event.Deliveries.Select(delivery => delivery.EndpointId));
        return new()
        {
            Event = @event,
            HasPayload = payload is not null,
            Decisions = decisions,
            Sentences =
            [
                .. ExplanationSentences.OfPayload(published, payload is not null),
                .. endpoints.SelectMany(id => ExplanationSentences.OfEndpoint(
                    id,
                    router.FindEndpoint(id),
                    payload is null ? null : [.. decisions.Where(decision => decision.Endpoint.Id == id)],
                    [.. @event.Deliveries.Where(delivery => delivery.EndpointId == id)])),
            ],
        };
    }
}
