using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks;

internal static partial class OutageLog
{
    [LoggerMessage(EventId = 70, Level = LogLevel.Error,
        Message =
            "The store does not answer {Asker}. What needs it waits, and is tried again until it answers; how long it is away is said once "
                + "a minute.")]
    public static partial void Away(ILogger logger, Exception exception, string asker);

    [LoggerMessage(EventId = 71, Level = LogLevel.Error,
        Message = "The store has been away for {Elapsed}: {Failures} calls have failed. {Reason}")]
    public static partial void StillAway(ILogger logger, TimeSpan elapsed, int failures, string reason);

    [LoggerMessage(EventId = 72, Level = LogLevel.Warning,
        Message = "The store answers again, after {Elapsed} in which {Failures} calls failed.")]
    public static partial void Back(ILogger logger, TimeSpan elapsed, int failures);
}
