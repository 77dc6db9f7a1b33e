namespace ZeroPath.Webhooks.Shared;

/// <summary>
/// The pages in which a lease reads the endpoints that have something due, in the order of their ids. It begins where the last lease ended
/// and goes round, so that the turn of each comes however many there are.
/// </summary>
/// <param name="start">The id after which it begins; empty for the first.</param>
/// <param name="max">How much the lease is to have.</param>
internal sealed class EndpointPages(string start, int max)
{
    /// <summary>More are not read for one lease, whatever is found.</summary>
    private const int MaxPages = 10;

    private bool _isSecondRound = start.Length == 0;
    private int _pages;

    /// <summary>The id after which the next page begins.</summary>
    public string After { get; private set; } = start;

    /// <summary>How many endpoints a page has. Some may be held, or without room.</summary>
    public int Size { get; } = Math.Min(max, int.MaxValue / 2) + 100;

    /// <summary>Goes on to the next page.</summary>
    /// <param name="count">How many endpoints the last page had.</param>
    /// <param name="last">The last of them.</param>
    /// <returns>Whether there is a next page.</returns>
    public bool MoveOn(int count, string? last)
    {
        var isEnd = count < Size;
        After = isEnd ? "" : last!;
        var isOver = isEnd && _isSecondRound;
        _isSecondRound |= isEnd;
        return !isOver && ++_pages < MaxPages;
    }
}
