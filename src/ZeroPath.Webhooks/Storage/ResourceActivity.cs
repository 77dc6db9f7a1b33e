namespace ZeroPath.Webhooks.Storage;

/// <summary>What a store keeps of one change of a row. It is written with the change, or not at all.</summary>
/// <remarks><see cref="ToString"/> leaves out the settings.</remarks>
public sealed record ResourceActivity
{
    /// <summary>The row's kind.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>The row's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name since the change.</summary>
    public required string Name { get; init; }

    /// <summary>The organization it belongs to since the change, as the edit said; null for the host's own.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Its settings before; null when it was added.</summary>
    public string? Before { get; init; }

    /// <summary>Its settings since; null when it was removed.</summary>
    public string? After { get; init; }

    /// <summary><see cref="ResourceEdit.Save.ChangesSecrets"/>; of a row that was removed, whether it had some.</summary>
    public required bool ChangesSecrets { get; init; }

    /// <summary>When, by the store's clock.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Where the change came from.</summary>
    public required ChangeOrigin Origin { get; init; }

    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append($"Kind = {Kind}, Id = {Id}, Name = {Name}, OrganizationId = {OrganizationId}, Origin = {Origin}");
        return true;
    }
}
