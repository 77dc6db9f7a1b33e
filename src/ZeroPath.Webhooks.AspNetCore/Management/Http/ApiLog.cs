using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.AspNetCore.Management.Http;

internal static partial class ApiLog
{
    [LoggerMessage(EventId = 301, Level = LogLevel.Warning,
        Message = "The {Door} at {Pattern} answers 403 to everything, because no authorization policy is attached to it. {Remedy}")]
    public static partial void Closed(ILogger logger, string door, string pattern, string remedy);
}
