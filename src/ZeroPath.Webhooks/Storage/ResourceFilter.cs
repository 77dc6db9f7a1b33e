namespace ZeroPath.Webhooks.Storage;

/// <summary>Which rows to list.</summary>
/// <param name="Kind">Those of this kind.</param>
/// <param name="OrganizationId">Those of this organization; null for all.</param>
/// <param name="ParentId">Those of this parent; null for all.</param>
public sealed record ResourceFilter(ResourceKind Kind, string? OrganizationId = null, string? ParentId = null);
