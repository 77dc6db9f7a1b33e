using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Loads the stored configuration before the host runs, and follows the changes of other nodes.</summary>
internal sealed class RegistryRefresher(
    WebhookRegistry registry,
    WebhookStore store,
    ISecretProtector protector,
    IOptions<ZeroPathWebhooksOptions> options,
    TimeProvider time,
    ILogger<RegistryRefresher> logger) : BackgroundService
{
    private RoutingTable? _seen;

    /// <summary>A store that is only away does not keep the host from starting; one that cannot be used does.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (store.IsDurable && protector is PlainSecretProtector)
        {
            RegistryLog.SecretsInTheClear(logger);
        }

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
        if (ReferenceEquals(configuration, _seen))
        {
            return;
        }

        foreach (var endpoint in configuration.Endpoints.Where(endpoint => endpoint.UnreadableReason is not null))
        {
            DispatchLog.Unreadable(logger, endpoint.Id, endpoint.UnreadableReason!);
        }

        foreach (var subscription in configuration.Subscriptions.Where(subscription => subscription.UnreadableReason is not null))
        {
            RegistryLog.SubscriptionUnreadable(logger, subscription.Id, subscription.EndpointId, subscription.UnreadableReason!);
        }

        _seen = configuration;
    }
}
