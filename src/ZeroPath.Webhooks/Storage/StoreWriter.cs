using System.Runtime.ExceptionServices;

namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// Writes pages of items so that one which the store refuses stands in no other's way: a page that is refused is halved until the items
/// that are refused are alone. The first failure is thrown as it is: most often it is a moment's.
/// </summary>
internal sealed class StoreWriter
{
    // A store that takes no item at all is at fault itself, such as one that may only be read. It is not asked for each item.
    private const int MaxRefusedAtFirst = 3;

    private bool _hasFailed;

    /// <summary>Writes the items.</summary>
    /// <param name="items">The items.</param>
    /// <param name="write">Writes items, all or none.</param>
    /// <param name="ask">Asks the store something else. It throws when the store is away: then no item is to blame.</param>
    /// <param name="simpler">The forms of an item that are tried in its place, one after the other.</param>
    /// <param name="cancellationToken">Cancels between two calls of the store.</param>
    /// <returns>Those that were refused in each of their forms, and why. At least one was written, if there is any.</returns>
    /// <exception cref="Exception">
    /// What the store threw: for the first time since it took a page, or it is away, or takes none of the items. Some may be written.
    /// </exception>
    public async Task<IReadOnlyList<(T Item, Exception Why)>> WriteAsync<T>(
        IReadOnlyList<T> items,
        Func<IReadOnlyList<T>, Task> write,
        Func<Task> ask,
        Func<T, IEnumerable<T>> simpler,
        CancellationToken cancellationToken)
    {
        if (await TryAsync(items).ConfigureAwait(false) is not { } why)
        {
            _hasFailed = false;
            return [];
        }

        if (!_hasFailed)
        {
            _hasFailed = true;
            ExceptionDispatchInfo.Throw(why);
        }

        await ask().ConfigureAwait(false);
        var (refused, isAnyWritten) = (new List<(T, Exception)>(), false);
        var parts = new Stack<ArraySegment<T>>();
        Split(items.ToArray());
        while (parts.TryPop(out var part))
        {
            if (await TryAsync(part).ConfigureAwait(false) is not { } failure)
            {
                isAnyWritten = true;
            }
            else if (part.Count > 1)
            {
                Split(part);
            }
            else if (await TrySimplerAsync(part[0]).ConfigureAwait(false))
            {
                isAnyWritten = true;
            }
            else
            {
                // It may have gone away since.
                await ask().ConfigureAwait(false);
                refused.Add((part[0], failure));
            }

            if (!isAnyWritten && refused.Count == Math.Min(items.Count, MaxRefusedAtFirst))
            {
                ExceptionDispatchInfo.Throw(why);
            }
        }

        _hasFailed = false;
        return refused;

        void Split(ArraySegment<T> part)
        {
            parts.Push(part[(part.Count / 2)..]);
            if (part.Count > 1)
            {
                parts.Push(part[..(part.Count / 2)]);
            }
        }

        async Task<bool> TrySimplerAsync(T item)
        {
            foreach (var form in simpler(item))
            {
                if (await TryAsync([form]).ConfigureAwait(false) is null)
                {
                    return true;
                }
            }

            return false;
        }

        async Task<Exception?> TryAsync(IReadOnlyList<T> some)
        {
            try
            {
                await write(some).ConfigureAwait(false);
                return null;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                return e;
            }
        }
    }
}
