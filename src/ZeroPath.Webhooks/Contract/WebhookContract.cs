using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>
/// The contract between sender and receivers, for machines: JSON Schema, OpenAPI 3.1 and AsyncAPI 3.0, written from
/// <see cref="EventCatalog"/>.
/// </summary>
public static class WebhookContract
{
    internal const string EmittedSchema = "payload.emitted.schema.json";

    private const string Definitions = "#/definitions/";

    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Every document by its file name: <c>openapi.json</c>, <c>asyncapi.json</c>, and the schemas of a payload of any type,
    /// <c>payload.accepted.schema.json</c> and <c>payload.emitted.schema.json</c>. In a schema, the definition of a type's payload has the
    /// type's name.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Documents { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["asyncapi.json"] = Text(AsyncApiDocument.Write()),
        ["openapi.json"] = Text(OpenApiDocument.Write()),
        ["payload.accepted.schema.json"] = GetJsonSchema(JsonSchemaForm.Accepted),
        [EmittedSchema] = GetJsonSchema(JsonSchemaForm.Emitted),
    };

    /// <summary>A JSON schema of payloads of any type, by their <c>sourcetype</c>. It is valid as draft-07 and as 2020-12.</summary>
    public static string GetJsonSchema(JsonSchemaForm form)
    {
        var writer = new JsonSchemaWriter(form, Definitions);
        var schema = writer.Payload();
        schema["definitions"] = writer.TakeDefinitions();
        return Text(schema);
    }

    /// <summary>A JSON schema of the payloads of one documented type. It is valid as draft-07 and as 2020-12.</summary>
    /// <exception cref="ArgumentException">The type is not a documented one.</exception>
    public static string GetJsonSchema(WebhookEventType type, JsonSchemaForm form)
    {
        var definition = EventCatalog.Find(type) ?? throw new ArgumentException(
            $"{type} is no documented type. {NearestEventType.Hint(type.Name)}", nameof(type));
        var writer = new JsonSchemaWriter(form, Definitions);
        writer.Reference(definition);
        var definitions = writer.TakeDefinitions();
        definitions.Remove(type.Name, out var payload);
        payload!["definitions"] = definitions;
        return Text((JsonObject)payload);
    }

    /// <summary>What OpenAPI and AsyncAPI both begin with.</summary>
    internal static JsonObject Info() => new()
    {
        ["title"] = "ZeroPath webhooks",
        ["version"] = typeof(WebhookContract).Assembly.GetName().Version!.ToString(fieldCount: 3),
        ["description"] =
            "Events that are sent by POST to endpoints. A receiver must take types, members and values that are not listed here.",
    };

    private static string Text(JsonObject document)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
