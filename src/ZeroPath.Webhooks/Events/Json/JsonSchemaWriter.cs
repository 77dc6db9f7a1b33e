using System.Text.Json.Nodes;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// Writes the schemas of the catalogue as JSON Schema, in the part that draft-07 and 2020-12 have in common. Each
/// class becomes a definition.
/// </summary>
/// <param name="form">Which documents they describe.</param>
/// <param name="definitions">Where the definitions will be, such as <c>#/definitions/</c>.</param>
internal sealed class JsonSchemaWriter(JsonSchemaForm form, string definitions)
{
    private const string UnknownType = "UNKNOWN";

    private readonly SortedDictionary<string, JsonNode> _definitions = new(StringComparer.Ordinal);

    /// <summary>All that was referred to so far.</summary>
    public JsonObject TakeDefinitions()
    {
        var all = new JsonObject(_definitions.Select(definition => KeyValuePair.Create(definition.Key, (JsonNode?)definition.Value)));
        _definitions.Clear();
        return all;
    }

    /// <summary>A payload of any type.</summary>
    public JsonObject Payload() => new()
    {
        ["title"] = "Payload",
        ["description"] = "A webhook of ZeroPath. Its sourcetype says what event is; types that are not listed here may be added.",
        ["anyOf"] = new JsonArray([.. EventCatalog.All.Select(Reference), Define(UnknownType, Unknown)]),
    };

    /// <summary>A reference to the definition of a payload of one type, which is named as the type.</summary>
    public JsonObject Reference(EventDefinition definition) => Define(definition.Type.Name, () => Payload(definition));

    private JsonObject Payload(EventDefinition definition) => new()
    {
        ["title"] = definition.Type.Name,
        ["description"] = definition.Description,
        ["type"] = "object",
        ["required"] = Names(EnvelopeRules.Known),
        ["properties"] = Members(
            new JsonObject { ["type"] = "string", ["enum"] = Names([definition.Type.Name]) },
            Define(definition.ClrType.Name, () => Event(definition))),
        ["additionalProperties"] = true,
        ["examples"] = new JsonArray(JsonNode.Parse(WebhookJson.Write(definition.CreateSample()))),
    };

    private JsonObject Unknown() => new()
    {
        ["title"] = UnknownType,
        ["description"] = "A payload of a type that is not listed here.",
        ["type"] = "object",
        ["required"] = Names(EnvelopeRules.Known),
        ["properties"] = Members(
            new JsonObject
            {
                ["type"] = "string",
                ["not"] = new JsonObject { ["enum"] = Names(EventCatalog.All.Select(definition => definition.Type.Name)) },
            },
            new JsonObject { ["type"] = "object", ["additionalProperties"] = true }),
        ["additionalProperties"] = true,
    };

    private JsonObject Members(JsonObject sourceType, JsonObject @event) => new()
    {
        ["time"] = OfEnvelope("time", Time()),
        ["host"] = OfEnvelope("host", new() { ["type"] = "string" }),
        ["source"] = OfEnvelope("source", new() { ["type"] = "string" }),
        ["sourcetype"] = Described(typeof(WebhookEvent), "type", sourceType),
        ["event"] = OfEnvelope("event", @event),
    };

    private static JsonObject OfEnvelope(string member, JsonObject json) => Described(typeof(WebhookPayload), member, json);

    private JsonObject Time()
    {
        if (form == JsonSchemaForm.Emitted)
        {
            return new() { ["type"] = "number", ["multipleOf"] = 1, ["minimum"] = 0 };
        }

        // As UnixTime reads it: a fraction is dropped.
        return new()
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = long.MaxValue },
                new JsonObject { ["type"] = "string", ["pattern"] = JsonSchemaText.Digits }),
        };
    }

    private JsonObject Event(EventDefinition definition)
    {
        var json = Object(definition.Schema);
        json.Insert(0, "description", definition.Description);
        if (definition.OneOf.Count > 0)
        {
            json["anyOf"] = new JsonArray([.. definition.OneOf.Select(name => new JsonObject
            {
                ["required"] = Names([name]),
                ["properties"] = new JsonObject { [name] = new JsonObject { ["not"] = Null() } },
            })]);
        }

        return json;
    }

    private JsonObject Object(EventSchema schema) => new()
    {
        ["type"] = "object",
        ["required"] = Names(schema.Members.Where(member => member.Required).Select(member => member.Name)),
        ["properties"] = new JsonObject(schema.Members.Select(member => KeyValuePair.Create(
            member.Name,
            (JsonNode?)Described(member.Owner, member.Name, member.Required ? Value(member.Schema) : Optional(member.Schema))))),
        ["additionalProperties"] = true,
    };

    // Beside a reference, draft-07 has validators pass over it; people and generators of code read it all the same.
    private static JsonObject Described(Type type, string? member, JsonObject json)
    {
        json.Insert(0, "description", SchemaDescriptions.Of(type, member));
        return json;
    }

    private JsonObject Optional(EventSchema schema)
    {
        var json = Value(schema);
        switch (json["type"])
        {
            case null when schema.Kind == SchemaKind.Any:
                break;
            case null:
                json = new() { ["anyOf"] = new JsonArray(json, Null()) };
                break;
            case JsonArray types:
                types.Add((JsonNode)"null");
                break;
            case var type:
                json["type"] = Names([(string)type!, "null"]);
                break;
        }

        return json;
    }

    private JsonObject Value(EventSchema schema) => schema.Kind switch
    {
        SchemaKind.Object => Define(schema.Type.Name, () => Described(schema.Type, null, Object(schema))),
        SchemaKind.List => new() { ["type"] = "array", ["items"] = Value(schema.Element!) },
        SchemaKind.String when schema.Names is { } names => new() { ["type"] = "string", ["examples"] = Names(names.Known) },
        SchemaKind.String => new() { ["type"] = "string" },
        SchemaKind.Timestamp => new()
        {
            ["type"] = "string",
            ["format"] = "date-time",
            ["pattern"] = form == JsonSchemaForm.Emitted ? JsonSchemaText.UtcTimestamp : JsonSchemaText.AnyTimestamp,
        },
        SchemaKind.Integer => Bounded(new() { ["type"] = "number", ["multipleOf"] = 1 }, long.MinValue, long.MaxValue),
        SchemaKind.Number => Bounded(new() { ["type"] = "number" }, decimal.MinValue, decimal.MaxValue),
        SchemaKind.Boolean => new() { ["type"] = "boolean" },
        SchemaKind.NumberOrString => new() { ["type"] = Names(["number", "string"]) },
        _ => [],
    };

    // What is sent keeps the bounds without being told, and generators of code that calculate with doubles take them amiss.
    private JsonObject Bounded(JsonObject number, JsonNode least, JsonNode most)
    {
        if (form == JsonSchemaForm.Accepted)
        {
            (number["minimum"], number["maximum"]) = (least, most);
        }

        return number;
    }

    private JsonObject Define(string name, Func<JsonObject> write)
    {
        if (!_definitions.ContainsKey(name))
        {
            _definitions[name] = write();
        }

        return new() { ["$ref"] = $"{definitions}{name}" };
    }

    private static JsonObject Null() => new() { ["type"] = "null" };

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => (JsonNode)name)];
}
