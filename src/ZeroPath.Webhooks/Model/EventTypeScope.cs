using ZeroPath.Webhooks.Events;

namespace ZeroPath.Webhooks;

/// <summary>
/// The types of events that a subscription gets: all, those that this version does not know included, or these, which must be documented.
/// A list with nothing in it is a configuration error, never "all".
/// </summary>
public sealed record EventTypeScope
{
    private EventTypeScope()
    {
    }

    /// <summary>All types, future and unknown ones included.</summary>
    public static EventTypeScope All { get; } = new() { IsAll = true };

    /// <summary>Whether it is <see cref="All"/>.</summary>
    public bool IsAll { get; private init; }

    /// <summary>The types listed; empty for <see cref="All"/>.</summary>
    public IReadOnlyList<WebhookEventType> Types { get; private init; } = [];

    /// <summary>These types.</summary>
    public static EventTypeScope Of(params IEnumerable<WebhookEventType> types) => new() { Types = [.. types] };

    /// <summary>Whether both list the same types, in the same order.</summary>
    public bool Equals(EventTypeScope? other) => other is not null && IsAll == other.IsAll && Types.SequenceEqual(other.Types);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsAll, Types.Count);

    /// <summary>In words, such as <c>all types</c> or <c>SCAN_COMPLETE, REPORT_COMPLETE</c>.</summary>
    public override string ToString() => this switch
    {
        { IsAll: true } => "all types",
        { Types: [] } => "no type",
        _ => string.Join(", ", Types),
    };

    internal bool Includes(EventFacts facts) => IsAll || (facts.KnownType is { } type && Types.Contains(type));
}
