using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>An event as it is stored, with its deliveries. Events that matched nobody are stored too.</summary>
public sealed record PublishedEvent
{
    /// <summary>Its id, <c>evt_</c> and 32 hexadecimal digits of a UUIDv7.</summary>
    public required string Id { get; init; }

    /// <summary>Its type.</summary>
    public required WebhookEventType Type { get; init; }

    /// <summary>The organization in which it happened; null if an event of an unknown type does not say.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>The repository it concerns, if it is one.</summary>
    public string? RepositoryId { get; init; }

    /// <summary>When it was published.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>The <see cref="PublishOptions.Deadline"/> it was published with; null for none.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The payload as UTF-8 JSON: what every attempt of every delivery sends.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The caller's key under which a repeated publish of its organization finds this event again, if it gave one.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// SHA-256 of the payload without its <c>time</c>, in hexadecimal digits, if there is a key: tells a repeat from a mistake.
    /// </summary>
    public string? ContentHash { get; init; }

    /// <summary>
    /// The trace and span in which it was published, as the value of a <c>traceparent</c> header; null when nobody traced that.
    /// </summary>
    public string? TraceParent { get; init; }

    /// <summary>What it is delivered as, one for each endpoint that matched.</summary>
    public required IReadOnlyList<Delivery> Deliveries { get; init; }

    /// <summary>
    /// The payload; null when it has been removed, or somebody has damaged it: the events beside it shall not wait for it.
    /// </summary>
    internal WebhookPayload? TryReadPayload()
    {
        try
        {
            return Body.IsEmpty ? null : WebhookJson.Read(Body.Span);
        }
        catch (WebhookJsonException)
        {
            return null;
        }
    }
}
