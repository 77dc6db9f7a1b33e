using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("Figures of the attempts that have one number.")]
internal sealed record AttemptFiguresResource
{
    [Description("The number, from 1. The largest, 20, stands for those after it too.")]
    public required int Number { get; init; }

    [Description("How many were made.")]
    public required long Made { get; init; }

    [Description("How many of them were accepted.")]
    public required long Accepted { get; init; }
}
