namespace ZeroPath.Webhooks.Storage;

/// <summary>A row that was saved or removed.</summary>
/// <param name="Kind">The row's kind.</param>
/// <param name="Id">The row's id.</param>
/// <param name="Version">The number of the change. Of two changes of one row, the one with the higher number is the later one.</param>
/// <param name="Row">The row as it is now; null when it was removed.</param>
public sealed record ResourceChange(ResourceKind Kind, string Id, long Version, ResourceRow? Row);
