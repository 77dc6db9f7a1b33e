namespace ZeroPath.Webhooks.Storage;

/// <summary>One edit of a row, or a condition on it.</summary>
public abstract record ResourceEdit
{
    private ResourceEdit(ResourceKind kind, string id) => (Kind, Id) = (kind, id);

    /// <summary>The row's kind.</summary>
    public ResourceKind Kind { get; }

    /// <summary>The row's id.</summary>
    public string Id { get; }

    /// <summary>Saves a row in the place of the version that it was made from.</summary>
    /// <param name="Row">The row. Its version and its time are not looked at: the store gives new ones.</param>
    /// <param name="ExpectedVersion">The version that is replaced; 0 when there must be none.</param>
    public sealed record Save(ResourceRow Row, long ExpectedVersion) : ResourceEdit(Row.Kind, Row.Id);

    /// <summary>Removes a row, and those whose parent it is.</summary>
    /// <param name="Kind">The row's kind.</param>
    /// <param name="Id">The row's id.</param>
    /// <param name="ExpectedVersion">The version that is removed.</param>
    public sealed record Remove(ResourceKind Kind, string Id, long ExpectedVersion) : ResourceEdit(Kind, Id);

    /// <summary>Changes nothing, and conflicts unless the row is there.</summary>
    /// <param name="Kind">The row's kind.</param>
    /// <param name="Id">The row's id.</param>
    public sealed record Require(ResourceKind Kind, string Id) : ResourceEdit(Kind, Id);
}
