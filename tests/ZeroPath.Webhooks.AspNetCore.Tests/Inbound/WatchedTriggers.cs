using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Inbound;

/// <summary>Counts how often a trigger is looked up, and is away when it is told to be.</summary>
internal sealed class WatchedTriggers(IResourceStore inner) : IResourceStore
{
    public int LookUps { get; private set; }

    public Exception? Failure { get; set; }

    public ValueTask<ResourceRow?> FindAsync(ResourceKind kind, string id, CancellationToken cancellationToken)
    {
        LookUps++;
        return Failure is null ? inner.FindAsync(kind, id, cancellationToken) : throw Failure;
    }

    public ValueTask<ResourceOutcome> ApplyAsync(
        IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin, CancellationToken cancellationToken) =>
        inner.ApplyAsync(edits, origin, cancellationToken);

    public ValueTask<ResourceChanges> ReadChangesAsync(string? mark, int max, CancellationToken cancellationToken) =>
        inner.ReadChangesAsync(mark, max, cancellationToken);

    public ValueTask<IReadOnlyList<ResourceRow>> ListAsync(
        ResourceFilter filter, ResourcePosition? after, int max, CancellationToken cancellationToken) =>
        inner.ListAsync(filter, after, max, cancellationToken);

    public ValueTask<Page<ResourceActivity>> ListActivityAsync(
        ActivityFilter filter, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();
}
