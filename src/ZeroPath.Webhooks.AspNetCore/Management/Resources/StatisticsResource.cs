using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("Figures of the deliveries created in one interval.")]
internal sealed record StatisticsResource
{
    [Description("When the interval begins.")]
    public required DateTimeOffset From { get; init; }

    [Description("How many are pending.")]
    public required long Pending { get; init; }

    [Description("How many succeeded.")]
    public required long Succeeded { get; init; }

    [Description("How many failed.")]
    public required long Failed { get; init; }

    [Description("How many were cancelled.")]
    public required long Cancelled { get; init; }

    [Description("The median of the seconds from publication to acceptance.")]
    public double? LatencyP50Seconds { get; init; }

    [Description("Within how many seconds 95 % of those that succeeded were accepted.")]
    public double? LatencyP95Seconds { get; init; }

    [Description("Within how many seconds 99 % of those that succeeded were accepted.")]
    public double? LatencyP99Seconds { get; init; }

    public static StatisticsResource Of(DeliveryStatistics figures) => new()
    {
        From = figures.From,
        Pending = figures.Pending,
        Succeeded = figures.Succeeded,
        Failed = figures.Failed,
        Cancelled = figures.Cancelled,
        LatencyP50Seconds = figures.LatencyP50?.TotalSeconds,
        LatencyP95Seconds = figures.LatencyP95?.TotalSeconds,
        LatencyP99Seconds = figures.LatencyP99?.TotalSeconds,
    };
}
