using System.Globalization;

namespace ZeroPath.Webhooks;

/// <summary>Which part of a list.</summary>
/// <param name="size">How many items at most, from 1 to <see cref="MaxSize"/>.</param>
/// <param name="after"><see cref="Page{T}.Next"/> of the page before; null for the first.</param>
public sealed class PageRequest(int size = 100, string? after = null)
{
    /// <summary>For stores: how many rows are looked at for one page, whatever the filter finds in them.</summary>
    public const int MaxSearched = 20_000;

    /// <summary>The largest page.</summary>
    public const int MaxSize = 1000;

    /// <summary>How many items at most, from 1 to <see cref="MaxSize"/>.</summary>
    public int Size { get; } = size is >= 1 and <= MaxSize
        ? size
        : throw new ArgumentOutOfRangeException(nameof(size), size, $"A page has from 1 to {MaxSize} items.");

    /// <summary><see cref="Page{T}.Next"/> of the page before; null for the first.</summary>
    public string? After { get; } = after;

    /// <summary>For stores: items come in descending order of their numbers, and the page begins below this one.</summary>
    /// <exception cref="ArgumentException"><see cref="After"/> is of no page of such a list.</exception>
    public long Before => After is null
        ? long.MaxValue
        : long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ArgumentException(ResourcePosition.Mistake, nameof(After));

    /// <summary>For lists in the order of names: the last item of the page before; null for the first page.</summary>
    /// <exception cref="ArgumentException"><see cref="After"/> is of no page of such a list.</exception>
    internal ResourcePosition? Position => After is null
        ? null
        : ResourcePosition.TryParse(After) ?? throw new ArgumentException(ResourcePosition.Mistake, nameof(After));

    /// <summary>
    /// For stores: the page of these rows, in descending order of their numbers. One more than <see cref="Size"/>
    /// tells that there is a next page.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="searchedTo">The row at which the search ended, found or not; null when it went to the end of the list.</param>
    public Page<T> PageOf<T>(IReadOnlyList<(long Number, T Item)> rows, (long Number, DateTimeOffset Time)? searchedTo = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var isFull = rows.Count > Size;
        var next = isFull ? rows[Size - 1].Number : searchedTo?.Number;
        return new(
            [.. rows.Take(Size).Select(row => row.Item)], next?.ToString(CultureInfo.InvariantCulture), isFull ? null : searchedTo?.Time);
    }

    /// <summary>The page of a list in the order of names, then ids.</summary>
    internal Page<T> PageOf<T>(IEnumerable<(ResourcePosition Position, T Item)> items)
    {
        var after = Position;
        var page = items.Where(item => after is null || ResourcePosition.Order.Compare(item.Position, after) > 0)
            .OrderBy(item => item.Position, ResourcePosition.Order).Take(Size + 1).ToList();
        return new([.. page.Take(Size).Select(item => item.Item)], page.Count > Size ? page[Size - 1].Position.ToString() : null);
    }
}
