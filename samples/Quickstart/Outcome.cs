using ZeroPath.Webhooks.Deliveries;

namespace Quickstart;

/// <summary>A delivery when all was over, with its event and its attempts.</summary>
internal sealed record Outcome(Published Event, Delivery Delivery, IReadOnlyList<DeliveryAttempt> Attempts)
{
    /// <summary>Such as <c>2x 503, 204</c>.</summary>
    public override string ToString()
    {
        var statuses = Attempts.Select(attempt => attempt.StatusCode?.ToString() ?? attempt.Outcome.ToString())
            .CountBy(status => status)
            .Select(status => status.Value == 1 ? status.Key : $"{status.Value}x {status.Key}");
        return string.Join(", ", statuses) + (Delivery.State == DeliveryState.Succeeded ? "" : $" {Delivery.State}");
    }
}
