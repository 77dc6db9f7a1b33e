namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// Keeps what people configure, a row each: endpoints, subscriptions and inbound triggers. Nodes that share the store follow by a feed of
/// changes.
/// </summary>
public interface IResourceStore
{
    /// <summary>Makes all edits, or none, and keeps what each did.</summary>
    /// <param name="edits">The edits, at most one of each row. They are made in any order.</param>
    /// <param name="origin">Where they come from: stored with each row that is saved.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    ValueTask<ResourceOutcome> ApplyAsync(IReadOnlyList<ResourceEdit> edits, ChangeOrigin origin, CancellationToken cancellationToken);

    /// <summary>
    /// The changes after a mark. A change that is committed late is not missed, even if one with a higher version was read
    /// before. Removals are known for a day.
    /// </summary>
    /// <param name="mark">
    /// The mark that the reader has. Null only asks for the current one: take it, list all rows, and read on from it.
    /// </param>
    /// <param name="max">How many changes at most.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    ValueTask<ResourceChanges> ReadChangesAsync(string? mark, int max, CancellationToken cancellationToken);

    /// <summary>A row; null if there is none of this kind and id.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    ValueTask<ResourceRow?> FindAsync(ResourceKind kind, string id, CancellationToken cancellationToken);

    /// <summary>Rows, in the order of names, then ids.</summary>
    /// <param name="filter">Which rows.</param>
    /// <param name="after">The last row of the page before; null for the first page.</param>
    /// <param name="max">How many rows at most. Fewer are returned only at the end of the list.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    ValueTask<IReadOnlyList<ResourceRow>> ListAsync(
        ResourceFilter filter, ResourcePosition? after, int max, CancellationToken cancellationToken);

    /// <summary>The changes that were made, newest first.</summary>
    /// <param name="filter">Which changes.</param>
    /// <param name="page">Which part of the list.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    ValueTask<Page<ResourceActivity>> ListActivityAsync(ActivityFilter filter, PageRequest page, CancellationToken cancellationToken);
}
