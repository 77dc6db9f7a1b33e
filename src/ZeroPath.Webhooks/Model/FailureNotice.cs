namespace ZeroPath.Webhooks;

/// <summary>What of one endpoint has failed.</summary>
public sealed class FailureNotice
{
    /// <summary>The endpoint's id.</summary>
    public required string EndpointId { get; init; }

    /// <summary>The endpoint's name; null when it is not configured any more.</summary>
    public string? EndpointName { get; init; }

    /// <summary>
    /// The deliveries that failed, oldest failure first, at most 1,000; there may be more, which come with another notice.
    /// </summary>
    public required IReadOnlyList<FailedDelivery> FailedDeliveries { get; init; }

    /// <summary>Why the library disabled the endpoint, as a sentence for people; null when it did not.</summary>
    public string? DisabledReason { get; init; }
}
