using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Loads the stored configuration before the host runs, and follows the changes of other nodes.</summary>
internal sealed class RegistryRefresher(
    WebhookRegistry registry,
    StoreGate store,
    ISecretProtector protector,
    IOptions<ZeroPathWebhooksOptions> options,
    TimeProvider time,
    StoreOutage outage,
    ILogger<RegistryRefresher> logger) : BackgroundService
{
    // What somebody changes by hand, or puts back from a backup, is in no feed of changes.
    private static readonly TimeSpan ReloadInterval = TimeSpan.FromHours(1);

    private const string Asker = "what follows the endpoints and subscriptions of other nodes";

    private RoutingTable? _seen;
    private bool _isWarned;

    /// <summary>A store that is only away does not keep the host from starting; one that cannot be used does.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.AskAsync(registry.LoadAsync, cancellationToken).ConfigureAwait(false);
            TellWhatIsNew();
        }
        catch (Exception e) when (e is not (StoreUnusableException or OperationCanceledException))
        {
            outage.Failed(Asker, e);
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PollInterval, time);
        var reloaded = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false);
                if (time.GetElapsedTime(reloaded) >= ReloadInterval)
                {
                    await registry.ReloadAsync(stoppingToken).ConfigureAwait(false);
                    reloaded = time.GetTimestamp();
                }
                else
                {
                    await registry.RefreshAsync(stoppingToken).ConfigureAwait(false);
                }

                outage.Answered(Asker);
                TellWhatIsNew();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                outage.Failed(Asker, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void TellWhatIsNew()
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

        if (!_isWarned && store.IsDurable && protector is PlainSecretProtector && configuration.Endpoints.Any(IsStoredWithSecrets))
        {
            _isWarned = true;
            RegistryLog.SecretsInTheClear(logger);
        }

        _seen = configuration;
    }

    // What code and configuration files give is in no store.
    private static bool IsStoredWithSecrets(WebhookEndpoint endpoint) =>
        endpoint.Version > 0
        && (endpoint.Headers.Count > 0 || endpoint.SigningSecrets.Count > 0 || endpoint.Unreadable is not null);
}
