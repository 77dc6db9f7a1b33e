using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("What came of an endpoint's deliveries in one hour.")]
internal sealed record TrafficResource
{
    [Description("When the hour begins.")]
    public required DateTimeOffset From { get; init; }

    [Description("How many succeeded.")]
    public required long Succeeded { get; init; }

    [Description("How many failed.")]
    public required long Failed { get; init; }

    [Description("How many attempts are followed by another one.")]
    public required long Retried { get; init; }

    public static TrafficResource Of(DeliveryStatistics figures) =>
        new() { From = figures.From, Succeeded = figures.Succeeded, Failed = figures.Failed, Retried = figures.Retried };
}
