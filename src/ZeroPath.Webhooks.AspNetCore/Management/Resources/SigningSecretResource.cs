using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

internal sealed record SigningSecretResource
{
    [Description("Until when it signs; left out for as long as it is there.")]
    public DateTimeOffset? ExpiresAt { get; set; }
}
