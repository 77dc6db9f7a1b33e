using System.Collections.Frozen;

namespace ZeroPath.Webhooks.Events;

/// <summary>
/// The documented types of events, one row each. Reading, writing, validation, routing and test sends all go by this table.
/// CONTRIBUTING.md lists what a new type needs.
/// </summary>
public static class EventCatalog
{
    /// <summary>All types, in the order of the documentation.</summary>
    public static IReadOnlyList<EventDefinition> All { get; } =
    [
        EventDefinition.Of<ScanStartedEvent>(
            WebhookEventType.ScanStarted, "A full scan of a repository began.", ScanStartedEvent.Sample),
        EventDefinition.Of<ScanCompleteEvent>(
            WebhookEventType.ScanComplete, "A full scan of a repository finished without failing.", ScanCompleteEvent.Sample),
        EventDefinition.Of<ScanFailedEvent>(
            WebhookEventType.ScanFailed, "A scan failed.", ScanFailedEvent.Sample),
        EventDefinition.Of<ScanScheduledEvent>(
            WebhookEventType.ScanScheduled, "A scan was scheduled.", ScanScheduledEvent.Sample),
        EventDefinition.Of<PrScanStartedEvent>(
            WebhookEventType.PrScanStarted, "A scan of a pull request began.", PrScanStartedEvent.Sample),
        EventDefinition.Of<PrScanCompleteEvent>(
            WebhookEventType.PrScanComplete, "A scan of a pull request finished.", PrScanCompleteEvent.Sample),
        EventDefinition.Of<NewVulnerabilitiesFullScanEvent>(
            WebhookEventType.NewVulnerabilitiesFullScan, "A full scan found new vulnerabilities.", NewVulnerabilitiesFullScanEvent.Sample,
            honorsThreshold: true, oneOf: ["vulnerability", "scan"]),
        EventDefinition.Of<NewVulnerabilitiesPrEvent>(
            WebhookEventType.NewVulnerabilitiesPr, "The scan of a pull request found new vulnerabilities.",
            NewVulnerabilitiesPrEvent.Sample,
            honorsThreshold: true, oneOf: ["vulnerability", "scan"]),
        EventDefinition.Of<VulnerabilityPatchedEvent>(
            WebhookEventType.VulnerabilityPatched, "A vulnerability was fixed.", VulnerabilityPatchedEvent.Sample,
            honorsThreshold: true, oneOf: ["vulnerability", "metadata"]),
        EventDefinition.Of<VulnerabilityReopenedEvent>(
            WebhookEventType.VulnerabilityReopened, "A vulnerability is back.", VulnerabilityReopenedEvent.Sample,
            honorsThreshold: true, oneOf: ["vulnerability", "metadata"]),
        EventDefinition.Of<PrBlockedEvent>(
            WebhookEventType.PrBlocked, "A pull request was blocked because of vulnerabilities.", PrBlockedEvent.Sample),
        EventDefinition.Of<PrMergedWithIssuesEvent>(
            WebhookEventType.PrMergedWithIssues, "A pull request was merged with open vulnerabilities.", PrMergedWithIssuesEvent.Sample),
        EventDefinition.Of<ReportCompleteEvent>(
            WebhookEventType.ReportComplete, "A report is ready.", ReportCompleteEvent.Sample),
        EventDefinition.Of<LongRunningScanEvent>(
            WebhookEventType.LongRunningScan, "A scan takes unusually long.", LongRunningScanEvent.Sample),
        EventDefinition.Of<AuditLogEvent>(
            WebhookEventType.AuditLogEvent, "Something was added to the audit log.", AuditLogEvent.Sample),
        EventDefinition.Of<ScaNewCveEvent>(
            WebhookEventType.ScaNewCve, "A CVE became known for a dependency.", ScaNewCveEvent.Sample,
            honorsThreshold: true),
        EventDefinition.Of<ScaNewIssueEvent>(
            WebhookEventType.ScaNewIssue, "An issue was opened for a vulnerable dependency.", ScaNewIssueEvent.Sample,
            honorsThreshold: true),
        EventDefinition.Of<InboundWebhookEvent>(
            WebhookEventType.InboundWebhook, "An external system called an inbound trigger.", InboundWebhookEvent.Sample),
        EventDefinition.Of<PatchPrDeniedEvent>(
            WebhookEventType.PatchPrDenied, "A pull request with a patch was denied.", PatchPrDeniedEvent.Sample),
        EventDefinition.Of<VulnerabilityStatusChangedEvent>(
            WebhookEventType.VulnerabilityStatusChanged, "A vulnerability was triaged.", VulnerabilityStatusChangedEvent.Sample,
            honorsThreshold: true),
        EventDefinition.Of<ScaScanStartedEvent>(
            WebhookEventType.ScaScanStarted, "A scan of dependencies began.", ScaScanStartedEvent.Sample),
        EventDefinition.Of<ScaScanCompleteEvent>(
            WebhookEventType.ScaScanComplete, "A scan of dependencies finished without failing.", ScaScanCompleteEvent.Sample),
        EventDefinition.Of<ScaScanFailedEvent>(
            WebhookEventType.ScaScanFailed, "A scan of dependencies failed.", ScaScanFailedEvent.Sample),
        EventDefinition.Of<RepoAddedEvent>(
            WebhookEventType.RepoAdded, "A repository was added to the organization.", RepoAddedEvent.Sample),
    ];

    private static readonly FrozenDictionary<string, EventDefinition> ByName = All.ToFrozenDictionary(definition => definition.Type.Name);

    private static readonly FrozenDictionary<string, EventDefinition>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<Type, EventDefinition> ByClass = All.ToFrozenDictionary(definition => definition.ClrType);

    /// <summary>The row of a type, or null for one that this version does not know.</summary>
    public static EventDefinition? Find(WebhookEventType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return ByName.GetValueOrDefault(type.Name);
    }

    internal static EventDefinition? Find(ReadOnlySpan<char> name) => BySpan.TryGetValue(name, out var definition) ? definition : null;

    internal static EventDefinition Of(KnownEvent @event) => ByClass[@event.GetType()];
}
