using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

internal sealed record TestRequest
{
    [Description("The documented type of event whose sample is sent: SCAN_COMPLETE, unless it says otherwise.")]
    public string? EventType { get; set; }
}
