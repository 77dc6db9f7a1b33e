namespace ZeroPath.Webhooks;

/// <summary>How received events are handled in this process.</summary>
public sealed record WebhookHandlerOptions
{
    /// <summary>How many stored events are handled at once: 64. Events that are handled while the sender waits are not counted.</summary>
    public int MaxConcurrency { get; init; } = 64;

    /// <summary>How long a handler may take with an event: 1 min. Then its token is cancelled, and it has failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>When a stored event is handled again whose handler failed: six retries within half an hour, like deliveries.</summary>
    public RetrySchedule Retry { get; init => field = value ?? throw new ArgumentNullException(nameof(Retry)); } = RetrySchedule.Default;
}
