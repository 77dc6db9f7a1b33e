using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Storage;

/// <summary>A store that does what another one does, but for what a test changes of it.</summary>
internal abstract class ForwardingResources(IResourceStore inner) : IResourceStore
{
    public virtual ValueTask<ResourceOutcome> ApplyAsync(
        IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin, CancellationToken cancellationToken) =>
        inner.ApplyAsync(edits, origin, cancellationToken);

    public virtual ValueTask<ResourceChanges> ReadChangesAsync(string? mark, int max, CancellationToken cancellationToken) =>
        inner.ReadChangesAsync(mark, max, cancellationToken);

    public virtual ValueTask<ResourceRow?> FindAsync(ResourceKind kind, string id, CancellationToken cancellationToken) =>
        inner.FindAsync(kind, id, cancellationToken);

    public virtual ValueTask<IReadOnlyList<ResourceRow>> ListAsync(
        ResourceFilter filter, ResourcePosition? after, int max, CancellationToken cancellationToken) =>
        inner.ListAsync(filter, after, max, cancellationToken);

    public virtual ValueTask<Page<ResourceActivity>> ListActivityAsync(
        ActivityFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        inner.ListActivityAsync(filter, page, cancellationToken);
}
