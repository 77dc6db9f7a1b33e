using Microsoft.Extensions.Logging;

namespace ZeroPath.Webhooks;

/// <summary>Writes to the log, unless the host registers another.</summary>
internal sealed class LoggingFailureNotifier(ILogger<LoggingFailureNotifier> logger) : IDeliveryFailureNotifier
{
    public Task NotifyAsync(FailureNotice notice, CancellationToken cancellationToken)
    {
        if (notice.FailedDeliveries is [var first, ..] failed)
        {
            DispatchLog.Failed(
                logger, notice.EndpointId, failed.Count, first.DeliveryId, first.Reason, first.Outcome,
                first.StatusCode is { } status ? $"{status}" : "none");
        }

        if (notice.DisabledReason is { } reason)
        {
            DispatchLog.Disabled(logger, notice.EndpointId, reason);
        }

        return Task.CompletedTask;
    }
}
