using System.Collections;

namespace ZeroPath.Webhooks;

/// <summary>
/// Items in an order, each once, as an immutable value: a change makes another one, which shares all but one of the pieces that the items
/// are in.
/// </summary>
/// <remarks>
/// What is read together lies together: an event takes a list piece by piece, and 100,000 items take 8 bytes each where a tree takes 50.
/// </remarks>
/// <typeparam name="T">What the items are.</typeparam>
internal sealed class SortedItems<T> : IReadOnlyList<T>
{
    private const int LongestPiece = 128;

    private readonly IComparer<T> _order;

    // None of them is empty.
    private readonly T[][] _pieces;

    /// <summary>No items.</summary>
    /// <param name="order">Their order, in which no two of them are alike.</param>
    public SortedItems(IComparer<T> order)
        : this(order, [], 0)
    {
    }

    /// <summary>These items, which may come in any order.</summary>
    /// <param name="order">Their order, in which no two of them are alike.</param>
    /// <param name="items">The items.</param>
    public SortedItems(IComparer<T> order, IEnumerable<T> items)
    {
        T[] sorted = [.. items];
        Array.Sort(sorted, order);
        (_order, _pieces, Count) = (order, [.. sorted.Chunk(LongestPiece)], sorted.Length);
    }

    private SortedItems(IComparer<T> order, T[][] pieces, int count) => (_order, _pieces, Count) = (order, pieces, count);

    public int Count { get; }

    /// <summary>The items, in their order, piece by piece.</summary>
    public ReadOnlySpan<T[]> Pieces => _pieces;

    public T this[int index]
    {
        get
        {
            foreach (var piece in _pieces)
            {
                if (index < piece.Length)
                {
                    return piece[index];
                }

                index -= piece.Length;
            }

            throw new ArgumentOutOfRangeException(nameof(index));
        }
    }

    /// <summary>With this item, in the place of the one that is like it in the order.</summary>
    public SortedItems<T> With(T item)
    {
        if (Count == 0)
        {
            return new(_order, [[item]], 1);
        }

        var (at, place) = PlaceOf(item);
        var piece = _pieces[at];
        return place >= 0 ? Replace(at, 1, Count, [.. piece[..place], item, .. piece[(place + 1)..]])
            : piece.Length < LongestPiece ? Replace(at, 1, Count + 1, [.. piece[..~place], item, .. piece[~place..]])

            // What is added at the end, as most is when all is loaded, leaves full pieces behind.
            : ~place == piece.Length ? Replace(at, 1, Count + 1, piece, [item])
            : Replace(at, 1, Count, piece[..(LongestPiece / 2)], piece[(LongestPiece / 2)..]).With(item);
    }

    /// <summary>Without the item that is like this one in the order.</summary>
    public SortedItems<T> Without(T item)
    {
        if (Count == 0 || PlaceOf(item) is not (var at, >= 0 and var place))
        {
            return this;
        }

        var piece = _pieces[at];
        T[] rest = [.. piece[..place], .. piece[(place + 1)..]];
        return rest.Length == 0 ? Replace(at, 1, Count - 1)
            : at + 1 < _pieces.Length && rest.Length + _pieces[at + 1].Length <= LongestPiece / 2
                ? Replace(at, 2, Count - 1, [.. rest, .. _pieces[at + 1]])
                : Replace(at, 1, Count - 1, rest);
    }

    /// <summary>The item that is like this one in the order; the default if there is none.</summary>
    public T? Find(T like) => Count > 0 && PlaceOf(like) is (var at, >= 0 and var place) ? _pieces[at][place] : default;

    /// <summary>The items from this one's place on.</summary>
    public IEnumerable<T> From(T like)
    {
        if (Count == 0)
        {
            yield break;
        }

        var (at, place) = PlaceOf(like);
        for (place = place < 0 ? ~place : place; at < _pieces.Length; at++, place = 0)
        {
            for (; place < _pieces[at].Length; place++)
            {
                yield return _pieces[at][place];
            }
        }
    }

    /// <summary>The items that another one does not have as they are. Pieces that both share are not looked at.</summary>
    public IEnumerable<T> NotIn(SortedItems<T> other)
    {
        var shared = other._pieces.ToHashSet();
        return _pieces.Where(piece => !shared.Contains(piece)).SelectMany(piece => piece)
            .Where(item => !ReferenceEquals(item, other.Find(item)));
    }

    public IEnumerator<T> GetEnumerator() => _pieces.SelectMany(piece => piece).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private SortedItems<T> Replace(int at, int count, int newCount, params ReadOnlySpan<T[]> pieces) =>
        new(_order, [.. _pieces.AsSpan(0, at), .. pieces, .. _pieces.AsSpan(at + count)], newCount);

    /// <summary>The piece that has the item or would have it, and its place there, or the complement of the place it would have.</summary>
    private (int At, int Place) PlaceOf(T item)
    {
        var (low, high) = (0, _pieces.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _order.Compare(_pieces[middle][0], item) <= 0 ? (middle, high) : (low, middle - 1);
        }

        return (low, Array.BinarySearch(_pieces[low], item, _order));
    }
}
