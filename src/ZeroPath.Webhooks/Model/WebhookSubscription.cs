namespace ZeroPath.Webhooks;

/// <summary>
/// Which events an endpoint gets: the "notification setting" of ZeroPath's documentation. An endpoint may have several; an event
/// that several of them match is sent to it once.
/// </summary>
public sealed record WebhookSubscription
{
    /// <summary>What identifies it, exactly; unique among the subscriptions. <c>sub_</c> and a new UUIDv7 unless set.</summary>
    public string Id { get; init; } = $"sub_{Guid.CreateVersion7():N}";

    /// <summary>The <see cref="WebhookEndpoint.Id"/> of the endpoint that it feeds.</summary>
    public required string EndpointId { get; init; }

    /// <summary>Of which repositories.</summary>
    public RepositoryScope Repositories { get; init; } = RepositoryScope.All;

    /// <summary>Which types of events.</summary>
    public EventTypeScope EventTypes { get; init; } = EventTypeScope.All;

    /// <summary>
    /// The lowest level of which it gets vulnerabilities. It applies only to types of events that have a severity; all others pass.
    /// </summary>
    public SeverityLevel Threshold { get; init; } = SeverityLevel.Info;

    /// <summary>
    /// The organization whose events alone it gets; null for that of its endpoint. When neither has one, it gets those of all.
    /// </summary>
    public string? OrganizationId { get; init; }

    /// <summary>Whether it gets events at all.</summary>
    public bool Enabled { get; init; } = true;
}
