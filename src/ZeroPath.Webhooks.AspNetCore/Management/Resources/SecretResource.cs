using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("A secret, which is not shown.")]
internal sealed record SecretResource
{
    [Description("Until when it is good; left out for as long as it is there.")]
    public DateTimeOffset? ExpiresAt { get; set; }
}
