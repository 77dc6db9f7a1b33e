using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks;

internal static partial class JobLog
{
    [LoggerMessage(EventId = 31, Level = LogLevel.Debug,
        Message = "Job {JobId} of kind {Kind}: attempt {Attempt} ended; the job is {State}.")]
    public static partial void Attempted(ILogger logger, string jobId, string kind, int attempt, JobState state);

    [LoggerMessage(EventId = 32, Level = LogLevel.Warning,
        Message = "Job {JobId} of kind {Kind} threw in attempt {Attempt}. It is run again in {Pause}.")]
    public static partial void Threw(ILogger logger, Exception exception, string jobId, string kind, int attempt, TimeSpan pause);

    [LoggerMessage(EventId = 33, Level = LogLevel.Error,
        Message = "Job {JobId} of kind {Kind} threw in attempt {Attempt}, and is given up. An operator can have it run again.")]
    public static partial void GivenUp(ILogger logger, Exception exception, string jobId, string kind, int attempt);

    [LoggerMessage(EventId = 34, Level = LogLevel.Error,
        Message =
            "Job {JobId} of kind {Kind} was started {Attempts} times and never came to an end, "
                + "perhaps because it ends the process. It is given up.")]
    public static partial void NeverEnded(ILogger logger, string jobId, string kind, int attempts);

    [LoggerMessage(EventId = 35, Level = LogLevel.Warning,
        Message = "What came of job {JobId} was not recorded: it was cancelled, or has gone to another process.")]
    public static partial void LeaseLost(ILogger logger, string jobId);
}
