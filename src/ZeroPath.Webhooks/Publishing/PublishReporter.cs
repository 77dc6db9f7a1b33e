using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>
/// Counts what is published, and says at Debug where it went; and once, as a warning, that no host runs that would send it.
/// </summary>
internal sealed class PublishReporter(WebhookMetrics metrics, WebhookHealth health, ILogger<WebhookPublisher> logger)
{
    private bool _isWarned;

    public void Published(PublishedEvent stored, WebhookEvent @event, bool isRepeat, RoutingTable configuration)
    {
        var endpoints = stored.Deliveries.Count;
        metrics.Published(endpoints, isRepeat);
        if (endpoints > 0)
        {
            PublishLog.Published(logger, @event.Type, stored.Id, endpoints, isRepeat);
        }
        else
        {
            PublishLog.Unrouted(logger, @event.Type, stored.Id, configuration.Subscriptions.Count);
        }

        if (endpoints > 0 && !health.HasHost && !Interlocked.Exchange(ref _isWarned, true))
        {
            PublishLog.NoHost(logger);
        }
    }
}
