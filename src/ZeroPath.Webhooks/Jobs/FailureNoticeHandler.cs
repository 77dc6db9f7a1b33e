using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Tells the host's <see cref="IDeliveryFailureNotifier"/> what failed: of one endpoint in one call, one endpoint after the other.
/// </summary>
internal sealed class FailureNoticeHandler(
    IDeliveryReader reader, WebhookRegistry registry, IServiceScopeFactory scopes, TimeProvider time, ILogger<FailureNoticeHandler> logger)
    : IJobHandler
{
    internal static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    public string Kind => JobKinds.FailureNotice;

    public int MaxConcurrency => 1;

    public int MaxTogether => 1000;

    /// <summary>As for deliveries, and then for as long as it may take people to mend a mail server.</summary>
    public RetrySchedule Retry { get; } = new()
    {
        Delays = [.. RetrySchedule.Default.Delays, TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(12)],
    };

    public Task<JobTransition?> RunAsync(LeasedJob leased, CancellationToken cancellationToken) =>
        RunTogetherAsync([leased], cancellationToken);

    public async Task<JobTransition?> RunTogetherAsync(IReadOnlyList<LeasedJob> leased, CancellationToken cancellationToken)
    {
        await registry.LoadAsync(cancellationToken).ConfigureAwait(false);
        var notice = await ReadAsync(leased[0].Job.Subject, leased, cancellationToken).ConfigureAwait(false);
        try
        {
            await NotifyAsync(notice, cancellationToken).ConfigureAwait(false);
            return JobTransition.Withdrawn;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var count = notice.FailedDeliveries.Count;
            if (Retry.DelayAfter(leased[0].Job.Starts, random: 0) is { } pause)
            {
                DispatchLog.NotNotified(logger, e, notice.EndpointId, count, pause);
                return JobTransition.Retry(pause, StorableText.ReasonOf(e));
            }

            DispatchLog.NeverNotified(logger, e, notice.EndpointId, count);
            return JobTransition.Failed(StorableText.ReasonOf(e));
        }
    }

    private async Task<FailureNotice> ReadAsync(string endpointId, IReadOnlyList<LeasedJob> leased, CancellationToken cancellationToken)
    {
        var failed = new List<FailedDelivery>(leased.Count);
        string? disabledReason = null;
        foreach (var job in leased.Select(one => one.Job).OrderBy(job => job.CreatedAt))
        {
            FailureNoticeBody body;
            try
            {
                body = FailureNoticeJob.Read(job);
            }
            catch (JsonException e)
            {
                // The others shall not wait for it.
                DispatchLog.UnreadableNotice(logger, e, job.Id, endpointId);
                continue;
            }

            if (body.DeliveryId is not { } deliveryId)
            {
                disabledReason = body.Reason;
                continue;
            }

            failed.Add(new()
            {
                DeliveryId = deliveryId,
                Reason = body.Reason,
                Outcome = body.Outcome,
                StatusCode = body.StatusCode,
                FailedAt = job.CreatedAt,
                Delivery = await FindAsync(deliveryId, cancellationToken).ConfigureAwait(false),
            });
        }

        return new()
        {
            EndpointId = endpointId,
            EndpointName = registry.Router.FindEndpoint(endpointId)?.Name,
            FailedDeliveries = failed,
            DisabledReason = disabledReason,
        };
    }

    private async Task<Delivery?> FindAsync(string deliveryId, CancellationToken cancellationToken)
    {
        var found = await reader.ListDeliveriesAsync(new() { DeliveryId = deliveryId }, new(1), cancellationToken).ConfigureAwait(false);
        return found.Items.Count == 0 ? null : found.Items[0];
    }

    private async Task NotifyAsync(FailureNotice notice, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // It may pay no heed to the token.
            await CallAsync(notice, stop.Token).WaitAsync(TimeLimit, time, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task CallAsync(FailureNotice notice, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            await scope.ServiceProvider.GetRequiredService<IDeliveryFailureNotifier>().NotifyAsync(notice, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
