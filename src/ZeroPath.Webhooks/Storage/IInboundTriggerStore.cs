namespace ZeroPath.Webhooks.Storage;

/// <summary>Keeps inbound triggers, for the nodes that share the store.</summary>
public interface IInboundTriggerStore
{
    /// <summary>A trigger, or null if there is none of this id.</summary>
    ValueTask<InboundTrigger?> FindTriggerAsync(string triggerId, CancellationToken cancellationToken = default);

    /// <summary>Triggers, newest first.</summary>
    /// <param name="organizationId">Those of this organization; null for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    ValueTask<Page<InboundTrigger>> ListTriggersAsync(string? organizationId, PageRequest page, CancellationToken cancellationToken = default);

    /// <summary>Stores a trigger in the place of the version that it was made from.</summary>
    /// <param name="trigger">The trigger; its <see cref="InboundTrigger.Version"/> is that of the one it replaces, 0 for a new one.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>The trigger with its new version; null, with nothing changed, when another version is stored by now, or none.</returns>
    ValueTask<InboundTrigger?> TrySaveTriggerAsync(InboundTrigger trigger, CancellationToken cancellationToken = default);

    /// <summary>Removes a trigger. Its executions stay.</summary>
    /// <returns>Whether there was one of this id.</returns>
    ValueTask<bool> RemoveTriggerAsync(string triggerId, CancellationToken cancellationToken = default);
}
