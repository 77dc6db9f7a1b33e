namespace ZeroPath.Webhooks.Storage;

/// <summary>That a delivery failed; or, without one, that the endpoint was disabled.</summary>
internal sealed class StoredNotice(string endpointId, string? deliveryId, string reason, DateTimeOffset at)
{
    public string EndpointId { get; } = endpointId;

    public string? DeliveryId { get; } = deliveryId;

    public string Reason { get; } = reason;

    public DateTimeOffset At { get; } = at;

    public DateTimeOffset DueAt { get; set; } = at;

    public int Tries { get; set; }

    public Guid? Lease { get; set; }
}
