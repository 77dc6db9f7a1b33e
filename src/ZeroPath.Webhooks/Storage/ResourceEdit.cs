namespace ZeroPath.Webhooks.Storage;

/// <summary>One edit of a row, or a condition on it.</summary>
public abstract class ResourceEdit
{
    private ResourceEdit(ResourceKind kind, string id) => (Kind, Id) = (kind, id);

    /// <summary>The row's kind.</summary>
    public ResourceKind Kind { get; }

    /// <summary>The row's id.</summary>
    public string Id { get; }

    /// <summary>Saves a row in the place of the version that it was made from.</summary>
    /// <param name="row">The row. Its version and its time are not looked at: the store gives new ones.</param>
    /// <param name="expectedVersion">The version that is replaced; 0 when there must be none.</param>
    /// <param name="changesSecrets">Whether secrets are changed. Stores cannot tell: protected anew, a secret looks different.</param>
    public sealed class Save(ResourceRow row, long expectedVersion, bool changesSecrets = false) : ResourceEdit(row.Kind, row.Id)
    {
        /// <summary>Whether secrets are changed.</summary>
        public bool ChangesSecrets { get; } = changesSecrets;

        /// <summary>
        /// The organization whose activity the change is; null for the host's own. It is that of the row, unless set: a subscription
        /// belongs to its endpoint's, even where it gets the events of another.
        /// </summary>
        public string? Owner { get; init; } = row.OrganizationId;

        /// <summary>The row.</summary>
        public ResourceRow Row { get; } = row;

        /// <summary>The version that is replaced; 0 when there must be none.</summary>
        public long ExpectedVersion { get; } = expectedVersion;
    }

    /// <summary>Removes a row, and those whose parent it is.</summary>
    /// <param name="kind">The row's kind.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="expectedVersion">The version that is removed.</param>
    /// <param name="owner">The organization whose activity all that is; null for the host's own.</param>
    public sealed class Remove(ResourceKind kind, string id, long expectedVersion, string? owner) : ResourceEdit(kind, id)
    {
        /// <summary>The version that is removed.</summary>
        public long ExpectedVersion { get; } = expectedVersion;

        /// <summary>The organization whose activity all that is; null for the host's own.</summary>
        public string? Owner { get; } = owner;
    }

    /// <summary>Changes nothing, and conflicts unless the row is there.</summary>
    /// <param name="kind">The row's kind.</param>
    /// <param name="id">The row's id.</param>
    public sealed class Require(ResourceKind kind, string id) : ResourceEdit(kind, id);
}
