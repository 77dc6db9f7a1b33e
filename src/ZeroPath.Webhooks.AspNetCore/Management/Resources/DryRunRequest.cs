using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

internal sealed record DryRunRequest
{
    [Description("The subscription, saved or not.")]
    public required SubscriptionResource Subscription { get; set; }

    [Description("How many of the last events to look at, from 1 to 1000: 100, unless it says otherwise.")]
    public int Count { get; set; } = 100;
}
