using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

// RespectNullableAnnotations: null for a required member is a problem like its absence (D10).
// AllowDuplicateProperties: D14.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(ScanStartedEvent))]
[JsonSerializable(typeof(ScanCompleteEvent))]
[JsonSerializable(typeof(ScanFailedEvent))]
[JsonSerializable(typeof(ScanScheduledEvent))]
[JsonSerializable(typeof(PrScanStartedEvent))]
[JsonSerializable(typeof(PrScanCompleteEvent))]
[JsonSerializable(typeof(NewVulnerabilitiesFullScanEvent))]
[JsonSerializable(typeof(NewVulnerabilitiesPrEvent))]
[JsonSerializable(typeof(VulnerabilityPatchedEvent))]
[JsonSerializable(typeof(VulnerabilityReopenedEvent))]
[JsonSerializable(typeof(PrBlockedEvent))]
[JsonSerializable(typeof(PrMergedWithIssuesEvent))]
[JsonSerializable(typeof(ReportCompleteEvent))]
[JsonSerializable(typeof(LongRunningScanEvent))]
[JsonSerializable(typeof(AuditLogEvent))]
[JsonSerializable(typeof(ScaNewCveEvent))]
[JsonSerializable(typeof(ScaNewIssueEvent))]
[JsonSerializable(typeof(InboundWebhookEvent))]
[JsonSerializable(typeof(PatchPrDeniedEvent))]
[JsonSerializable(typeof(VulnerabilityStatusChangedEvent))]
[JsonSerializable(typeof(ScaScanStartedEvent))]
[JsonSerializable(typeof(ScaScanCompleteEvent))]
[JsonSerializable(typeof(ScaScanFailedEvent))]
[JsonSerializable(typeof(RepoAddedEvent))]
internal sealed partial class EventsJsonContext : JsonSerializerContext;
