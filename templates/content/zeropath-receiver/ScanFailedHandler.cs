using ZeroPath.Webhooks;
using ZeroPath.Webhooks.Events;

namespace ZeroPathReceiver;

/// <summary>Run once for each event, and again when it throws.</summary>
public class ScanFailedHandler(ILogger<ScanFailedHandler> logger) : IWebhookHandler<ScanFailedEvent>
{
    public Task HandleAsync(ReceivedWebhook<ScanFailedEvent> received, CancellationToken cancellationToken)
    {
        logger.LogWarning("{Id}: scan {Scan} failed: {Error}", received.Id, received.Event.Scan.Id, received.Event.Error);
        return Task.CompletedTask;
    }
}
