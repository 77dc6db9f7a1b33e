using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>What has been read so far of all that a store holds, page by page.</summary>
/// <param name="mark">The mark of the feed of changes from before the first page.</param>
internal sealed class RoutingLoad(string mark)
{
    public const int PageSize = 500;

    public string Mark { get; } = mark;

    public List<WebhookEndpoint> Endpoints { get; } = [];

    public List<WebhookSubscription> Subscriptions { get; } = [];

    /// <summary>What the next page is of; null when all has been read.</summary>
    public ResourceKind? Next { get; private set; } = ResourceKind.Endpoint;

    /// <summary>What the next page comes after; null for the first one of its kind.</summary>
    public ResourcePosition? Last { get; private set; }

    /// <summary>Takes the next page.</summary>
    public void Add(IReadOnlyList<ResourceRow> page, ResourceCodec codec)
    {
        if (Next == ResourceKind.Endpoint)
        {
            Endpoints.AddRange(page.Select(codec.EndpointOf));
        }
        else
        {
            Subscriptions.AddRange(page.Select(ResourceCodec.SubscriptionOf));
        }

        Last = page.Count == PageSize ? new(page[^1].Name, page[^1].Id) : null;
        if (Last is null)
        {
            Next = Next == ResourceKind.Endpoint ? ResourceKind.Subscription : null;
        }
    }
}
