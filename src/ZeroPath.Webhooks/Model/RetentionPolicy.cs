namespace ZeroPath.Webhooks;

/// <summary>How long finished events and settled jobs are kept; null keeps for ever.</summary>
public sealed record RetentionPolicy
{
    /// <summary>Payloads: 30 days. Without its payload an event can be looked at, but not delivered again.</summary>
    public TimeSpan? Payloads { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Attempts: 30 days.</summary>
    public TimeSpan? Attempts { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Events with everything of theirs, their idempotency keys included: 90 days.</summary>
    public TimeSpan? Events { get; init; } = TimeSpan.FromDays(90);

    /// <summary>
    /// Received events that were handled, and with them the keys that tell a repeat: 24 h, and at least one, lest a sender's retry be taken
    /// for a new event.
    /// </summary>
    public TimeSpan? Received { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Received events that were given up or cancelled, executions of inbound triggers, and bulk redeliveries: 30 days.</summary>
    public TimeSpan? Jobs { get; init; } = TimeSpan.FromDays(30);
}
