namespace ZeroPath.Webhooks;

/// <summary>
/// Endpoints that are disabled or removed, and of which a lease has found something due: it is cancelled, many together, and never leased.
/// One loop's.
/// </summary>
internal sealed class OffEndpoints(ResultBuffer results, WebhookRegistry registry)
{
    /// <summary>No step cancels more: attempts to others shall not wait for it.</summary>
    private const int MaxCancelled = 1000;

    /// <summary>So many endpoints are asked for at a time.</summary>
    private const int MaxEndpoints = 100;

    private readonly HashSet<string> _ids = [];

    public bool IsEmpty => _ids.Count == 0;

    public void Add(IEnumerable<string> endpointIds) => _ids.UnionWith(endpointIds);

    /// <summary>Cancels a page of what is due; nothing of those that have been enabled since.</summary>
    /// <returns>How many were cancelled.</returns>
    public async Task<int> CancelDueAsync(CancellationToken cancellationToken)
    {
        var left = MaxCancelled;
        while (left > 0 && !IsEmpty)
        {
            string[] page = [.. _ids.Take(MaxEndpoints)];
            var reasons = page.Select(id => (Id: id, Reason: DeliveryReasons.OfEndpoint(registry.Router.FindEndpoint(id))))
                .Where(it => it.Reason is not null).ToDictionary(it => it.Id, it => it.Reason!);
            var count = reasons.Count == 0 ? 0 : await results.CancelDueAsync(reasons, left, cancellationToken).ConfigureAwait(false);
            if (count < left)
            {
                _ids.ExceptWith(page);
            }

            left -= count;
        }

        return MaxCancelled - left;
    }
}
