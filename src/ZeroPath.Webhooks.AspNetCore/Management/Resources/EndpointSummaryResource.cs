using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("An endpoint and how it has been doing.")]
internal sealed record EndpointSummaryResource
{
    [Description("The endpoint.")]
    public required EndpointResource Endpoint { get; init; }

    [Description("How it has been doing.")]
    public required EndpointHealthResource Health { get; init; }

    [Description("The last 24 hours, oldest first; hours without anything are left out.")]
    public required IReadOnlyList<TrafficResource> Hours { get; init; }
}
