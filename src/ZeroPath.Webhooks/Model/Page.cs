namespace ZeroPath.Webhooks;

/// <summary>A part of a list. Items added meanwhile neither repeat nor hide others (keyset paging).</summary>
public sealed class Page<T>(IReadOnlyList<T> items, string? next)
{
    /// <summary>The items.</summary>
    public IReadOnlyList<T> Items { get; } = items;

    /// <summary>What to ask for the next page with; null when this is the last.</summary>
    public string? Next { get; } = next;

    /// <summary>For <c>var (items, next) = …</c>.</summary>
    public void Deconstruct(out IReadOnlyList<T> items, out string? next) => (items, next) = (Items, Next);
}
