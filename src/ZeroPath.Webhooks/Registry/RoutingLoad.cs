using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>What has been read so far of all that a store holds, page by page.</summary>
/// <param name="mark">The mark of the feed of changes from before the first page.</param>
internal sealed class RoutingLoad(string mark)
{
    public const int PageSize = 500;

    private Task<IReadOnlyList<ResourceRow>>? _reading;
    private ResourcePosition? _last;
    private ResourceKind? _next = ResourceKind.Endpoint;

    public string Mark { get; } = mark;

    public List<WebhookEndpoint> Endpoints { get; } = [];

    public List<WebhookSubscription> Subscriptions { get; } = [];

    /// <summary>Takes the next page. Meanwhile the store reads the one after it.</summary>
    /// <returns>Whether there was one.</returns>
    public async ValueTask<bool> ReadAsync(IResourceStore store, ResourceCodec codec, CancellationToken cancellationToken)
    {
        if (_next is not { } kind)
        {
            return false;
        }

        var reading = _reading ?? store.ListAsync(new(kind), _last, PageSize, cancellationToken).AsTask();
        _reading = null;
        var page = await reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        _last = page.Count == PageSize ? new(page[^1].Name, page[^1].Id) : null;
        _next = _last is not null ? kind : kind == ResourceKind.Endpoint ? ResourceKind.Subscription : null;
        _reading = _next is { } next ? store.ListAsync(new(next), _last, PageSize, CancellationToken.None).AsTask() : null;
        if (kind == ResourceKind.Endpoint)
        {
            Endpoints.AddRange(page.Select(codec.EndpointOf));
        }
        else
        {
            Subscriptions.AddRange(page.Select(ResourceCodec.SubscriptionOf));
        }

        return true;
    }
}
