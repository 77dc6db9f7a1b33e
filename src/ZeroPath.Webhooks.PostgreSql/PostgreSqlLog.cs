using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.PostgreSql;

internal static partial class PostgreSqlLog
{
    [LoggerMessage(EventId = 201, Level = LogLevel.Warning,
        Message = "Values of custom headers, and signing secrets, are stored in the clear. Call UseDataProtection() of ZeroPath.Webhooks.AspNetCore, or register an ISecretProtector, to protect them.")]
    public static partial void SecretsInTheClear(ILogger logger);

    [LoggerMessage(EventId = 202, Level = LogLevel.Information,
        Message = "Not told of other nodes' work for now; the store is polled all the same. Next try in {Pause}.")]
    public static partial void NotListening(ILogger logger, Exception exception, TimeSpan pause);
}
