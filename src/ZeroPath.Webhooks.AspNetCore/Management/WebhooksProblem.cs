using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management;

[Description("Why a request was refused (RFC 9457).")]
internal sealed record WebhooksProblem
{
    [Description("The status in words.")]
    public required string Title { get; init; }

    [Description("The status of the answer.")]
    public required int Status { get; init; }

    [Description("What was wrong, and what to do.")]
    public required string Detail { get; init; }

    [Description("Every parameter, header or member that is wrong.")]
    public IReadOnlyList<WebhooksProblemItem>? Errors { get; init; }
}
