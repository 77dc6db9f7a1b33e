using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("How all is, at a glance.")]
internal sealed record OverviewResource
{
    [Description("How many endpoints there are.")]
    public required int Endpoints { get; init; }

    [Description("How many of them are enabled.")]
    public required int EnabledEndpoints { get; init; }

    [Description("How many subscriptions there are.")]
    public required int Subscriptions { get; init; }

    [Description("How many deliveries are pending.")]
    public required CountResource Pending { get; init; }

    [Description("How many of those that were counted have been attempted before.")]
    public required CountResource Retrying { get; init; }

    [Description("For how many seconds the delivery that is due longest has been due; left out when none is, or too many are pending.")]
    public double? OldestDueSeconds { get; init; }

    [Description("Endpoints that need attention, the most urgent first.")]
    public required IReadOnlyList<AttentionResource> Attention { get; init; }

    [Description("Whether there are more of them.")]
    public required bool HasMoreAttention { get; init; }
}
