namespace ZeroPath.Webhooks.Events;

internal sealed class ScanTypeConverter() : NameConverter<ScanType>(
    name => new ScanType(name),
    value => value.Name,
    ScanType.FullScan, ScanType.PrScan);
