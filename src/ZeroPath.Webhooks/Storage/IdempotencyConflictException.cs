namespace ZeroPath.Webhooks.Storage;

/// <summary>An event was published with an idempotency key that was used before for an event with other content.</summary>
public sealed class IdempotencyConflictException : InvalidOperationException
{
    /// <summary>A conflict over a key.</summary>
    /// <param name="idempotencyKey">The key.</param>
    /// <param name="eventId">The event that was published with it before.</param>
    public IdempotencyConflictException(string idempotencyKey, string eventId)
        : base($"The idempotency key '{idempotencyKey}' was already used for {eventId}, which has other content. "
            + "Use a new key for a new event, and the same content to repeat one.") =>
        (IdempotencyKey, EventId) = (idempotencyKey, eventId);

    /// <summary>The key.</summary>
    public string IdempotencyKey { get; }

    /// <summary>The event that was published with it before.</summary>
    public string EventId { get; }
}
