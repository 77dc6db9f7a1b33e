using System.ComponentModel;

namespace ZeroPath.Webhooks.AspNetCore.Management.Resources;

[Description("How many there are.")]
internal sealed record CountResource
{
    /// <summary>How many are counted at most: a bound on the work.</summary>
    public const int Most = PageRequest.MaxSize;

    [Description("How many were counted.")]
    public required int Count { get; init; }

    [Description("Whether there may be more.")]
    public required bool IsAtLeast { get; init; }

    /// <param name="page">The first page of a list.</param>
    /// <param name="isCounted">Which items count; null for all.</param>
    public static CountResource Of<T>(Page<T> page, Func<T, bool>? isCounted = null) => new()
    {
        Count = page.Items.Count(isCounted ?? (_ => true)),
        IsAtLeast = page.Next is not null,
    };
}
