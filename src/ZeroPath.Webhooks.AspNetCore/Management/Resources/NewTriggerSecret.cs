using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

internal sealed record NewTriggerSecret
{
    [Description("The new secret, for the external system. It is shown this once.")]
    public required string Secret { get; init; }

    [Description("The trigger as it is now.")]
    public required TriggerResource Trigger { get; init; }

    public static NewTriggerSecret Of(IssuedInboundTrigger issued) =>
        new() { Secret = issued.Secret, Trigger = TriggerResource.Of(issued.Trigger) };
}
