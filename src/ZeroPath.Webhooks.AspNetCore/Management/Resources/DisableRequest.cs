using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

internal sealed record DisableRequest
{
    [Description("Why, as a sentence for people.")]
    public required string Reason { get; set; }
}
