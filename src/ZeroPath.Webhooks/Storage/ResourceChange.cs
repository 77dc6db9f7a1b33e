namespace ZeroPath.Webhooks.Storage;

/// <summary>A row that was saved or removed.</summary>
public sealed class ResourceChange(ResourceKind kind, string id, long version, ResourceRow? row)
{
    /// <summary>The row's kind.</summary>
    public ResourceKind Kind { get; } = kind;

    /// <summary>The row's id.</summary>
    public string Id { get; } = id;

    /// <summary>The number of the change. Of two changes of one row, the one with the higher number is the later one.</summary>
    public long Version { get; } = version;

    /// <summary>The row as it is now; null when it was removed.</summary>
    public ResourceRow? Row { get; } = row;
}
