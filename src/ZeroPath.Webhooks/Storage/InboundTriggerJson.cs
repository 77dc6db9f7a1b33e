using System.Text.Json;

namespace ZeroPath.Webhooks.Storage;

/// <summary>The JSON form in which stores keep an <see cref="InboundTrigger"/>. Of its secrets it has what the trigger has: hashes.</summary>
public static class InboundTriggerJson
{
    /// <summary>Writes a trigger.</summary>
    public static string Write(InboundTrigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return JsonSerializer.Serialize(trigger, InboundJsonContext.Default.InboundTrigger);
    }

    /// <summary>
    /// Reads a trigger that <see cref="Write"/> wrote. From anything else, which somebody changed, comes one that accepts nothing and has an
    /// <see cref="InboundTrigger.UnreadableReason"/>.
    /// </summary>
    /// <param name="id">The trigger's id, whatever the text says.</param>
    /// <param name="organizationId">Its organization, whatever the text says.</param>
    /// <param name="version">The stored version, whatever the text says.</param>
    /// <param name="json">The text.</param>
    public static InboundTrigger Read(string id, string? organizationId, long version, string json)
    {
        InboundTrigger trigger;
        try
        {
            trigger = JsonSerializer.Deserialize(json, InboundJsonContext.Default.InboundTrigger) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            trigger = new()
            {
                Id = id,
                Name = id,
                Enabled = false,
                UnreadableReason = $"What the store holds of it cannot be read (at {e.Path ?? "its beginning"}). Save the trigger anew, or remove it.",
            };
        }

        return trigger with { Id = id, OrganizationId = organizationId, Version = version };
    }
}
