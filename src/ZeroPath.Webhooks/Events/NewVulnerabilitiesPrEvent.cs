using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>NEW_VULNERABILITIES_PR</c>: The scan of a pull request found vulnerabilities that were not there before. Carries the vulnerability, the scan, or both.</summary>
public sealed record NewVulnerabilitiesPrEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.NewVulnerabilitiesPr;
}
