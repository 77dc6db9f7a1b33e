using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

internal sealed record RotationRequest
{
    /// <summary>How long older secrets are good unless something else is written.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(1);

    [Description("Until when older secrets are good beside the new one: for a day, unless it says otherwise.")]
    public DateTimeOffset? PreviousUntil { get; set; }
}
