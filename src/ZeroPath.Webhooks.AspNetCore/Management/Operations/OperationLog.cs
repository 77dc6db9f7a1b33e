using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.AspNetCore.Management.Operations;

internal static partial class OperationLog
{
    public const string Category = "ZeroPath.Webhooks.AspNetCore.Management";

    [LoggerMessage(EventId = 302, Level = LogLevel.Warning, Message = "{Operation} was refused: the store failed.")]
    public static partial void StoreFailed(ILogger logger, Exception exception, string operation);
}
