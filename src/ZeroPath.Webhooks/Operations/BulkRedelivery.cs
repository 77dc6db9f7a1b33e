namespace ZeroPath.Webhooks;

/// <summary>Many deliveries that are sent again, and how far that is.</summary>
public sealed class BulkRedelivery
{
    /// <summary>The id of its <see cref="Job"/>.</summary>
    public string Id { get; internal init; } = null!;

    /// <summary>Which deliveries.</summary>
    public DeliveryFilter Filter { get; internal init; } = null!;

    /// <summary>How far it is: pending as long as deliveries are still being made due.</summary>
    public JobState State { get; internal init; }

    /// <summary>How many deliveries were made due so far. Each sets out by itself, and may fail again.</summary>
    public long Redelivered { get; internal init; }

    /// <summary>When it was asked for. What was settled after this stays as it is.</summary>
    public DateTimeOffset CreatedAt { get; internal init; }

    /// <summary>When it came to its end; null while it is pending.</summary>
    public DateTimeOffset? SettledAt { get; internal init; }

    /// <summary>Why it failed or was cancelled, or why its last step failed; otherwise null.</summary>
    public string? Reason { get; internal init; }
}
