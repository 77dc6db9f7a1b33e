namespace ZeroPath.Webhooks.Storage;

/// <summary>How long finished events are kept; null keeps for ever.</summary>
public sealed record RetentionPolicy
{
    /// <summary>Payloads: 30 days. Without its payload an event can be looked at, but not delivered again.</summary>
    public TimeSpan? Payloads { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Attempts: 30 days.</summary>
    public TimeSpan? Attempts { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Events with everything of theirs, their idempotency keys included: 90 days.</summary>
    public TimeSpan? Events { get; init; } = TimeSpan.FromDays(90);
}
