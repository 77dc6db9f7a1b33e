using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks;

internal static partial class DispatchLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Debug,
        Message =
            "Delivery {DeliveryId} to {EndpointId}: attempt {Attempt} ended as {Outcome} (status {Status}); the delivery is {State}.")]
    public static partial void Attempted(
        ILogger logger, string deliveryId, string endpointId, int attempt, AttemptOutcome outcome, int? status, DeliveryState state);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning,
        Message = "The host stopped before {Count} results could be recorded; their deliveries will be sent again.")]
    public static partial void NotRecorded(ILogger logger, int count);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error,
        Message = "What follows from an attempt of delivery {DeliveryId} could not be done.")]
    public static partial void AttemptFailed(ILogger logger, Exception exception, string deliveryId);

    [LoggerMessage(EventId = 6, Level = LogLevel.Warning,
        Message =
            "Deliveries to endpoint {EndpointId} failed for good: {Count}, the first {DeliveryId} ({Reason}). Its last attempt ended as "
                + "{Outcome} (status {Status}).")]
    public static partial void Failed(
        ILogger logger, string endpointId, int count, string deliveryId, string reason, AttemptOutcome? outcome, string status);

    [LoggerMessage(EventId = 16, Level = LogLevel.Warning,
        Message =
            "Endpoint {EndpointId} fails: attempt {Attempt} of delivery {DeliveryId} ended as {Outcome} (status {Status}). Failures that "
                + "follow are counted, and told once a minute.")]
    public static partial void EndpointFails(
        ILogger logger, string endpointId, string deliveryId, int attempt, AttemptOutcome outcome, string status);

    [LoggerMessage(EventId = 17, Level = LogLevel.Warning,
        Message = "Endpoints that fail: {Endpoints}. Of their attempts {Count} more failed in {Elapsed}. {Named}")]
    public static partial void EndpointsFail(ILogger logger, int endpoints, int count, TimeSpan elapsed, string named);

    [LoggerMessage(EventId = 19, Level = LogLevel.Information,
        Message = "Endpoint {EndpointId} answers again, after {Failures} failures.")]
    public static partial void EndpointAnswers(ILogger logger, string endpointId, int failures);

    [LoggerMessage(EventId = 20, Level = LogLevel.Information,
        Message = "Endpoints that answer again: {Endpoints}. Failures before that: {Named}")]
    public static partial void EndpointsAnswer(ILogger logger, int endpoints, string named);

    [LoggerMessage(EventId = 7, Level = LogLevel.Warning,
        Message = "Endpoint {EndpointId} was disabled: nothing is sent to it until it is enabled again. {Reason}")]
    public static partial void Disabled(ILogger logger, string endpointId, string reason);

    [LoggerMessage(EventId = 8, Level = LogLevel.Warning,
        Message =
            "The host stopped while deliveries were pending; the store in memory forgets them. A durable store would send them after the "
                + "next start.")]
    public static partial void Forgotten(ILogger logger);

    [LoggerMessage(EventId = 15, Level = LogLevel.Warning,
        Message =
            "A primary handler that ConfigureHttpClient set makes the requests: it alone decides where they go. "
                + "Private and reserved addresses are not refused.")]
    public static partial void NotGuarded(ILogger logger);

    [LoggerMessage(EventId = 9, Level = LogLevel.Warning,
        Message = "Removing what is older than it is to be kept failed. It is tried again in {Pause}.")]
    public static partial void RetentionFailed(ILogger logger, Exception exception, TimeSpan pause);

    [LoggerMessage(EventId = 10, Level = LogLevel.Information,
        Message = "Removed what was older than it is to be kept, of {Count} events.")]
    public static partial void Purged(ILogger logger, long count);

    [LoggerMessage(EventId = 37, Level = LogLevel.Information,
        Message = "Removed {Count} settled jobs that were older than they are to be kept.")]
    public static partial void JobsPurged(ILogger logger, long count);

    [LoggerMessage(EventId = 11, Level = LogLevel.Error,
        Message =
            "Stored headers or signing secrets of endpoint {EndpointId} cannot be used, "
                + "so that nothing is sent to it and its deliveries wait: {Reason}")]
    public static partial void Unreadable(ILogger logger, string endpointId, string reason);

    [LoggerMessage(EventId = 12, Level = LogLevel.Warning,
        Message =
            "Endpoint {EndpointId} failed {Failures} times in a row. Its deliveries wait for {Pause}; then it is tried with one request.")]
    public static partial void Held(ILogger logger, string endpointId, int failures, TimeSpan pause);

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning,
        Message =
            "The failure notifier did not take what failed at endpoint {EndpointId} (deliveries: {Count}). It is called again in {Pause}.")]
    public static partial void NotNotified(ILogger logger, Exception exception, string endpointId, int count, TimeSpan pause);

    [LoggerMessage(EventId = 22, Level = LogLevel.Error,
        Message = "The failure notifier did not take what failed at endpoint {EndpointId} (deliveries: {Count}), and is not called again.")]
    public static partial void NeverNotified(ILogger logger, Exception exception, string endpointId, int count);

    [LoggerMessage(EventId = 23, Level = LogLevel.Error,
        Message =
            "Job {JobId}, a failure at endpoint {EndpointId}, cannot be read: somebody changed it in the store. Nobody is told of it.")]
    public static partial void UnreadableNotice(ILogger logger, Exception exception, string jobId, string endpointId);

    [LoggerMessage(EventId = 47, Level = LogLevel.Error,
        Message = "The store refuses the result of delivery {DeliveryId}. It is kept in memory and tried again in {Pause}.")]
    public static partial void Refused(ILogger logger, Exception exception, string deliveryId, TimeSpan pause);

    [LoggerMessage(EventId = 48, Level = LogLevel.Error,
        Message = "The store refuses what was seen of endpoint {EndpointId}. Its health is as it was.")]
    public static partial void SampleRefused(ILogger logger, Exception exception, string endpointId);

    [LoggerMessage(EventId = 80, Level = LogLevel.Warning,
        Message = "Endpoint {EndpointId} could not be disabled, as somebody else changed or removed it.")]
    public static partial void NotDisabled(ILogger logger, Exception exception, string endpointId);
}
