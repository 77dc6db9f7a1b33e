namespace ZeroPath.Webhooks.Events;

/// <summary>
/// The kind of an event, by its name on the wire: exact and case-sensitive. The list only ever grows, so a name that this version
/// does not know is a value like any other.
/// </summary>
public sealed record WebhookEventType(string Name)
{
    /// <summary><c>SCAN_STARTED</c></summary>
    public static WebhookEventType ScanStarted { get; } = new("SCAN_STARTED");

    /// <summary><c>SCAN_COMPLETE</c></summary>
    public static WebhookEventType ScanComplete { get; } = new("SCAN_COMPLETE");

    /// <summary><c>SCAN_FAILED</c></summary>
    public static WebhookEventType ScanFailed { get; } = new("SCAN_FAILED");

    /// <summary><c>SCAN_SCHEDULED</c></summary>
    public static WebhookEventType ScanScheduled { get; } = new("SCAN_SCHEDULED");

    /// <summary><c>PR_SCAN_STARTED</c></summary>
    public static WebhookEventType PrScanStarted { get; } = new("PR_SCAN_STARTED");

    /// <summary><c>PR_SCAN_COMPLETE</c></summary>
    public static WebhookEventType PrScanComplete { get; } = new("PR_SCAN_COMPLETE");

    /// <summary><c>NEW_VULNERABILITIES_FULL_SCAN</c></summary>
    public static WebhookEventType NewVulnerabilitiesFullScan { get; } = new("NEW_VULNERABILITIES_FULL_SCAN");

    /// <summary><c>NEW_VULNERABILITIES_PR</c></summary>
    public static WebhookEventType NewVulnerabilitiesPr { get; } = new("NEW_VULNERABILITIES_PR");

    /// <summary><c>VULNERABILITY_PATCHED</c></summary>
    public static WebhookEventType VulnerabilityPatched { get; } = new("VULNERABILITY_PATCHED");

    /// <summary><c>VULNERABILITY_REOPENED</c></summary>
    public static WebhookEventType VulnerabilityReopened { get; } = new("VULNERABILITY_REOPENED");

    /// <summary><c>PR_BLOCKED</c></summary>
    public static WebhookEventType PrBlocked { get; } = new("PR_BLOCKED");

    /// <summary><c>PR_MERGED_WITH_ISSUES</c></summary>
    public static WebhookEventType PrMergedWithIssues { get; } = new("PR_MERGED_WITH_ISSUES");

    /// <summary><c>REPORT_COMPLETE</c></summary>
    public static WebhookEventType ReportComplete { get; } = new("REPORT_COMPLETE");

    /// <summary><c>LONG_RUNNING_SCAN</c></summary>
    public static WebhookEventType LongRunningScan { get; } = new("LONG_RUNNING_SCAN");

    /// <summary><c>AUDIT_LOG_EVENT</c></summary>
    public static WebhookEventType AuditLogEvent { get; } = new("AUDIT_LOG_EVENT");

    /// <summary><c>SCA_NEW_CVE</c></summary>
    public static WebhookEventType ScaNewCve { get; } = new("SCA_NEW_CVE");

    /// <summary><c>SCA_NEW_ISSUE</c></summary>
    public static WebhookEventType ScaNewIssue { get; } = new("SCA_NEW_ISSUE");

    /// <summary><c>INBOUND_WEBHOOK</c></summary>
    public static WebhookEventType InboundWebhook { get; } = new("INBOUND_WEBHOOK");

    /// <summary><c>PATCH_PR_DENIED</c></summary>
    public static WebhookEventType PatchPrDenied { get; } = new("PATCH_PR_DENIED");

    /// <summary><c>VULNERABILITY_STATUS_CHANGED</c></summary>
    public static WebhookEventType VulnerabilityStatusChanged { get; } = new("VULNERABILITY_STATUS_CHANGED");

    /// <summary><c>SCA_SCAN_STARTED</c></summary>
    public static WebhookEventType ScaScanStarted { get; } = new("SCA_SCAN_STARTED");

    /// <summary><c>SCA_SCAN_COMPLETE</c></summary>
    public static WebhookEventType ScaScanComplete { get; } = new("SCA_SCAN_COMPLETE");

    /// <summary><c>SCA_SCAN_FAILED</c></summary>
    public static WebhookEventType ScaScanFailed { get; } = new("SCA_SCAN_FAILED");

    /// <summary><c>REPO_ADDED</c></summary>
    public static WebhookEventType RepoAdded { get; } = new("REPO_ADDED");

    /// <summary>The name on the wire, such as <c>SCAN_COMPLETE</c>.</summary>
    public override string ToString() => Name;
}
