using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>Of what a scan is, by its name on the wire. A name that this version does not know is a value like any other.</summary>
[JsonConverter(typeof(ScanTypeConverter))]
public sealed record ScanType(string Name)
{
    /// <summary><c>FullScan</c></summary>
    public static ScanType FullScan { get; } = new("FullScan");

    /// <summary><c>PrScan</c></summary>
    public static ScanType PrScan { get; } = new("PrScan");

    /// <summary>The name on the wire.</summary>
    public override string ToString() => Name;
}
