using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.AspNetCore.Tests.Inbound;

/// <summary>Counts how often a trigger is looked up, and is away when it is told to be.</summary>
internal sealed class WatchedTriggers(IInboundTriggerStore inner) : IInboundTriggerStore
{
    public int LookUps { get; private set; }

    public Exception? Failure { get; set; }

    public ValueTask<InboundTrigger?> FindTriggerAsync(string triggerId, CancellationToken cancellationToken)
    {
        LookUps++;
        return Failure is null ? inner.FindTriggerAsync(triggerId, cancellationToken) : throw Failure;
    }

    public ValueTask<Page<InboundTrigger>> ListTriggersAsync(string? organizationId, PageRequest page, CancellationToken cancellationToken) =>
        inner.ListTriggersAsync(organizationId, page, cancellationToken);

    public ValueTask<InboundTrigger?> TrySaveTriggerAsync(InboundTrigger trigger, CancellationToken cancellationToken) =>
        inner.TrySaveTriggerAsync(trigger, cancellationToken);

    public ValueTask<bool> RemoveTriggerAsync(string triggerId, CancellationToken cancellationToken) => inner.RemoveTriggerAsync(triggerId, cancellationToken);
}
