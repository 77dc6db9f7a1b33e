using System.Runtime.InteropServices;

namespace ZeroPath.Webhooks.Storage;

/// <summary>Keeps rows in the process's memory.</summary>
/// <param name="time">The store's clock.</param>
internal sealed class ResourceTable(TimeProvider time) : IResourceStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(ResourceKind Kind, string Id), ResourceRow> _rows = [];

    // By parent, the ids of subscriptions.
    private readonly Dictionary<string, HashSet<string>> _children = [];

    // By version: rows that are there, and removals that are remembered.
    private readonly SortedSet<ResourceChange> _changes =
        new(Comparer<ResourceChange>.Create((one, other) => one.Version.CompareTo(other.Version)));

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
                : [.. _changes.GetViewBetween(At(known + 1), At(_version)).Take(max + 1)];
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

    private static ResourceChange At(long version) => new(default, "", version, null);

    private ResourceRow Save(ResourceRow row, ChangeOrigin origin, DateTimeOffset now)
    {
        var saved = row with { Version = ++_version, ChangedAt = now, ChangeOrigin = origin };
        if (_rows.TryGetValue((row.Kind, row.Id), out var replaced))
        {
            Drop(replaced);
        }

        _rows[(row.Kind, row.Id)] = saved;
        _changes.Add(new(row.Kind, row.Id, saved.Version, saved));
        if (IsChild(saved))
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_children, saved.ParentId!, out _) ??= []).Add(saved.Id);
        }

        return saved;
    }

    private void Remove((ResourceKind Kind, string Id) key, DateTimeOffset now)
    {
        // It may have gone with its parent.
        if (_rows.Remove(key, out var removed))
        {
            Drop(removed);
            _changes.Add(new(key.Kind, key.Id, ++_version, null));
            _removals.Enqueue((now, _version));
            if (key.Kind == ResourceKind.Endpoint && _children.TryGetValue(key.Id, out var children))
            {
                children.ToList().ForEach(child => Remove((ResourceKind.Subscription, child), now));
            }
        }
    }

    private static bool IsChild(ResourceRow row) => row is { Kind: ResourceKind.Subscription, ParentId: not null };

    private void Drop(ResourceRow row)
    {
        _changes.Remove(At(row.Version));
        if (IsChild(row) && _children.TryGetValue(row.ParentId!, out var children))
        {
            children.Remove(row.Id);
            if (children.Count == 0)
            {
                _children.Remove(row.ParentId!);
            }
        }
    }

    private void Forget(DateTimeOffset now)
    {
        while (_removals.TryPeek(out var oldest) && oldest.At < now - ResourceMark.RemovalsAreKept)
        {
            _changes.Remove(At(_removals.Dequeue().Version));
        }
    }
}
