using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks;

internal static partial class InboundLog
{
    [LoggerMessage(EventId = 41, Level = LogLevel.Warning,
        Message = "Execution {ExecutionId} of trigger {TriggerId} failed. An operator can have it run again.")]
    public static partial void Failed(ILogger logger, Exception exception, string executionId, string triggerId);

    [LoggerMessage(EventId = 42, Level = LogLevel.Warning,
        Message =
            "Execution {ExecutionId} of trigger {TriggerId} took longer than {Timeout}, "
                + "and was told to stop. An operator can have it run again.")]
    public static partial void TookTooLong(ILogger logger, string executionId, string triggerId, TimeSpan timeout);

    [LoggerMessage(EventId = 43, Level = LogLevel.Warning,
        Message =
            "Execution {ExecutionId} of trigger {TriggerId} is not published: its payload has come through {Hops} triggers already. Look "
            + "for a subscription that leads back to a trigger.")]
    public static partial void Loops(ILogger logger, string executionId, string triggerId, int hops);
}
