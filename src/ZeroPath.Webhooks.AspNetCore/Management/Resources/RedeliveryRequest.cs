using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("Which deliveries are sent again: those that all members agree on.")]
internal sealed record RedeliveryRequest
{
    [Description("Those in this state: Failed, Cancelled or Succeeded.")]
    public required DeliveryState State { get; set; }

    [Description("Those to this endpoint.")]
    public string? EndpointId { get; set; }

    [Description("Those of events of this type.")]
    public string? EventType { get; set; }

    [Description("Those of events in this organization.")]
    public string? OrganizationId { get; set; }

    [Description("Those of events that concern this repository.")]
    public string? RepositoryId { get; set; }

    [Description("Those created at this time or later.")]
    public DateTimeOffset? From { get; set; }

    [Description("Those created before this time.")]
    public DateTimeOffset? To { get; set; }
}
