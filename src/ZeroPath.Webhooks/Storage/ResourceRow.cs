namespace ZeroPath.Webhooks.Storage;

/// <summary>What a store keeps of an endpoint, a subscription or a trigger. Kind and id together identify it.</summary>
/// <remarks><see cref="ToString"/> leaves out settings and secrets.</remarks>
public sealed record ResourceRow
{
    /// <summary>What it is.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it. Lists are in the order of names, then ids.</summary>
    public required string Name { get; init; }

    /// <summary>The organization it belongs to; null for the host's own.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>
    /// The id of what it belongs to: a subscription's endpoint. Null for none. Whoever removes the parent removes it too.
    /// </summary>
    public string? ParentId { get; init; }

    /// <summary>Everything else, as JSON, without secrets.</summary>
    public required string Settings { get; init; }

    /// <summary>Its secrets, protected already; null if it has none.</summary>
    public string? Secrets { get; init; }

    /// <summary>
    /// The store's number of the change that wrote the row. No other change has it, and a later one of this row has a higher one.
    /// </summary>
    public long Version { get; init; }

    /// <summary>When it was written, by the store's clock.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Where that change came from.</summary>
    public ChangeOrigin ChangeOrigin { get; init; } = ChangeOrigin.Code;

    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(
            $"Kind = {Kind}, Id = {Id}, Name = {Name}, OrganizationId = {OrganizationId}, ParentId = {ParentId}, Version = {Version}");
        return true;
    }
}
