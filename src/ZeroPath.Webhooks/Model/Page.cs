namespace ZeroPath.Webhooks;

/// <summary>A part of a list. Items added meanwhile neither repeat nor hide others (keyset paging).</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">What to ask for the next page with; null when this is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
