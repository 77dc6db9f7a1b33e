using System.Text.Json.Nodes;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>OpenAPI 3.1 of what is sent: a webhook for each type of event.</summary>
internal static class OpenApiDocument
{
    public static JsonObject Write()
    {
        var schemas = new JsonSchemaWriter(JsonSchemaForm.Emitted, "#/components/schemas/");
        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = WebhookContract.Info(),
            ["webhooks"] = new JsonObject(EventCatalog.All.Select(definition =>
                KeyValuePair.Create(definition.Type.Name, (JsonNode?)new JsonObject { ["post"] = Operation(definition, schemas) }))),
            ["components"] = new JsonObject
            {
                ["parameters"] = new JsonObject(
                    ContractHeader.All.Select(header => KeyValuePair.Create(header.Name, (JsonNode?)Parameter(header)))),
                ["responses"] = new JsonObject(
                    ContractAnswer.All.Select(answer => KeyValuePair.Create(answer.Name, (JsonNode?)Response(answer)))),
                ["schemas"] = schemas.TakeDefinitions(),
            },
        };
    }

    private static JsonObject Operation(EventDefinition definition, JsonSchemaWriter schemas) => new()
    {
        ["operationId"] = $"receive_{definition.Type.Name}",
        ["summary"] = definition.Description,
        ["parameters"] = new JsonArray([.. ContractHeader.All.Select(header => Reference("parameters", header.Name))]),
        ["requestBody"] = new JsonObject
        {
            ["required"] = true,
            ["content"] = new JsonObject
            {
                ["application/json"] = new JsonObject
                {
                    ["schema"] = schemas.Reference(definition),
                    ["example"] = JsonNode.Parse(WebhookJson.Write(definition.CreateSample())),
                },
            },
        },
        ["responses"] = new JsonObject(ContractAnswer.All.Select(answer =>
            KeyValuePair.Create(answer.Status, (JsonNode?)Reference("responses", answer.Name)))),
    };

    private static JsonObject Parameter(ContractHeader header) => new()
    {
        ["name"] = header.Name,
        ["in"] = "header",
        ["required"] = header.IsRequired,
        ["description"] = header.Description,
        ["schema"] = header.Schema(),
    };

    private static JsonObject Response(ContractAnswer answer)
    {
        var response = new JsonObject { ["description"] = answer.Description };
        if (answer.MayWait)
        {
            response["headers"] = new JsonObject
            {
                ["Retry-After"] = new JsonObject
                {
                    ["schema"] = new JsonObject { ["type"] = "string" },
                    ["description"] = "Seconds, or a date.",
                },
            };
        }

        return response;
    }

    private static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };
}
