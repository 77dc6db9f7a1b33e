namespace ZeroPath.Webhooks.Storage;

/// <summary>What a job of the kind <see cref="JobKinds.FailureNotice"/> says.</summary>
internal sealed record FailureNoticeBody
{
    /// <summary>The delivery that failed; null when the endpoint was disabled.</summary>
    public string? DeliveryId { get; init; }

    public required string Reason { get; init; }

    public AttemptOutcome? Outcome { get; init; }

    public int? StatusCode { get; init; }
}
