namespace ZeroPath.Webhooks.Events;

/// <summary>The organization in which an event happened.</summary>
public sealed class Organization : ExtensibleObject
{
    /// <summary>Its id. Endpoints and subscriptions that belong to an organization see only events with their own id here.</summary>
    public required string Id { get; set; }

    /// <summary>Its name.</summary>
    public string? Name { get; set; }
}
