using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary><c>NEW_VULNERABILITIES_FULL_SCAN</c>: A full scan of a repository found vulnerabilities that were not there before. Carries the vulnerability, the scan, or both.</summary>
public sealed record NewVulnerabilitiesFullScanEvent : KnownEvent
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override WebhookEventType Type => WebhookEventType.NewVulnerabilitiesFullScan;
}
