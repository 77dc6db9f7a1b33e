using System.Threading.Channels;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.Tests.Storage;

/// <summary>A store that gives each page of a list when it is told to.</summary>
internal sealed class SlowResources(ResourceTable inner) : ForwardingResources(inner)
{
    public SlowResources(TimeProvider time)
        : this(new ResourceTable(time))
    {
    }

    public ResourceTable Inner { get; } = inner;

    /// <summary>The pages that it was asked for.</summary>
    public Channel<TaskCompletionSource> Asked { get; } = Channel.CreateUnbounded<TaskCompletionSource>();

    public override async ValueTask<IReadOnlyList<ResourceRow>> ListAsync(
        ResourceFilter filter, ResourcePosition? after, int max, CancellationToken cancellationToken)
    {
        var page = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Asked.Writer.WriteAsync(page, cancellationToken);
        await page.Task.WaitAsync(cancellationToken);
        return await base.ListAsync(filter, after, max, cancellationToken);
    }
}
