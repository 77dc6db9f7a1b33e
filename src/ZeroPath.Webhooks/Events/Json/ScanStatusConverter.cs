namespace ZeroPath.Webhooks.Events;

internal sealed class ScanStatusConverter() : NameConverter<ScanStatus>(
    name => new ScanStatus(name),
    value => value.Name,
    ScanStatus.Started, ScanStatus.Completed, ScanStatus.Failed, ScanStatus.Scheduled, ScanStatus.Blocked, ScanStatus.MergedWithIssues,
    ScanStatus.Unknown);
