using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.Sqlite;

internal static partial class SqliteLog
{
    [LoggerMessage(EventId = 101, Level = LogLevel.Warning,
        Message = "Values of custom headers, and signing secrets, are stored in the clear. Call UseDataProtection() of ZeroPath.Webhooks.AspNetCore, or register an ISecretProtector, to protect them.")]
    public static partial void SecretsInTheClear(ILogger logger);
}
