namespace ZeroPath.Webhooks.Shared;

/// <summary>How many endpoints that have something due are looked at, to say when or how long something is due.</summary>
internal static class DueEndpoints
{
    /// <summary>As many as are looked at in one go. There may be more.</summary>
    public const int Most = 10_000;

    /// <summary>How many come one after the other, until one of them has something that can be leased.</summary>
    public static readonly int[] Pages = [10, 100, 1_000, Most];

    /// <summary>When to lease again if none has, and there are more: a lease begins where the last one ended.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
}
