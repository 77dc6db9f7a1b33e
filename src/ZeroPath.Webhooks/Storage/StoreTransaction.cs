namespace ZeroPath.Webhooks.Storage;

/// <summary>What can be written inside a transaction of the application's.</summary>
/// <param name="events">Takes published events.</param>
/// <param name="jobs">Takes the results of jobs.</param>
public sealed class StoreTransaction(IEventWriter events, IJobWriter jobs)
{
    /// <summary>Takes published events.</summary>
    public IEventWriter Events { get; } = events;

    /// <summary>Takes the results of jobs.</summary>
    public IJobWriter Jobs { get; } = jobs;
}
