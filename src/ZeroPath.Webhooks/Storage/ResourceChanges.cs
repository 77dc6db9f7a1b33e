namespace ZeroPath.Webhooks.Storage;

/// <summary>A part of the feed of changes.</summary>
public sealed class ResourceChanges(string mark)
{
    /// <summary>What to read the next changes with.</summary>
    public string Mark { get; } = mark;

    /// <summary>
    /// The changes. One that was given before may be among them again, and those of different rows are in no particular order.
    /// </summary>
    public IReadOnlyList<ResourceChange> Changes { get; init; } = [];

    /// <summary>Whether there are more changes already.</summary>
    public bool HasMore { get; init; }

    /// <summary>
    /// Whether the reader must load all rows anew, because removals after its mark are no longer known. There are no changes then, and
    /// <see cref="Mark"/> is the current one: take it first, and load then.
    /// </summary>
    public bool MustReload { get; init; }
}
