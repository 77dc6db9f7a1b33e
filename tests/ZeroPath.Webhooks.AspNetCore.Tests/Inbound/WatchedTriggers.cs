using ZeroPath.Webhooks.Storage;
using ZeroPath.Webhooks.Tests.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Inbound;

/// <summary>Counts how often a trigger is looked up, and is away when it is told to be.</summary>
internal sealed class WatchedTriggers(IResourceStore inner) : ForwardingResources(inner)
{
    public int LookUps { get; private set; }

    public Exception? Failure { get; set; }

    public override ValueTask<ResourceRow?> FindAsync(ResourceKind kind, string id, CancellationToken cancellationToken)
    {
        LookUps++;
        return Failure is null ? base.FindAsync(kind, id, cancellationToken) : throw Failure;
    }
}
