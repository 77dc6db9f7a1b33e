namespace ZeroPath.Webhooks.Storage;

/// <summary>Inbound triggers.</summary>
internal sealed class InMemoryTriggers(InMemoryState state) : IInboundTriggerStore
{
    private readonly Dictionary<string, (long Sequence, InboundTrigger Trigger)> _triggers = [];

    /// <inheritdoc/>
    public ValueTask<InboundTrigger?> FindTriggerAsync(string triggerId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Lock)
        {
            return new(_triggers.GetValueOrDefault(triggerId).Trigger);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Page<InboundTrigger>> ListTriggersAsync(
        string? organizationId, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Lock)
        {
            return new(page.PageOf(
                [.. _triggers.Values
                    .Where(stored => stored.Sequence < page.Before && (organizationId ?? stored.Trigger.OrganizationId) == stored.Trigger.OrganizationId)
                    .OrderByDescending(stored => stored.Sequence)
                    .Take(page.Size + 1)]));
        }
    }

    /// <inheritdoc/>
    public ValueTask<InboundTrigger?> TrySaveTriggerAsync(InboundTrigger trigger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Lock)
        {
            var (sequence, stored) = _triggers.GetValueOrDefault(trigger.Id);
            if ((stored?.Version ?? 0) != trigger.Version)
            {
                return default;
            }

            var saved = trigger with { Version = trigger.Version + 1, UnreadableReason = null };
            _triggers[trigger.Id] = (stored is null ? state.NextSequence() : sequence, saved);
            return new(saved);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveTriggerAsync(string triggerId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Lock)
        {
            return new(_triggers.Remove(triggerId));
        }
    }
}
