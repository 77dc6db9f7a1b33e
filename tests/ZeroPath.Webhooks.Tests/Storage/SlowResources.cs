using System.Threading.Channels;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Storage;

/// <summary>A store that gives each page of a list when it is told to.</summary>
internal sealed class SlowResources(TimeProvider time) : IResourceStore
{
    public ResourceTable Inner { get; } = new(time);

    /// <summary>The pages that it was asked for.</summary>
    public Channel<TaskCompletionSource> Asked { get; } = Channel.CreateUnbounded<TaskCompletionSource>();

    public ValueTask<ResourceOutcome> ApplyAsync(
        IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin, CancellationToken cancellationToken) =>
        Inner.ApplyAsync(edits, origin, cancellationToken);

    public ValueTask<ResourceChanges> ReadChangesAsync(string? mark, int max, CancellationToken cancellationToken) =>
        Inner.ReadChangesAsync(mark, max, cancellationToken);

    public ValueTask<ResourceRow?> FindAsync(ResourceKind kind, string id, CancellationToken cancellationToken) =>
        Inner.FindAsync(kind, id, cancellationToken);

    public async ValueTask<IReadOnlyList<ResourceRow>> ListAsync(
        ResourceFilter filter, ResourcePosition? after, int max, CancellationToken cancellationToken)
    {
        var page = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Asked.Writer.WriteAsync(page, cancellationToken);
        await page.Task.WaitAsync(cancellationToken);
        return await Inner.ListAsync(filter, after, max, cancellationToken);
    }

    public ValueTask<Page<ResourceActivity>> ListActivityAsync(
        ActivityFilter filter, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();
}
