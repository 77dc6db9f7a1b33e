using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

internal sealed record PurgeResource
{
    [Description("How many events something was removed of.")]
    public required long Events { get; init; }
}
