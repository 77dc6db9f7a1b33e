namespace ZeroPath.Webhooks.Storage;

/// <summary>Which jobs a node asks for.</summary>
/// <param name="Kind">Those of this kind.</param>
/// <param name="Max">How many at most.</param>
/// <param name="Length">For how long nobody else gets them.</param>
public sealed record JobLeaseRequest(string Kind, int Max, TimeSpan Length)
{
    /// <summary>Those for these handlers, by name; null for any. Jobs for no handler have the empty name.</summary>
    public IReadOnlyCollection<string>? Handlers { get; init; }

    /// <summary>
    /// Whether they are to be run together: all have the subject of the one that is due longest, and were started as often.
    /// </summary>
    public bool Together { get; init; }
}
