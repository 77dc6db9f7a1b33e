using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks.PostgreSql;

internal static partial class PostgreSqlLog
{
    [LoggerMessage(EventId = 202, Level = LogLevel.Information,
        Message = "Not told of other nodes' work for now; the store is polled all the same. Next try in {Pause}.")]
    public static partial void NotListening(ILogger logger, Exception exception, TimeSpan pause);

    [LoggerMessage(EventId = 203, Level = LogLevel.Warning,
        Message =
            "The session {Session} of the application '{Application}' has had a transaction open for {Age}. What leaves the queue cannot "
                + "be cleared away until it ends, and leases take longer. See to that application; idle_in_transaction_session_timeout "
                + "ends what was forgotten.")]
    public static partial void OldSnapshot(ILogger logger, int session, string? application, TimeSpan age);
}
