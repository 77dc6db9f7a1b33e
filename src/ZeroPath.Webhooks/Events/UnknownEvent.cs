using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// An event without a class of its own: its type is not known to this version, or its document breaks the rules of its type,
/// which <see cref="Problems"/> then lists.
/// </summary>
public sealed class UnknownEvent : WebhookEvent
{
    /// <summary>An event of a type that this version does not know, to be sent on as it is.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="json">Its document, a JSON object.</param>
    /// <exception cref="ArgumentException">The type is a documented one, or <paramref name="json"/> is not an object.</exception>
    public UnknownEvent(WebhookEventType type, JsonElement json)
        : this(type, json, [])
    {
        ArgumentNullException.ThrowIfNull(type);
        if (EventCatalog.Find(type) is { } known)
        {
            throw new ArgumentException($"{type} is a documented type. Use {known.ClrType.Name}.", nameof(type));
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException("An event is a JSON object.", nameof(json));
        }
    }

    internal UnknownEvent(WebhookEventType type, JsonElement json, IReadOnlyList<ValidationProblem> problems)
    {
        Type = type;
        Json = json;
        Problems = problems;
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type { get; }

    /// <summary>The document, as it came.</summary>
    public JsonElement Json { get; }

    /// <summary>
    /// Why a document of a documented type did not become an event of its class; empty for a type that this version does not know.
    /// </summary>
    public IReadOnlyList<ValidationProblem> Problems { get; }
}
