using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Loads the stored configuration before the host runs, and follows the changes of other nodes.</summary>
internal sealed class RegistryRefresher(
    WebhookRegistry registry, IOptions<ZeroPathWebhooksOptions> options, TimeProvider time, ILogger<RegistryRefresher> logger)
    : BackgroundService
{
    private RoutingTable? _seen;

    /// <summary>A store that is only away does not keep the host from starting; one that cannot be used does.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await registry.LoadAsync(cancellationToken).ConfigureAwait(false);
            TellWhatIsUnreadable();
        }
        catch (Exception e) when (e is not (StoreUnusableException or OperationCanceledException))
        {
            DispatchLog.StoreAway(logger, e);
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PollInterval, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false);
                await registry.RefreshAsync(stoppingToken).ConfigureAwait(false);
                TellWhatIsUnreadable();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                DispatchLog.StoreAway(logger, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void TellWhatIsUnreadable()
    {
        var configuration = registry.Configuration;
        foreach (var endpoint in ReferenceEquals(configuration, _seen) ? [] : configuration.Endpoints)
        {
            if (endpoint.UnreadableReason is { } reason)
            {
                DispatchLog.Unreadable(logger, endpoint.Id, reason);
            }
        }

        _seen = configuration;
    }
}
