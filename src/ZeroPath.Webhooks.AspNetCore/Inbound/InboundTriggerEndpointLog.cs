using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.AspNetCore.Inbound;

internal static partial class InboundTriggerEndpointLog
{
    [LoggerMessage(EventId = 311, Level = LogLevel.Error,
        Message = "A call of an inbound trigger could not be stored, and was answered with 503.")]
    public static partial void NotStored(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 312, Level = LogLevel.Information,
        Message =
            "A call of inbound trigger {TriggerId} was refused: there is no such trigger, its secret is missing, doubled or another, "
                + "or it is disabled.")]
    public static partial void Refused(ILogger logger, string triggerId);
}
