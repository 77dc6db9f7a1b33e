using System.Globalization;
using System.Text.Json;

namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// What the host is to be told of a failure, as a job. A store adds one in the same transaction that makes a delivery
/// <see cref="DeliveryState.Failed"/>, and sets its <see cref="Job.Subject"/> to the endpoint's id.
/// </summary>
public static class FailureNoticeJob
{
    /// <summary>Tells of a delivery that failed.</summary>
    /// <param name="deliveryId">The delivery's id.</param>
    /// <param name="reason">Why it failed: one of <see cref="DeliveryReasons"/>.</param>
    /// <param name="lastAttempt">Its last attempt; null if it failed without one.</param>
    /// <param name="failedAt">When it failed, by the store's clock.</param>
    public static Job OfDelivery(string deliveryId, string reason, DeliveryAttempt? lastAttempt, DateTimeOffset failedAt) =>
        New(
            new() { DeliveryId = deliveryId, Reason = reason, Outcome = lastAttempt?.Outcome, StatusCode = lastAttempt?.StatusCode },
            failedAt);

    /// <summary>Tells of an endpoint that the library disabled.</summary>
    internal static Job OfEndpoint(string endpointId, string reason, DateTimeOffset disabledAt) =>
        New(new() { Reason = reason }, disabledAt) with { Subject = endpointId };

    /// <summary>
    /// The same, with a key, so that two nodes that disable it at the same time tell once. Each version of an endpoint is disabled once.
    /// What code or configuration give has no version, and so one notice an hour.
    /// </summary>
    internal static Job OfDisabled(WebhookEndpoint endpoint, DateTimeOffset disabledAt) =>
        OfEndpoint(endpoint.Id, endpoint.DisabledReason!, disabledAt) with
        {
            Key = endpoint.Version > 0
                ? endpoint.Version.ToString(CultureInfo.InvariantCulture)
                : disabledAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture),
        };

    /// <exception cref="JsonException">Somebody changed the job.</exception>
    internal static FailureNoticeBody Read(Job job) =>
        JsonSerializer.Deserialize(job.Body.Span, FailureNoticeJson.Default.FailureNoticeBody)
            ?? throw new JsonException("The notice is null.");

    private static Job New(FailureNoticeBody body, DateTimeOffset now) => new()
    {
        Id = Ids.NewJob(now),
        Kind = JobKinds.FailureNotice,
        Body = JsonSerializer.SerializeToUtf8Bytes(body, FailureNoticeJson.Default.FailureNoticeBody),
        ContentType = "application/json",
        CreatedAt = now,
    };
}
