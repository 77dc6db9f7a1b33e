using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ZeroPath.Webhooks.AspNetCore.Management.Operations;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("One change of an endpoint, a subscription or a trigger.")]
internal sealed record ActivityResource
{
    [Description("What was changed: Endpoint, Subscription or Trigger.")]
    public required string Kind { get; init; }

    [Description("Its id.")]
    public required string Id { get; init; }

    [Description("What it is called since.")]
    [FromOutside]
    public required string Name { get; init; }

    [Description("The organization it belongs to; none for the host's own.")]
    public string? OrganizationId { get; init; }

    [Description("When it was changed.")]
    public required DateTimeOffset ChangedAt { get; init; }

    [Description("Through which door: Code, Api, Mcp, Dashboard, or Library for what happened by itself.")]
    public required string Door { get; init; }

    [Description("Who changed it, where somebody said.")]
    [FromOutside]
    public string? Who { get; init; }

    [Description("What it was before, without secrets and header values; left out when it was added.")]
    [FromOutside]
    public JsonElement? Before { get; init; }

    [Description("What it is since, without secrets and header values; left out when it was removed.")]
    [FromOutside]
    public JsonElement? After { get; init; }

    [Description("Whether header values or secrets were changed.")]
    public required bool ChangesSecrets { get; init; }

    public static ActivityResource Of(ActivityEntry entry, WebhookFormats formats) => new()
    {
        Kind = entry.Kind.ToString(),
        Id = entry.Id,
        Name = entry.Name,
        OrganizationId = entry.OrganizationId,
        ChangedAt = entry.ChangedAt,
        Door = entry.Origin.Door.ToString(),
        Who = entry.Origin.Who,
        Before = Shown(entry.Before, formats),
        After = Shown(entry.After, formats),
        ChangesSecrets = entry.ChangesSecrets,
    };

    // As their own routes show them: what these mask is masked here too.
    private static JsonElement? Shown(object? what, WebhookFormats formats) => what switch
    {
        WebhookEndpoint endpoint => Json(
            EndpointResource.Of(endpoint, formats) with { Headers = null, SigningSecrets = null, FormatSettings = null },
            ManagementJson.Default.EndpointResource),
        WebhookSubscription subscription => Json(SubscriptionResource.Of(subscription), ManagementJson.Default.SubscriptionResource),
        InboundTrigger trigger => Json(TriggerResource.Of(trigger), ManagementJson.Default.TriggerResource),
        _ => null,
    };

    private static JsonElement Json<T>(T resource, JsonTypeInfo<T> type) => JsonSerializer.SerializeToElement(resource, type);
}
