using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.Deliveries;

internal static partial class DispatchLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Debug,
        Message = "Delivery {DeliveryId} to {EndpointId}: attempt {Attempt} ended as {Outcome} (status {Status}); the delivery is {State}.")]
    public static partial void Attempted(
        ILogger logger, string deliveryId, string endpointId, int attempt, AttemptOutcome outcome, int? status, DeliveryState state);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The delivery loop failed and goes on in {Pause}.")]
    public static partial void LoopFailed(ILogger logger, Exception exception, TimeSpan pause);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning,
        Message = "The host stopped before {Count} results could be recorded; their deliveries will be sent again.")]
    public static partial void NotRecorded(ILogger logger, int count);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "What follows from an attempt of delivery {DeliveryId} could not be done.")]
    public static partial void AttemptFailed(ILogger logger, Exception exception, string deliveryId);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "The store did not answer; the configuration is as it was, and is looked at again.")]
    public static partial void StoreAway(ILogger logger, Exception exception);
}
