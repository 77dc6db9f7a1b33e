using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

internal static partial class PublishLog
{
    [LoggerMessage(EventId = 77, Level = LogLevel.Warning,
        Message =
            "Something was published, and no host runs in this process, so that nothing is sent from it. Start the host, or call "
                + "DeliveryDispatcher.DispatchDueAsync. With a durable store another process may send it. This is said once.")]
    public static partial void NoHost(ILogger logger);

    [LoggerMessage(EventId = 78, Level = LogLevel.Debug,
        Message = "Published {EventType} as {EventId} to {Endpoints} endpoints (repeated: {IsRepeat}).")]
    public static partial void Published(ILogger logger, WebhookEventType eventType, string eventId, int endpoints, bool isRepeat);

    [LoggerMessage(EventId = 79, Level = LogLevel.Debug,
        Message =
            "Published {EventType} as {EventId}, which matched nobody: of {Subscriptions} subscriptions none is for it. "
                + "WebhookOperations.ExplainAsync says why.")]
    public static partial void Unrouted(ILogger logger, WebhookEventType eventType, string eventId, int subscriptions);
}
