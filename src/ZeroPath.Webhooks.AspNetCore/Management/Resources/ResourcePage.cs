using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

internal sealed record ResourcePage<T>
{
    [Description("The items.")]
    public required IReadOnlyList<T> Items { get; init; }

    [Description("What to write as 'after' for the next page; left out on the last one.")]
    public string? Next { get; init; }

    [Description("How far back this page was searched, when the search ended before the page was full; the next page goes on from there.")]
    public DateTimeOffset? SearchedTo { get; init; }
}
