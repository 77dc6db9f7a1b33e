using System.Text.Json.Nodes;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>AsyncAPI 3.0 of what is sent: one channel, a message for each type of event, and the answers as replies.</summary>
internal static class AsyncApiDocument
{
    // Draft-07 is what AsyncAPI's own schemas are based on.
    public static JsonObject Write()
    {
        var schemas = new JsonSchemaWriter(JsonSchemaForm.Emitted, "#/components/schemas/");
        var messages = EventCatalog.All
            .Select(definition => KeyValuePair.Create(definition.Type.Name, (JsonNode?)Message(definition, schemas))).ToList();
        var answers = ContractAnswer.All.Select(answer => KeyValuePair.Create(answer.Name, (JsonNode?)Answer(answer))).ToList();
        return new()
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = WebhookContract.Info(),
            ["defaultContentType"] = "application/json",
            ["channels"] = new JsonObject
            {
                ["endpoint"] = Channel("The URL of an endpoint.", messages.Select(message => message.Key)),
                ["answer"] = Channel("What the endpoint answers.", answers.Select(message => message.Key)),
            },
            ["operations"] = new JsonObject
            {
                ["deliver"] = new JsonObject
                {
                    ["action"] = "send",
                    ["channel"] = Reference("channels", "endpoint"),
                    ["summary"] = "Sends an event to an endpoint, at least once.",
                    ["bindings"] = new JsonObject { ["http"] = new JsonObject { ["method"] = "POST", ["bindingVersion"] = "0.3.0" } },
                    ["reply"] = new JsonObject { ["channel"] = Reference("channels", "answer") },
                },
            },
            ["components"] = new JsonObject
            {
                ["messages"] = new JsonObject([.. messages, .. answers]),
                ["schemas"] = schemas.TakeDefinitions(),
            },
        };
    }

    private static JsonObject Channel(string description, IEnumerable<string> messages) => new()
    {
        ["description"] = description,
        ["messages"] = new JsonObject(
            messages.Select(name => KeyValuePair.Create(name, (JsonNode?)Reference("components/messages", name)))),
    };

    private static JsonObject Message(EventDefinition definition, JsonSchemaWriter schemas) => new()
    {
        ["name"] = definition.Type.Name,
        ["title"] = definition.Type.Name,
        ["summary"] = definition.Description,
        ["headers"] = new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray(
                [.. ContractHeader.All.Where(header => header.IsRequired).Select(header => (JsonNode)header.Name)]),
            ["properties"] = new JsonObject(
                ContractHeader.All.Select(header => KeyValuePair.Create(header.Name, (JsonNode?)Schema(header)))),
        },
        ["payload"] = schemas.Reference(definition),
        ["examples"] = new JsonArray(new JsonObject { ["payload"] = JsonNode.Parse(WebhookJson.Write(definition.CreateSample())) }),
    };

    private static JsonObject Schema(ContractHeader header)
    {
        var schema = header.Schema();
        schema["description"] = header.Description;
        return schema;
    }

    private static JsonObject Answer(ContractAnswer answer)
    {
        var message = new JsonObject { ["name"] = answer.Name, ["title"] = answer.Status, ["summary"] = answer.Description };
        if (int.TryParse(answer.Status, out var status))
        {
            message["bindings"] = new JsonObject { ["http"] = new JsonObject { ["statusCode"] = status, ["bindingVersion"] = "0.3.0" } };
        }

        return message;
    }

    private static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/{kind}/{name}" };
}
