namespace ZeroPath.Webhooks.Storage;

/// <summary>What became of a list of edits.</summary>
/// <param name="saved">The rows as they were saved, with their new versions; none when an edit conflicts.</param>
/// <param name="conflict">The edit that conflicts; null when all were made.</param>
public sealed class ResourceOutcome(IReadOnlyList<ResourceRow> saved, ResourceEdit? conflict)
{
    /// <summary>The rows as they were saved, with their new versions; none when an edit conflicts.</summary>
    public IReadOnlyList<ResourceRow> Saved { get; } = saved;

    /// <summary>
    /// An edit that expected another version than the one that is there, so that nothing was changed; null when all were made.
    /// </summary>
    public ResourceEdit? Conflict { get; } = conflict;
}
