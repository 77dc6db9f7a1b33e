namespace ZeroPath.Webhooks.Events;

/// <summary>Numbers of vulnerabilities by level. A level that is absent counts as 0.</summary>
public sealed class SeverityCounts : ExtensibleObject
{
    /// <summary>Those that need action at once.</summary>
    public long? Critical { get; set; }

    /// <summary>Serious ones.</summary>
    public long? High { get; set; }

    /// <summary>Those of moderate risk.</summary>
    public long? Medium { get; set; }

    /// <summary>Those of little impact.</summary>
    public long? Low { get; set; }

    /// <summary>Those that only inform.</summary>
    public long? Info { get; set; }
}
