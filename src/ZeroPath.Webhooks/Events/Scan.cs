namespace ZeroPath.Webhooks.Events;

/// <summary>The scan that an event concerns.</summary>
public sealed class Scan : ExtensibleObject
{
    /// <summary>Its id.</summary>
    public required string Id { get; set; }

    /// <summary>Of what the scan is.</summary>
    public required ScanType Type { get; set; }

    /// <summary>How far the scan is. No status is tied to an event type.</summary>
    public required ScanStatus Status { get; set; }

    /// <summary>How long it took, in minutes.</summary>
    public long? DurationMinutes { get; set; }

    /// <summary>How many vulnerabilities it found.</summary>
    public VulnerabilitySummary? VulnerabilitySummary { get; set; }

    /// <summary>Where people can look at it.</summary>
    public required string Url { get; set; }
}
