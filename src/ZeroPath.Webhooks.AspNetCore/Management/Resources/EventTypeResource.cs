using System.ComponentModel;
using System.Text.Json;
using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("A documented type of events.")]
internal sealed record EventTypeResource
{
    [Description("Its name.")]
    public required string Type { get; init; }

    [Description("When it is sent.")]
    public required string Description { get; init; }

    [Description("Whether thresholds apply to it, unless the host says otherwise.")]
    public required bool HonorsThreshold { get; init; }

    [Description("Members of the event of which at least one must be there.")]
    public required IReadOnlyList<string> OneOf { get; init; }

    [Description("A payload as it is sent.")]
    public required JsonElement Sample { get; init; }

    [Description("Where the JSON schema of its payloads is, if the host serves the contract's documents.")]
    public string? Schema { get; init; }

    [Description("The JSON schema of its payloads, where one type is shown alone.")]
    public JsonElement? PayloadSchema { get; init; }

    /// <param name="definition">The type.</param>
    /// <param name="schema">The path of the schema of all types, if it is served.</param>
    /// <param name="isAlone">Whether its own schema comes along.</param>
    public static EventTypeResource Of(EventDefinition definition, string? schema, bool isAlone) => new()
    {
        Type = definition.Type.Name,
        Description = definition.Description,
        HonorsThreshold = definition.HonorsThreshold,
        OneOf = definition.OneOf,
        Sample = JsonElement.Parse(WebhookJson.Write(definition.CreateSample())),
        Schema = schema is null ? null : $"{schema}#/definitions/{definition.Type.Name}",
        PayloadSchema = isAlone ? JsonElement.Parse(WebhookContract.GetJsonSchema(definition.Type, JsonSchemaForm.Emitted)) : null,
    };
}
