namespace ZeroPath.Webhooks.Storage;

/// <summary>Keeps everything in the process's memory: for tests, and for hosts that can lose their webhooks when they stop.</summary>
internal static class InMemoryStore
{
    /// <summary>How many finished events are kept unless said otherwise.</summary>
    public const int DefaultKeepFinishedEvents = 1_000;

    /// <summary>Makes an empty store.</summary>
    /// <param name="time">The store's clock.</param>
    /// <param name="keepFinishedEvents">How many events without a pending delivery are kept.</param>
    public static WebhookStore Create(TimeProvider time, int keepFinishedEvents = DefaultKeepFinishedEvents)
    {
        var state = new InMemoryState(time, keepFinishedEvents);
        var jobs = new InMemoryJobs(state);
        var resources = new ResourceTable(time);
        return new()
        {
            Name = "in memory",
            Deliveries = new InMemoryDeliveries(state, jobs),
            Health = new InMemoryHealth(state),
            Reader = new InMemoryHistory(state),
            Operations = new InMemoryOperations(state, resources),
            Jobs = jobs,
            Resources = resources,
            IsDurable = false,
        };
    }
}
