namespace ZeroPath.Webhooks;

/// <summary>
/// One change of an endpoint, a subscription or an inbound trigger: who made it, when, through which door, and what it did.
/// </summary>
/// <remarks>What code and configuration files give is not stored, so their changes are not here.</remarks>
public sealed record ActivityEntry
{
    /// <summary>What was changed.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is called since.</summary>
    public required string Name { get; init; }

    /// <summary>The organization it belongs to since: of a subscription, its endpoint's. Null for the host's own.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>When it was changed, by the store's clock.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who changed it, and through which door.</summary>
    public required ChangeOrigin Origin { get; init; }

    /// <summary>
    /// What it was before: a <see cref="WebhookEndpoint"/>, <see cref="WebhookSubscription"/> or <see cref="InboundTrigger"/>, without its
    /// secrets. Null when it was added, or cannot be read.
    /// </summary>
    public object? Before { get; init; }

    /// <summary>What it is since, as <see cref="Before"/>. Null when it was removed, or cannot be read.</summary>
    public object? After { get; init; }

    /// <summary>Whether its secrets were changed: header values, signing secrets, the secrets of a trigger.</summary>
    public required bool ChangesSecrets { get; init; }
}
