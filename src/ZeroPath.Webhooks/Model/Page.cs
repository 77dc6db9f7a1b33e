namespace ZeroPath.Webhooks;

/// <summary>A part of a list. Items added meanwhile neither repeat nor hide others (keyset paging).</summary>
/// <param name="items">The items.</param>
/// <param name="next">What to ask for the next page with; null when this is the last.</param>
/// <param name="searchedTo">How far back was looked; null when that says nothing new.</param>
public sealed class Page<T>(IReadOnlyList<T> items, string? next, DateTimeOffset? searchedTo = null)
{
    /// <summary>The items.</summary>
    public IReadOnlyList<T> Items { get; } = items;

    /// <summary>What to ask for the next page with; null when this is the last.</summary>
    public string? Next { get; } = next;

    /// <summary>
    /// How far back a list of events, deliveries or jobs has been searched, when the page ended before it was full: only so much is looked
    /// at for one page, so that a filter which finds little answers soon. Null when nothing was left out. The next page goes on from there.
    /// </summary>
    public DateTimeOffset? SearchedTo { get; } = searchedTo;

    /// <summary>For <c>var (items, next) = …</c>.</summary>
    public void Deconstruct(out IReadOnlyList<T> items, out string? next) => (items, next) = (Items, Next);
}
