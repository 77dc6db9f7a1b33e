using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

internal sealed record ReplayRequest
{
    [Description("Events published at this time or later.")]
    public required DateTimeOffset From { get; set; }

    [Description("Events published before this time; until now, if it is left out.")]
    public DateTimeOffset? To { get; set; }

    [Description("Events of this type only.")]
    public string? EventType { get; set; }

    [Description("Events that concern this repository only.")]
    public string? RepositoryId { get; set; }

    [Description("Leaves out what the endpoint has accepted before.")]
    public bool OnlyUndelivered { get; set; }
}
