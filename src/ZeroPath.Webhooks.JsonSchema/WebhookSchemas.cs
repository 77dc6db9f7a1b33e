using NJsonSchema;

namespace ZeroPath.Webhooks.Events;

/// <summary>The JSON schemas of payloads, as <see cref="WebhookContract"/> writes them. They are shared: do not change them.</summary>
public sealed class WebhookSchemas
{
    private readonly Lazy<JsonSchema> _payload;
    private readonly Lazy<IReadOnlyDictionary<WebhookEventType, JsonSchema>> _all;

    private WebhookSchemas(JsonSchemaForm form)
    {
        _payload = new(() => Load(WebhookContract.GetJsonSchema(form)));
        _all = new(() => EventCatalog.All.ToDictionary(
            definition => definition.Type, definition => Load(WebhookContract.GetJsonSchema(definition.Type, form))));
    }

    /// <summary>What this library takes.</summary>
    public static WebhookSchemas Accepted { get; } = new(JsonSchemaForm.Accepted);

    /// <summary>What this library sends.</summary>
    public static WebhookSchemas Emitted { get; } = new(JsonSchemaForm.Emitted);

    /// <summary>A payload of any type, by its <c>sourcetype</c>; one of a type that is not documented needs the envelope only.</summary>
    public JsonSchema Payload => _payload.Value;

    /// <summary>The payloads of each documented type.</summary>
    public IReadOnlyDictionary<WebhookEventType, JsonSchema> All => _all.Value;

    /// <summary>The payloads of one documented type.</summary>
    /// <exception cref="ArgumentException">The type is not a documented one.</exception>
    public JsonSchema Get(WebhookEventType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return All.GetValueOrDefault(type) ?? throw new ArgumentException($"{type} is no documented type.", nameof(type));
    }

    // Only references to other documents make NJsonSchema wait, and there are none.
    private static JsonSchema Load(string json) =>
        JsonSchema.FromJsonAsync(json) is { IsCompletedSuccessfully: true } loaded
            ? loaded.Result
            : throw new InvalidOperationException("The schema refers to other documents.");
}
