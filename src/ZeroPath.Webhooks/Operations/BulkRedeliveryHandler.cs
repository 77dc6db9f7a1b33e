using System.Text.Json;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Makes deliveries due again, a page at a time: between two pages the host can stop, and somebody can cancel. A page that a crash keeps
/// from being counted is done all the same, and not done again.
/// </summary>
internal sealed class BulkRedeliveryHandler(
    IDeliveryOperations operations, WebhookRegistry registry, WorkSignal signal, int pageSize = 500) : IJobHandler
{
    public string Kind => JobKinds.Redelivery;

    public int MaxConcurrency => 1;

    public RetrySchedule Retry => RetrySchedule.Default;

    public async Task<JobTransition?> RunAsync(LeasedJob leased, CancellationToken cancellationToken)
    {
        var job = leased.Job;
        DeliveryFilter filter;
        try
        {
            filter = BulkRedeliveryJson.FilterOf(job);
        }
        catch (JsonException e)
        {
            return JobTransition.Failed(
                $"The filter of this redelivery cannot be read (at {e.Path ?? "its beginning"}). Start another one.");
        }

        // What was settled later was perhaps sent again by this very job. The millisecond is for stores that know no smaller time.
        var start = job.CreatedAt + TimeSpan.FromMilliseconds(1);
        await registry.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var page = filter with
        {
            SettledBefore = filter.SettledBefore < start ? filter.SettledBefore : start,
            EndpointIds = EnabledOf(filter.EndpointIds),
        };
        var count = await operations.RedeliverAsync(page, pageSize, cancellationToken).ConfigureAwait(false);
        signal.Notify();
        var total = BulkRedeliveryJson.ToResult(BulkRedeliveryJson.RedeliveredOf(job) + count);
        return count == 0 ? JobTransition.Succeeded(total) : JobTransition.Continue(total);
    }

    // D45: nothing is sent again to an endpoint that is disabled or missing.
    private string[] EnabledOf(IReadOnlyCollection<string>? chosen)
    {
        var enabled = registry.Configuration.Endpoints.Where(endpoint => endpoint.Enabled).Select(endpoint => endpoint.Id);
        return [.. chosen is null ? enabled : enabled.Intersect(chosen)];
    }
}
