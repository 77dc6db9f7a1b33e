using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks;

internal static partial class ReceivingLog
{
    [LoggerMessage(EventId = 61, Level = LogLevel.Warning,
        Message = "Handler {Handler} threw while it handled job {JobId}, in attempt {Attempt}.")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string handler, string jobId, int attempt);

    [LoggerMessage(EventId = 62, Level = LogLevel.Information, Message = "A request to {Receiver} was refused: {Problem}")]
    public static partial void Unauthorized(ILogger logger, string receiver, string problem);

    [LoggerMessage(EventId = 63, Level = LogLevel.Warning,
        Message = "A document for {Receiver} was refused. It has {Count} problems; {Code} at {Path} is the first.")]
    public static partial void Malformed(ILogger logger, string receiver, int count, string code, string path);

    [LoggerMessage(EventId = 64, Level = LogLevel.Warning,
        Message =
            "An event for {Receiver}, of type {Type}, breaks the rules of its type: {Count} problems; {Code} at {Path} is the first. "
            + "It goes to the handlers of WebhookEvent only, of which there are {Handlers}.")]
    public static partial void BreaksRules(ILogger logger, string receiver, string type, int count, string code, string path, int handlers);

    [LoggerMessage(EventId = 65, Level = LogLevel.Information,
        Message = "A test for {Receiver}, of type {Type}, was acknowledged, and not handled.")]
    public static partial void Test(ILogger logger, string receiver, string type);

    [LoggerMessage(EventId = 66, Level = LogLevel.Debug,
        Message = "An event for {Receiver}, of type {Type}, has no handler.")]
    public static partial void NoHandler(ILogger logger, string receiver, string type);

    [LoggerMessage(EventId = 67, Level = LogLevel.Error,
        Message = "The changed configuration of {Receiver} cannot be used; the one before stays in force. {Problems}")]
    public static partial void BadChange(ILogger logger, string receiver, string problems);
}
