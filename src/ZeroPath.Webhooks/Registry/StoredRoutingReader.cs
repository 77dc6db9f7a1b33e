using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks;

/// <summary>Follows what the store holds of endpoints and subscriptions, and changes it. For one caller at a time.</summary>
/// <param name="store">The store.</param>
/// <param name="codec">Reads its rows.</param>
/// <param name="nothing">What is in force as long as nothing is stored.</param>
internal sealed class StoredRoutingReader(IResourceStore store, ResourceCodec codec, StoredRouting nothing)
{
    private const int PageSize = 500;

    private string? _mark;

    /// <summary>What the store holds, as far as this node has followed: never ahead of it.</summary>
    public StoredRouting Stored { get; private set; } = nothing;

    /// <summary>Takes over what has changed since; everything the first time, and after having been away for too long.</summary>
    public async ValueTask FollowAsync(CancellationToken cancellationToken)
    {
        while (_mark is not null)
        {
            var changes = await store.ReadChangesAsync(_mark, PageSize, cancellationToken).ConfigureAwait(false);
            if (changes.MustReload)
            {
                break;
            }

            Stored = changes.Changes.Aggregate(Stored, (stored, change) => stored.After(change, codec));
            _mark = changes.Mark;
            if (!changes.HasMore)
            {
                return;
            }
        }

        await LoadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has everything read anew the next time.</summary>
    public void Forget() => _mark = null;

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
        var mark = (await store.ReadChangesAsync(null, PageSize, cancellationToken).ConfigureAwait(false)).Mark;
        var endpoints = await ReadAsync(ResourceKind.Endpoint, codec.EndpointOf, cancellationToken).ConfigureAwait(false);
        var subscriptions =
            await ReadAsync(ResourceKind.Subscription, ResourceCodec.SubscriptionOf, cancellationToken).ConfigureAwait(false);
        (_mark, Stored) = (mark, Stored.Holding(endpoints, subscriptions));
    }

    private async ValueTask<List<T>> ReadAsync<T>(ResourceKind kind, Func<ResourceRow, T> read, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        IReadOnlyList<ResourceRow> page = [];
        do
        {
            var after = page.Count == 0 ? null : new ResourcePosition(page[^1].Name, page[^1].Id);
            page = await store.ListAsync(new(kind), after, PageSize, cancellationToken).ConfigureAwait(false);
            all.AddRange(page.Select(read));
        }
        while (page.Count == PageSize);
        return all;
    }
}
