namespace ZeroPath.Webhooks.Storage;

/// <summary>Keeps rows in the process's memory.</summary>
/// <param name="time">The store's clock.</param>
internal sealed class ResourceTable(TimeProvider time) : IResourceStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(ResourceKind Kind, string Id), ResourceRow> _rows = [];

    // By version: rows that are there, and removals that are remembered.
    private readonly SortedDictionary<long, ResourceChange> _changes = [];
    private readonly Queue<(DateTimeOffset At, long Version)> _removals = [];
    private long _version;

    public ValueTask<ResourceOutcome> ApplyAsync(
        IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (edits.FirstOrDefault(Conflicts) is { } conflict)
            {
                return new(new ResourceOutcome([], conflict));
            }

            Forget(now);
            foreach (var edit in edits.OfType<ResourceEdit.Remove>())
            {
                Remove((edit.Kind, edit.Id), now);
            }

            return new(new ResourceOutcome([.. edits.OfType<ResourceEdit.Save>().Select(edit => Save(edit.Row, origin, now))], null));
        }
    }

    public ValueTask<ResourceChanges> ReadChangesAsync(string? mark, int max, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var current = new ResourceMark(now, _version).ToString();
            if (mark is null)
            {
                return new(new ResourceChanges(current));
            }

            if (ResourceMark.Parse(mark, now) is not { Numbers: [var known] } || known > _version)
            {
                return new(new ResourceChanges(current) { MustReload = true });
            }

            // Most often nothing has changed.
            List<ResourceChange> changes = known == _version
                ? []
                : [.. _changes.Where(change => change.Key > known).Take(max + 1).Select(change => change.Value)];
            return new(changes.Count <= max
                ? new ResourceChanges(current) { Changes = changes }
                : new ResourceChanges(new ResourceMark(now, changes[max - 1].Version).ToString())
                {
                    Changes = changes[..max],
                    HasMore = true,
                });
        }
    }

    public ValueTask<ResourceRow?> FindAsync(ResourceKind kind, string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(_rows.GetValueOrDefault((kind, id)));
        }
    }

    public ValueTask<IReadOnlyList<ResourceRow>> ListAsync(
        ResourceFilter filter, ResourcePosition? after, int max, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return new(
                [.. _rows.Values
                    .Where(row => row.Kind == filter.Kind
                        && (filter.OrganizationId ?? row.OrganizationId) == row.OrganizationId
                        && (filter.ParentId ?? row.ParentId) == row.ParentId)
                    .Select(row => (Row: row, Position: new ResourcePosition(row.Name, row.Id)))
                    .Where(item => after is null || ResourcePosition.Order.Compare(item.Position, after) > 0)
                    .OrderBy(item => item.Position, ResourcePosition.Order)
                    .Take(max)
                    .Select(item => item.Row)]);
        }
    }

    private bool Conflicts(ResourceEdit edit)
    {
        var row = _rows.GetValueOrDefault((edit.Kind, edit.Id));
        return edit switch
        {
            ResourceEdit.Save save => (row?.Version ?? 0) != save.ExpectedVersion,
            ResourceEdit.Remove remove => row?.Version != remove.ExpectedVersion,
            _ => row is null,
        };
    }

    private ResourceRow Save(ResourceRow row, ChangeOrigin origin, DateTimeOffset now)
    {
        var saved = row with { Version = ++_version, ChangedAt = now, ChangeOrigin = origin };
        if (_rows.TryGetValue((row.Kind, row.Id), out var replaced))
        {
            _changes.Remove(replaced.Version);
        }

        _rows[(row.Kind, row.Id)] = saved;
        _changes.Add(saved.Version, new(row.Kind, row.Id, saved.Version, saved));
        return saved;
    }

    private void Remove((ResourceKind Kind, string Id) key, DateTimeOffset now)
    {
        // It may have gone with its parent.
        if (_rows.Remove(key, out var removed))
        {
            _changes.Remove(removed.Version);
            _changes.Add(++_version, new(key.Kind, key.Id, _version, null));
            _removals.Enqueue((now, _version));
            if (key.Kind == ResourceKind.Endpoint)
            {
                _rows.Keys.Where(child => child.Kind == ResourceKind.Subscription && _rows[child].ParentId == key.Id).ToList()
                    .ForEach(child => Remove(child, now));
            }
        }
    }

    private void Forget(DateTimeOffset now)
    {
        while (_removals.TryPeek(out var oldest) && oldest.At < now - ResourceMark.RemovalsAreKept)
        {
            _changes.Remove(_removals.Dequeue().Version);
        }
    }
}
