using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Loads the stored configuration before the host runs, and follows the changes of other nodes.</summary>
internal sealed class RegistryRefresher(
    WebhookRegistry registry,
    StoreGate store,
    WorkSignal signal,
    IOptions<ZeroPathWebhooksOptions> options,
    TimeProvider time,
    StoreOutage outage,
    ILogger<RegistryRefresher> logger) : BackgroundService
{
    // What somebody changes by hand, or puts back from a backup, is in no feed of changes.
    private static readonly TimeSpan ReloadInterval = TimeSpan.FromHours(1);

    private const string Asker = "what follows the endpoints and subscriptions of other nodes";

    // What is new, and the host does not wait for.
    private readonly Queue<WebhookEndpoint> _unread = [];
    private RoutingIndex? _seen;
    private bool _isWarned;

    /// <summary>A store that is only away does not keep the host from starting; one that cannot be used does.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await registry.LoadAsync(store, cancellationToken).ConfigureAwait(false);
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
        var reloaded = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                TellWhatIsUnreadable();
                await signal.Changes.WaitAsync(options.Value.PollInterval, stoppingToken).ConfigureAwait(false);
                stoppingToken.ThrowIfCancellationRequested();
                signal.Changes.Reset();
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
            catch (Exception)
            {
                // The host stops. Whatever the store throws now is no fault of this service.
                return;
            }
        }
    }

    private void TellWhatIsNew()
    {
        var index = registry.Router.Index;
        var endpoints = (_seen is null ? index.Endpoints : index.Endpoints.NotIn(_seen.Endpoints)).ToList();
        var subscriptions = _seen is null ? index.Subscriptions : index.Subscriptions.NotIn(_seen.Subscriptions);
        _seen = index;
        endpoints.ForEach(_unread.Enqueue);
        foreach (var subscription in subscriptions.Where(subscription => subscription.UnreadableReason is not null))
        {
            RegistryLog.SubscriptionUnreadable(logger, subscription.Id, subscription.EndpointId, subscription.UnreadableReason!);
        }

        if (!_isWarned && store.IsDurable && !registry.ProtectsSecrets && endpoints.Exists(endpoint => endpoint.Stored is not null))
        {
            _isWarned = true;
            RegistryLog.SecretsInTheClear(logger);
        }
    }

    /// <summary>To find out is to unprotect their secrets.</summary>
    private void TellWhatIsUnreadable()
    {
        while (_unread.TryDequeue(out var endpoint))
        {
            if (endpoint.UnreadableReason is { } reason)
            {
                DispatchLog.Unreadable(logger, endpoint.Id, reason);
            }
        }
    }
}
