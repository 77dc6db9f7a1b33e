namespace ZeroPath.Webhooks;

/// <summary>What came of sending a delivery again.</summary>
public enum RedeliveryOutcome
{
    /// <summary>It is pending, due at once, with all its attempts before it.</summary>
    Redelivered,

    /// <summary>
    /// Nothing changed: it is not settled yet. An attempt is under way, or the next one is due at its <see cref="Delivery.DueAt"/>.
    /// </summary>
    StillPending,

    /// <summary>Nothing changed: retention has removed the event's payload, or the store's copy cannot be read.</summary>
    PayloadRemoved,

    /// <summary>Nothing changed: its endpoint is disabled. Enable it first.</summary>
    EndpointDisabled,

    /// <summary>Nothing changed: its endpoint has been removed.</summary>
    EndpointRemoved,

    /// <summary>There is no delivery of this id. Retention may have removed it.</summary>
    NotFound,
}
