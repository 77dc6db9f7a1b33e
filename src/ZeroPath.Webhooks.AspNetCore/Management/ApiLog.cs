using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.AspNetCore.Management;

internal static partial class ApiLog
{
    [LoggerMessage(EventId = 301, Level = LogLevel.Warning,
        Message = "The management API at {Pattern} answers 403 to everything, because no authorization policy is attached to it. {Remedy}")]
    public static partial void Closed(ILogger logger, string pattern, string remedy);

    [LoggerMessage(EventId = 302, Level = LogLevel.Warning, Message = "{Operation} was answered with 503: the store failed.")]
    public static partial void StoreFailed(ILogger logger, Exception exception, string operation);
}
