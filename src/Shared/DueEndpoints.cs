namespace ZeroPath.Webhooks.Shared;

/// <summary>How many endpoints that have something due are looked at, to say when or how long something is due.</summary>
internal static class DueEndpoints
{
    /// <summary>So many at first, and then ten times as many, until one has something that can be leased.</summary>
    public const int First = 10;

    /// <summary>So many in the end. There may be more, of which none has been looked at.</summary>
    public const int Most = 10_000;

    /// <summary>When to lease again if there are: a lease begins where the last one ended.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
}
