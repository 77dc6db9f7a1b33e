namespace ZeroPath.Webhooks;

/// <summary>When a delivery that was not accepted is attempted again.</summary>
public sealed record RetrySchedule
{
    /// <summary>Six retries: 30 s, 1, 2, 4, 8 and 16 min after the attempt before; without jitter.</summary>
    public static RetrySchedule Default { get; } = new()
    {
        Delays = [.. Enumerable.Range(0, 6).Select(retry => TimeSpan.FromSeconds(30) * (1 << retry))],
    };

    /// <summary>The times between the end of an attempt and the next, one for each retry.</summary>
    public required IReadOnlyList<TimeSpan> Delays { get; init; }

    /// <summary>
    /// Adds to each delay a random part of it, up to this fraction: 0.1 makes 30 s anything from 30 to 33 s. It never shortens one.
    /// </summary>
    public double Jitter { get; init; }

    /// <summary>The delay after the attempt of this number, from 1, of which less is taken for 1; null when no retry is left.</summary>
    /// <param name="attempt">The number of attempts so far.</param>
    /// <param name="random">From 0 to 1: how much of the jitter to add.</param>
    internal TimeSpan? DelayAfter(int attempt, double random) =>
        attempt <= Delays.Count && Delays.Count > 0 ? Delays[Math.Max(attempt, 1) - 1] * (1 + (Jitter * random)) : null;

    /// <summary>Equal when the jitter and all delays are.</summary>
    public bool Equals(RetrySchedule? other) =>
        other is not null && Jitter.Equals(other.Jitter)
        && (ReferenceEquals(Delays, other.Delays)
            || (Delays is not null && other.Delays is not null && Delays.SequenceEqual(other.Delays)));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Delays?.Count, Jitter);
}
