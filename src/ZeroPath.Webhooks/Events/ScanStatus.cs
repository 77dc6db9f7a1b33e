using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks.Events;

/// <summary>How far a scan is, by its name on the wire. A name that this version does not know is a value like any other.</summary>
[JsonConverter(typeof(ScanStatusConverter))]
public sealed record ScanStatus(string Name)
{
    /// <summary><c>started</c></summary>
    public static ScanStatus Started { get; } = new("started");

    /// <summary><c>completed</c></summary>
    public static ScanStatus Completed { get; } = new("completed");

    /// <summary><c>failed</c></summary>
    public static ScanStatus Failed { get; } = new("failed");

    /// <summary><c>scheduled</c></summary>
    public static ScanStatus Scheduled { get; } = new("scheduled");

    /// <summary><c>blocked</c></summary>
    public static ScanStatus Blocked { get; } = new("blocked");

    /// <summary><c>merged_with_issues</c></summary>
    public static ScanStatus MergedWithIssues { get; } = new("merged_with_issues");

    /// <summary><c>unknown</c></summary>
    public static ScanStatus Unknown { get; } = new("unknown");

    /// <summary>The name on the wire.</summary>
    public override string ToString() => Name;
}
