namespace ZeroPath.Webhooks.AspNetCore;

/// <summary>What a caller of the management API sees and changes. <c>default</c> is <see cref="Nothing"/>.</summary>
public readonly record struct WebhooksApiScope
{
    /// <summary>
    /// All organizations, the host's own endpoints, and what belongs to no organization, such as retention: for operators.
    /// </summary>
    public static WebhooksApiScope All { get; } = new() { IsAll = true };

    /// <summary>Nothing at all: every request is refused with 403.</summary>
    public static WebhooksApiScope Nothing { get; }

    /// <summary>Whether it is <see cref="All"/>.</summary>
    public bool IsAll { get; private init; }

    /// <summary>The organization; null for <see cref="All"/> and <see cref="Nothing"/>.</summary>
    public string? OrganizationId { get; private init; }

    /// <summary>
    /// One organization: its endpoints with their subscriptions, its events, the deliveries of these events to these endpoints, and its
    /// inbound triggers. All else answers 404, as if it did not exist.
    /// </summary>
    /// <param name="id">The organization's id, as in its events; <see cref="Nothing"/> if it is null or blank.</param>
    public static WebhooksApiScope Organization(string? id) => string.IsNullOrWhiteSpace(id) ? Nothing : new() { OrganizationId = id };

    /// <summary>Whether what belongs to an organization, or to none, is within it.</summary>
    internal bool Includes(string? organizationId) => IsAll || (OrganizationId is not null && OrganizationId == organizationId);
}
