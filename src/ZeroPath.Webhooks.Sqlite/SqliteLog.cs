using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.Sqlite;

internal static partial class SqliteLog
{
    [LoggerMessage(EventId = 210, Level = LogLevel.Warning,
        Message =
            "The write-ahead log '{File}' has {Size} MiB, and everything that reads it takes longer. Something has been reading an old "
                + "state of the file for long, such as a transaction that was not ended or a backup. The log shrinks by itself when that "
                + "ends.")]
    public static partial void MuchLog(ILogger logger, string file, long size);
}
