using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.AspNetCore.Receiver;

internal static partial class ReceiverLog
{
    [LoggerMessage(EventId = 68, Level = LogLevel.Error,
        Message = "A received event could not be taken in; its sender was asked to send it again.")]
    public static partial void Failed(ILogger logger, Exception exception);
}
