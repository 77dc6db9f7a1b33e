namespace ZeroPath.Webhooks;

/// <summary>A delivery that failed.</summary>
public sealed class FailedDelivery
{
    /// <summary>The delivery's id.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>Why it failed: one of <see cref="DeliveryReasons"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>How the attempt that failed it ended; null when none did, as when it expired.</summary>
    public AttemptOutcome? Outcome { get; init; }

    /// <summary>The status that the endpoint answered that attempt with; null when there was no answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>When it failed.</summary>
    public required DateTimeOffset FailedAt { get; init; }

    /// <summary>
    /// The delivery as it is now: pending again, or settled otherwise, if it was sent again meanwhile. Null when retention has removed it.
    /// </summary>
    public Delivery? Delivery { get; init; }
}
