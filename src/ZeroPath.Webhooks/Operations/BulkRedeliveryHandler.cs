using System.Text.Json;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>
/// Makes deliveries due again, a page at a time: between two pages the host can stop, and somebody can cancel. A page that a crash keeps
/// from being counted is done all the same, and not done again. Endpoints come in pages too, in the order of their ids: the store is
/// never told all of them.
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
        var (redelivered, after) = BulkRedeliveryJson.ProgressOf(job);
        var endpoints = EnabledOf(filter, after);
        var page = filter with
        {
            SettledBefore = filter.SettledBefore < start ? filter.SettledBefore : start,
            EndpointIds = endpoints,
        };
        var count = await operations.RedeliverAsync(page, pageSize, cancellationToken).ConfigureAwait(false);
        signal.Notify();
        redelivered += count;
        return (count > 0, endpoints.Length == pageSize) switch
        {
            (true, _) => JobTransition.Continue(BulkRedeliveryJson.ToResult(redelivered, after)),
            (false, true) => JobTransition.Continue(BulkRedeliveryJson.ToResult(redelivered, endpoints[^1])),
            (false, false) => JobTransition.Succeeded(BulkRedeliveryJson.ToResult(redelivered)),
        };
    }

    // D45: nothing is sent again to an endpoint that is disabled or missing.
    private string[] EnabledOf(DeliveryFilter filter, string after)
    {
        var chosen = filter.EndpointIds
            ?? (filter.EndpointId is { } one ? [one] : registry.Configuration.Endpoints.Select(endpoint => endpoint.Id));
        return
        [
            .. chosen.Where(id => string.CompareOrdinal(id, after) > 0 && registry.Router.FindEndpoint(id) is { Enabled: true })
                .Distinct().Order(StringComparer.Ordinal).Take(pageSize),
        ];
    }
}
