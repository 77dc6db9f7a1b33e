using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Tells the <see cref="IDeliveryFailureNotifier"/> what failed, once, without timers. In a host a hosted service does this every
/// <see cref="ZeroPathWebhooksOptions.PollInterval"/>.
/// </summary>
public sealed class FailureNotifications
{
    internal const int MaxFailures = 1000;

    internal static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Lease = 2 * TimeLimit;

    private readonly IFailureNoticeStore _store;
    private readonly WebhookRegistry _registry;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly ILogger<FailureNotifications> _logger;

    internal FailureNotifications(
        IFailureNoticeStore store, WebhookRegistry registry, IServiceScopeFactory scopes, TimeProvider time, ILogger<FailureNotifications> logger) =>
        (_store, _registry, _scopes, _time, _logger) = (store, registry, scopes, time, logger);

    /// <summary>As for deliveries, and then for as long as it may take people to mend a mail server.</summary>
    internal static RetrySchedule Retry { get; } = new()
    {
        Delays = [.. RetrySchedule.Default.Delays, TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(12)],
    };

    /// <summary>Calls the notifier for all that is due, one endpoint after the other. What it throws is logged, and it is called again later.</summary>
    /// <param name="cancellationToken">Stops; what was not told of is told of later.</param>
    /// <returns>How often it was called.</returns>
    public async Task<int> NotifyDueAsync(CancellationToken cancellationToken = default)
    {
        await _registry.LoadAsync(cancellationToken).ConfigureAwait(false);
        var calls = 0;
        while (await _store.LeaseNoticeAsync(MaxFailures, Lease, cancellationToken).ConfigureAwait(false) is { } leased)
        {
            calls++;
            try
            {
                await NotifyAsync(leased.Notice, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                await PostponeAsync(leased, e).ConfigureAwait(false);
                continue;
            }

            await _store.RemoveNoticeAsync(leased, CancellationToken.None).ConfigureAwait(false);
        }

        return calls;
    }

    private async Task NotifyAsync(FailureNotice notice, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // It may pay no heed to the token.
            await CallAsync(notice with { EndpointName = _registry.Router.FindEndpoint(notice.EndpointId)?.Name }, stop.Token)
                .WaitAsync(TimeLimit, _time, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task CallAsync(FailureNotice notice, CancellationToken cancellationToken)
    {
        var scope = _scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            await scope.ServiceProvider.GetRequiredService<IDeliveryFailureNotifier>().NotifyAsync(notice, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PostponeAsync(LeasedFailureNotice leased, Exception exception)
    {
        var (endpointId, count) = (leased.Notice.EndpointId, leased.Notice.FailedDeliveries.Count);
        if (Retry.DelayAfter(leased.Tries + 1, random: 0) is { } pause)
        {
            DispatchLog.NotNotified(_logger, exception, endpointId, count, pause);
            await _store.PostponeNoticeAsync(leased, pause, CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            DispatchLog.NeverNotified(_logger, exception, endpointId, count);
            await _store.RemoveNoticeAsync(leased, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
