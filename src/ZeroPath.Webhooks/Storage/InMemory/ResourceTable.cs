using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ZeroPath.Webhooks.Storage;

/// <summary>Keeps rows in the process's memory.</summary>
/// <param name="time">The store's clock.</param>
internal sealed class ResourceTable(TimeProvider time) : IResourceStore
{
    // As many finished events are kept, unless the host says otherwise.
    private const int MaxActivity = 10_000;

    // For places in an order.
    private static readonly ResourceRow NoRow = new() { Kind = default, Id = "", Name = "", Settings = "" };

    private readonly Lock _lock = new();

    private readonly Queue<(DateTimeOffset At, ResourceChange Removal)> _forgettable = [];

    // Settings lie beside their rows, as bytes: as text they would be twice as long, and most of what is kept.
    private SortedItems<(ResourceRow Bare, byte[] Settings)> _rows = new(Comparer<(ResourceRow Bare, byte[])>.Create((one, other) =>
        one.Bare.Kind != other.Bare.Kind
            ? one.Bare.Kind.CompareTo(other.Bare.Kind)
            : string.CompareOrdinal(one.Bare.Id, other.Bare.Id)));

    private SortedItems<ResourceRow> _byName = new(Comparer<ResourceRow>.Create((one, other) =>
        one.Kind != other.Kind ? one.Kind.CompareTo(other.Kind) : Compare((one.Name, one.Id), (other.Name, other.Id))));

    private SortedItems<ResourceRow> _byParent = new(Comparer<ResourceRow>.Create((one, other) =>
        Compare((one.ParentId, one.Id), (other.ParentId, other.Id))));

    private SortedItems<ResourceRow> _byVersion = new(Comparer<ResourceRow>.Create((one, other) =>
        one.Version.CompareTo(other.Version)));

    private SortedItems<ResourceChange> _removals = new(Comparer<ResourceChange>.Create((one, other) =>
        one.Version.CompareTo(other.Version)));

