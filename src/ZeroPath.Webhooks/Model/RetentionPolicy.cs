namespace ZeroPath.Webhooks;

/// <summary>How long finished events and settled jobs are kept; null keeps for ever.</summary>
public sealed record RetentionPolicy
{
    /// <summary>
    /// How long the payloads of finished events are kept: 30 days. Without its payload an event can be looked at, but not delivered again.
    /// </summary>
    public TimeSpan? Payloads { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long the attempts of finished events are kept: 30 days.</summary>
    public TimeSpan? Attempts { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long finished events are kept, with their idempotency keys: 90 days.</summary>
    public TimeSpan? Events { get; init; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long received events that were handled are kept, and their repeats recognized: 24 h, and at least 1 h, since a sender repeats
    /// for half an hour.
    /// </summary>
    public TimeSpan? Received { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long received events that were given up or cancelled, executions of inbound triggers, bulk redeliveries, and failures that the
    /// host could not be told of are kept: 30 days.
    /// </summary>
    public TimeSpan? Jobs { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long figures, and the record of who changed what, are kept: 90 days.</summary>
    public TimeSpan? History { get; init; } = TimeSpan.FromDays(90);
}
