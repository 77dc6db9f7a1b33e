namespace ZeroPath.Webhooks.Storage;

/// <summary>What one node has seen of an endpoint since it last said so.</summary>
public sealed class HealthSample
{
    private const double WeightOfOne = 0.01;

    /// <summary>The endpoint's id.</summary>
    public required string EndpointId { get; init; }

    /// <summary>How many attempts succeeded.</summary>
    public required int Succeeded { get; init; }

    /// <summary>How many failed.</summary>
    public required int Failed { get; init; }

    /// <summary>How many of those failed after the last that succeeded.</summary>
    public required int FailureStreak { get; init; }

    /// <summary>How long those that succeeded took, on average; null when none did.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>How long a stretch without an attempt may be until failures are steady no more (D46); null for any.</summary>
    public TimeSpan? LongestGap { get; init; }

    /// <summary>Whether a probe is among them.</summary>
    public bool HasProbe { get; init; }

    /// <summary>For stores: the part that succeeded.</summary>
    public double SuccessRate => (double)Succeeded / (Succeeded + Failed);

    /// <summary>For stores: what this weighs against all that was before, from 0 to 1.</summary>
    public double Weight => 1 - Math.Pow(1 - WeightOfOne, Succeeded + Failed);

    /// <summary>For stores: what <see cref="Latency"/> weighs against all that was before, from 0 to 1.</summary>
    public double WeightOfLatency => 1 - Math.Pow(1 - WeightOfOne, Succeeded);
}