    private readonly Queue<(long Number, ResourceActivity Bare, byte[]? Before, byte[]? After)> _activity = [];
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
                Remove(edit.Kind, edit.Id, edit.Owner, origin, now);
            }

            return new(new ResourceOutcome([.. edits.OfType<ResourceEdit.Save>().Select(edit => Save(edit, origin, now))], null));
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

            List<ResourceChange> changes =
            [
                .. _byVersion.From(NoRow with { Version = known + 1 }).Take(max + 1)
                    .Select(row => new ResourceChange(row.Kind, row.Id, row.Version, Whole(row)))
                    .Concat(_removals.From(new(default, "", known + 1, null)).Take(max + 1))
                    .OrderBy(change => change.Version)
                    .Take(max + 1),
            ];
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
            return new(Find(kind, id) is { Bare: { } row } ? Whole(row) : null);
        }
    }

    public ValueTask<IReadOnlyList<ResourceRow>> ListAsync(
        ResourceFilter filter, ResourcePosition? after, int max, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var start = NoRow with { Kind = filter.Kind, Name = after?.Name ?? "", Id = after?.Id ?? "" };
            return new(
                [.. _byName.From(start).TakeWhile(row => row.Kind == filter.Kind)
                    .Where(row => (filter.OrganizationId ?? row.OrganizationId) == row.OrganizationId
                        && (filter.ParentId ?? row.ParentId) == row.ParentId
                        && (row.Name, row.Id) != (after?.Name, after?.Id))
                    .Take(max)
                    .Select(Whole)]);
        }
    }

    public ValueTask<Page<ResourceActivity>> ListActivityAsync(
        ActivityFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var before = page.Before;
        lock (_lock)
        {
            return new(page.PageOf([.. _activity.Reverse()
                .Where(item => item.Number < before
                    && (filter.Kind ?? item.Bare.Kind) == item.Bare.Kind
                    && (filter.Id ?? item.Bare.Id) == item.Bare.Id
                    && (filter.OrganizationId ?? item.Bare.OrganizationId) == item.Bare.OrganizationId
                    && !(item.Bare.ChangedAt < filter.From)
                    && !(item.Bare.ChangedAt >= filter.To))
                .Take(page.Size + 1)
                .Select(item => (item.Number, item.Bare with { Before = Text(item.Before), After = Text(item.After) }))]));
        }
    }

    /// <summary>Forgets changes that were made no later than a time.</summary>
    /// <returns>How many, at most so many as asked for.</returns>
    public int ForgetActivity(DateTimeOffset until, int max)
    {
        var count = 0;
        lock (_lock)
        {
            while (count < max && _activity.TryPeek(out var oldest) && oldest.Bare.ChangedAt <= until)
            {
                _activity.Dequeue();
                count++;
            }
        }

        return count;
    }

    private static int Compare((string? First, string Second) one, (string? First, string Second) other) =>
        string.CompareOrdinal(one.First, other.First) is not 0 and var order ? order : string.CompareOrdinal(one.Second, other.Second);

    private ResourceRow Whole(ResourceRow bare) => bare with { Settings = Text(Find(bare.Kind, bare.Id).Settings) };

    [return: NotNullIfNotNull(nameof(settings))]
    private static string? Text(byte[]? settings) => settings is null ? null : Encoding.UTF8.GetString(settings);

    /// <summary>The row and its settings; the default if there is none.</summary>
    private (ResourceRow? Bare, byte[] Settings) Find(ResourceKind kind, string id) =>
        _rows.Find((NoRow with { Kind = kind, Id = id }, []));

    private bool Conflicts(ResourceEdit edit)
    {
        var version = Find(edit.Kind, edit.Id).Bare?.Version;
        return edit switch
        {
            ResourceEdit.Save save => (version ?? 0) != save.ExpectedVersion,
            ResourceEdit.Remove remove => version != remove.ExpectedVersion,
            _ => version is null,
        };
    }

    private ResourceRow Save(ResourceEdit.Save edit, ChangeOrigin origin, DateTimeOffset now)
    {
        var row = edit.Row;
        var saved = row with { Version = ++_version, ChangedAt = now, ChangeOrigin = origin };
        var (replaced, settings) = Find(row.Kind, row.Id);
        if (replaced is not null)
        {
            Drop(replaced);
        }

        var written = Encoding.UTF8.GetBytes(row.Settings);
        Keep(saved, edit.Owner, settings, written, edit.ChangesSecrets);
        var bare = saved with { Settings = "" };
        _rows = _rows.With((bare, written));
        (_byName, _byVersion) = (_byName.With(bare), _byVersion.With(bare));
        if (IsChild(bare))
        {
            _byParent = _byParent.With(bare);
        }

        return saved;
    }

    private void Remove(ResourceKind kind, string id, string? owner, ChangeOrigin origin, DateTimeOffset now)
    {
        // It may have gone with its parent.
        if (Find(kind, id) is not { Bare: { } removed, Settings: var settings })
        {
            return;
        }

        _rows = _rows.Without((removed, settings));
        Drop(removed);
        var removal = new ResourceChange(kind, id, ++_version, null);
        Keep(removed with { ChangedAt = now, ChangeOrigin = origin }, owner, settings, null, removed.Secrets is not null);
        _removals = _removals.With(removal);
        _forgettable.Enqueue((now, removal));
        if (kind == ResourceKind.Endpoint)
        {
            _byParent.From(NoRow with { ParentId = id }).TakeWhile(child => child.ParentId == id).ToList()
                .ForEach(child => Remove(child.Kind, child.Id, owner, origin, now));
        }
    }

    private void Keep(ResourceRow row, string? owner, byte[]? before, byte[]? after, bool changesSecrets)
    {
        _activity.Enqueue((_version, new()
        {
            Kind = row.Kind,
            Id = row.Id,
            Name = row.Name,
            OrganizationId = owner,
            ChangesSecrets = changesSecrets,
            ChangedAt = row.ChangedAt,
            Origin = row.ChangeOrigin,
        }, before, after));
        while (_activity.Count > MaxActivity)
        {
            _activity.Dequeue();
        }
    }

    private static bool IsChild(ResourceRow row) => row is { Kind: ResourceKind.Subscription, ParentId: not null };

    private void Drop(ResourceRow row)
    {
        (_byName, _byVersion) = (_byName.Without(row), _byVersion.Without(row));
        if (IsChild(row))
        {
            _byParent = _byParent.Without(row);
        }
    }

    private void Forget(DateTimeOffset now)
    {
        while (_forgettable.TryPeek(out var oldest) && oldest.At < now - ResourceMark.RemovalsAreKept)
        {
            _removals = _removals.Without(_forgettable.Dequeue().Removal);
        }
    }
}
