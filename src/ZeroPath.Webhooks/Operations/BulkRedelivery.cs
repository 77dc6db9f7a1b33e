namespace ZeroPath.Webhooks;

/// <summary>Many deliveries that are sent again, and how far that is.</summary>
public sealed class BulkRedelivery
{
    /// <summary>The id of its <see cref="Job"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Which deliveries.</summary>
    public required DeliveryFilter Filter { get; init; }

    /// <summary>How far it is: pending as long as deliveries are still being made due.</summary>
    public required JobState State { get; init; }

    /// <summary>How many deliveries were made due so far. Each sets out by itself, and may fail again.</summary>
    public required long Redelivered { get; init; }

    /// <summary>When it was asked for. What was settled after this stays as it is.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it came to its end; null while it is pending.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>
    /// Why it failed or was cancelled, <see cref="DeliveryReasons.OnRequest"/> when somebody asked for it, or why its last step failed;
    /// otherwise null.
    /// </summary>
    public string? Reason { get; init; }
}
