namespace ZeroPath.Webhooks.Storage;

/// <summary>Which jobs a node asks for.</summary>
public sealed class JobLeaseRequest(string kind, int max, TimeSpan length)
{
    /// <summary>Those of this kind.</summary>
    public string Kind { get; } = kind;

    /// <summary>How many at most.</summary>
    public int Max { get; } = max;

    /// <summary>For how long nobody else gets them.</summary>
    public TimeSpan Length { get; } = length;

    /// <summary>Those for these handlers, by name; null for any. Jobs for no handler have the empty name.</summary>
    public IReadOnlyCollection<string>? Handlers { get; init; }
}
