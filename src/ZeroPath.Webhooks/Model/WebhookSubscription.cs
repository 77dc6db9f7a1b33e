using System.Text.Json.Serialization;

namespace ZeroPath.Webhooks;

/// <summary>
/// Which events an endpoint gets: the "notification setting" of ZeroPath's documentation. An endpoint may have several; an event
/// that several of them match is sent to it once.
/// </summary>
public sealed record WebhookSubscription
{
    /// <summary>
    /// What identifies it, exactly; unique among the subscriptions. Unless set, one of code or configuration gets <c>sub_</c> and a hash of
    /// its endpoint, organization, filters and threshold, the same after every start and on every node. One that is added at run time gets
    /// <c>sub_</c> and a new UUIDv7.
    /// </summary>
    public string Id
    {
        get;
        init => (field, HasOwnId) = (value, true);
    } = $"sub_{Guid.CreateVersion7():N}";

    /// <summary>The id of the endpoint that it feeds.</summary>
    public required string EndpointId { get; init; }

    /// <summary>Repositories whose events it gets: all, or some by name (ignoring case) or by id (exactly).</summary>
    public RepositoryScope Repositories { get; init; } = RepositoryScope.All;

    /// <summary>Types of events that it gets: all, future types included, or some documented ones.</summary>
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

    /// <inheritdoc cref="WebhookEndpoint.Version"/>
    public long Version { get; init; }

    /// <summary>Why what is stored of it cannot be read, so that it gets no events; null, as it should be, if it can.</summary>
    [JsonIgnore]
    public string? UnreadableReason { get; internal init; }

    /// <summary>Whether somebody set <see cref="Id"/>.</summary>
    internal bool HasOwnId { get; private init; }

    /// <summary>Where configuration has it; the default for a subscription of code or of a store.</summary>
    internal ConfigurationKey WrittenAt { get; init; }
}
