namespace ZeroPath.Webhooks;

/// <summary>An event was published with an idempotency key that was used before for an event with other content.</summary>
public sealed class IdempotencyConflictException : InvalidOperationException
{
    /// <summary>A conflict over a key.</summary>
    /// <param name="idempotencyKey">The key.</param>
    /// <param name="eventId">The event that was published with it before.</param>
    public IdempotencyConflictException(string idempotencyKey, string eventId)
        : base($"The idempotency key '{idempotencyKey}' is used for other content by {eventId}, published before or in the same call. "
            + "Use a new key for a new event; to repeat one, publish it as it was, its own timestamp included.") =>
        (IdempotencyKey, EventId) = (idempotencyKey, eventId);

    /// <summary>The key.</summary>
    public string IdempotencyKey { get; }

    /// <summary>The event that was published with it before.</summary>
    public string EventId { get; }
}
