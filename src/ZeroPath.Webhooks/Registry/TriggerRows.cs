using System.Text.Json;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Triggers as rows, and back. Of its secrets a trigger has hashes only, so that there is nothing to protect.</summary>
internal static class TriggerRows
{
    public static async ValueTask<InboundTrigger?> FindTriggerAsync(
        this IResourceStore store, string triggerId, CancellationToken cancellationToken) =>
        await store.FindAsync(ResourceKind.Trigger, triggerId, cancellationToken).ConfigureAwait(false) is { } row ? TriggerOf(row) : null;

    public static ResourceRow RowOf(InboundTrigger trigger) => new()
    {
        Kind = ResourceKind.Trigger,
        Id = trigger.Id,
        Name = trigger.Name,
        OrganizationId = trigger.OrganizationId,
        Settings = JsonSerializer.Serialize(trigger, InboundJsonContext.Default.InboundTrigger),
    };

    /// <summary>
    /// The columns count, whatever the text says. From a text that somebody changed comes a trigger that accepts nothing and has an
    /// <see cref="InboundTrigger.UnreadableReason"/>.
    /// </summary>
    public static InboundTrigger TriggerOf(ResourceRow row)
    {
        InboundTrigger trigger;
        try
        {
            trigger = JsonSerializer.Deserialize(row.Settings, InboundJsonContext.Default.InboundTrigger)
                ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            trigger = new()
            {
                Name = row.Name,
                Enabled = false,
                UnreadableReason =
                    $"What the store holds of it cannot be read (at {e.Path ?? "its beginning"}). Save the trigger anew, or remove it.",
            };
        }

        return trigger with { Id = row.Id, Name = row.Name, OrganizationId = row.OrganizationId, Version = row.Version };
    }
}
