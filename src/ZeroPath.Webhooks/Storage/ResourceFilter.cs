namespace ZeroPath.Webhooks.Storage;

/// <summary>Which rows to list.</summary>
public sealed class ResourceFilter(ResourceKind kind, string? organizationId = null, string? parentId = null)
{
    /// <summary>Those of this kind.</summary>
    public ResourceKind Kind { get; } = kind;

    /// <summary>Those of this organization; null for all.</summary>
    public string? OrganizationId { get; } = organizationId;

    /// <summary>Those of this parent; null for all.</summary>
    public string? ParentId { get; } = parentId;
}
