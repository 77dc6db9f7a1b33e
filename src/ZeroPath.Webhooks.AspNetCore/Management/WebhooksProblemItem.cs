using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management;

/// <param name="Name">Such as <c>pageSize</c>, <c>If-Match</c> or <c>headers[X-Key]</c>.</param>
/// <param name="Detail">A sentence that never shows a secret.</param>
internal sealed record WebhooksProblemItem(
    [property: Description("The parameter, the header, or the member of the body.")] string Name,
    [property: Description("What is wrong with it, and what to write.")] string Detail);
