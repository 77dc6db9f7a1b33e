using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Shared;

/// <summary>That a delivery failed; or, without one, that the endpoint was disabled.</summary>
internal sealed record NoticeRow(long Seq, string EndpointId, string? DeliveryId, string Reason, DateTimeOffset At, int Tries)
{
    /// <summary>The deliveries of the rows.</summary>
    public static string[] DeliveryIds(IReadOnlyList<NoticeRow> rows) => [.. rows.Select(row => row.DeliveryId).OfType<string>()];

    /// <param name="rows">One lease's, at least one.</param>
    /// <param name="deliveries">Those of the rows' deliveries that are still there.</param>
    /// <param name="token">The lease's.</param>
    public static LeasedFailureNotice Lease(IReadOnlyList<NoticeRow> rows, IEnumerable<Delivery> deliveries, Guid token)
    {
        var found = deliveries.ToDictionary(delivery => delivery.Id);
        var notice = new FailureNotice
        {
            EndpointId = rows[0].EndpointId,
            DisabledReason = rows.SingleOrDefault(row => row.DeliveryId is null)?.Reason,
            FailedDeliveries =
            [
                .. rows.Where(row => row.DeliveryId is not null).OrderBy(row => row.Seq).Select(row => new FailedDelivery
                {
                    DeliveryId = row.DeliveryId!,
                    Reason = row.Reason,
                    FailedAt = row.At,
                    Delivery = found.GetValueOrDefault(row.DeliveryId!),
                }),
            ],
        };
        return new(notice, rows[0].Tries, token);
    }
}
