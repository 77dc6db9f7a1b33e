using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

internal sealed record RotationRequest
{
    [Description("Until when the secrets before sign beside the new one: a day, unless it says otherwise.")]
    public DateTimeOffset? PreviousUntil { get; set; }
}
