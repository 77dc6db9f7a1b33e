using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.AspNetCore.Inbound;

internal static partial class InboundTriggerEndpointLog
{
    [LoggerMessage(EventId = 301, Level = LogLevel.Error, Message = "A call of an inbound trigger could not be stored, and was answered with 503.")]
    public static partial void NotStored(ILogger logger, Exception exception);
}
