using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("Figures of what came of deliveries in one interval.")]
internal sealed record StatisticsResource
{
    [Description("When the interval begins.")]
    public required DateTimeOffset From { get; init; }

    [Description("How many succeeded.")]
    public required long Succeeded { get; init; }

    [Description("How many failed.")]
    public required long Failed { get; init; }

    [Description("How many were cancelled.")]
    public required long Cancelled { get; init; }

    [Description("How many attempts are followed by another one.")]
    public required long Retried { get; init; }

    [Description("How many were opened again, to be sent once more.")]
    public required long Redelivered { get; init; }

    [Description("The attempts by their number: how many deliveries succeed at which.")]
    public required IReadOnlyList<AttemptFiguresResource> Attempts { get; init; }

    [Description("How many attempts ended how.")]
    public required IReadOnlyDictionary<string, long> Outcomes { get; init; }

    [Description("The median of the seconds from publication to acceptance, within a tenth of it; the others are alike.")]
    public double? LatencyP50Seconds { get; init; }

    [Description("Within how many seconds 95 % of those that succeeded were accepted.")]
    public double? LatencyP95Seconds { get; init; }

    [Description("Within how many seconds 99 % of those that succeeded were accepted.")]
    public double? LatencyP99Seconds { get; init; }

    public static StatisticsResource Of(DeliveryStatistics figures) => new()
    {
        From = figures.From,
        Succeeded = figures.Succeeded,
        Failed = figures.Failed,
        Cancelled = figures.Cancelled,
        Retried = figures.Retried,
        Redelivered = figures.Redelivered,
        Attempts = [.. figures.Attempts.Select(attempt => new AttemptFiguresResource
        {
            Number = attempt.Number,
            Made = attempt.Made,
            Accepted = attempt.Accepted,
        })],
        Outcomes = figures.Outcomes.ToDictionary(outcome => outcome.Key.ToString(), outcome => outcome.Value),
        LatencyP50Seconds = figures.LatencyP50?.TotalSeconds,
        LatencyP95Seconds = figures.LatencyP95?.TotalSeconds,
        LatencyP99Seconds = figures.LatencyP99?.TotalSeconds,
    };
}
