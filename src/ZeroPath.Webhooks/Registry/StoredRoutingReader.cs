using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Follows what the store holds of endpoints and subscriptions, and changes it. For one caller at a time.</summary>
/// <param name="store">The store.</param>
/// <param name="codec">Reads its rows.</param>
/// <param name="nothing">What is in force as long as nothing is stored.</param>
internal sealed class StoredRoutingReader(IResourceStore store, ResourceCodec codec, StoredRouting nothing)
{
    private const int PageSize = RoutingLoad.PageSize;

    private string? _mark;
    private RoutingLoad? _loading;

    /// <summary>What the store holds, as far as this node has followed: never ahead of it.</summary>
    public StoredRouting Stored { get; private set; } = nothing;

    /// <summary>
    /// A step of taking over what has changed since, or everything the first time and after having been away for too long. It asks the
    /// store for a page, so that it takes no longer however much there is.
    /// </summary>
    /// <returns>Whether there is more to take over. Until there is not, what was read of everything is not in force.</returns>
    public async ValueTask<bool> FollowAsync(CancellationToken cancellationToken)
    {
        if (_mark is null)
        {
            await LoadAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }

        var changes = await store.ReadChangesAsync(_mark, PageSize, cancellationToken).ConfigureAwait(false);
        Stored = changes.Changes.Aggregate(Stored, (stored, change) => stored.After(change, codec));
        _mark = changes.MustReload ? null : changes.Mark;
        return changes.MustReload || changes.HasMore;
    }

    /// <summary>Has everything read anew the next time.</summary>
    public void Forget() => (_mark, _loading) = (null, null);

    /// <summary>Makes all edits, or none.</summary>
    /// <returns>The edit that conflicts, whose row has been read anew; null when all were made.</returns>
    public async ValueTask<ResourceEdit?> ApplyAsync(
        IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        var outcome = await store.ApplyAsync(edits, origin, cancellationToken).ConfigureAwait(false);
        if (outcome.Conflict is { } conflict)
        {
            // Not left to the feed: a row that somebody deleted by hand, or put back from a backup, is not in it, and others may not be.
            var row = await store.FindAsync(conflict.Kind, conflict.Id, cancellationToken).ConfigureAwait(false);
            if (row is null || row.Version < Stored.VersionOf(conflict.Kind, conflict.Id))
            {
                Forget();
            }

            Stored = row is null ? Stored.Without(conflict.Kind, conflict.Id) : Stored.With(row, codec);
            return conflict;
        }

        var removed = edits.OfType<ResourceEdit.Remove>().Aggregate(Stored, (stored, edit) => stored.Without(edit.Kind, edit.Id));
        Stored = outcome.Saved.Aggregate(removed, (stored, row) => stored.With(row, codec));
        return null;
    }

    private async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        // The mark first: what changes while the rows are read comes after it.
        _loading ??= new((await store.ReadChangesAsync(null, PageSize, cancellationToken).ConfigureAwait(false)).Mark);
        if (!await _loading.ReadAsync(store, codec, cancellationToken).ConfigureAwait(false))
        {
            (_mark, Stored, _loading) = (_loading.Mark, Stored.Holding(_loading.Endpoints, _loading.Subscriptions), null);
        }
    }
}
