using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.PostgreSql;

internal static partial class PostgreSqlLog
{
    [LoggerMessage(EventId = 202, Level = LogLevel.Information,
        Message = "Not told of other nodes' work for now; the store is polled all the same. Next try in {Pause}.")]
    public static partial void NotListening(ILogger logger, Exception exception, TimeSpan pause);
}
