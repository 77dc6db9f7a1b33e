using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

internal sealed record ReplayResource
{
    [Description("How many stored events were looked at.")]
    public required long Events { get; init; }

    [Description("How many deliveries were added.")]
    public required long DeliveriesAdded { get; init; }

    [Description("How many of the events have no payload any more.")]
    public required long EventsWithoutPayload { get; init; }

    public static ReplayResource Of(ReplayResult result) =>
        new() { Events = result.Events, DeliveriesAdded = result.DeliveriesAdded, EventsWithoutPayload = result.EventsWithoutPayload };
}
