using System.Data.Common;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>An empty store, and a hand on its clock. Each test makes one and disposes of it.</summary>
public abstract class StoreHarness : IAsyncDisposable
{
    /// <summary>The store, as a bundle of its parts.</summary>
    public abstract WebhookStore Bundle { get; }

    /// <summary>The same store as another node has it; the same bundle where there are no others.</summary>
    public virtual WebhookStore OtherNode => Bundle;

    /// <summary>Whether others can write while a transaction of the application's is open.</summary>
    public virtual bool HasManyWriters => false;

    /// <summary>Its queue.</summary>
    public IDeliveryStore Store => Bundle.Deliveries;

    /// <summary>Its health of endpoints.</summary>
    public IEndpointHealthStore Health => Bundle.Health;

    /// <summary>Its reader.</summary>
    public IDeliveryReader Reader => Bundle.Reader;

    /// <summary>Its reader as hosts have it.</summary>
    public WebhookHistory History => new(Bundle.Reader, Bundle.Resources);

    /// <summary>Its operations.</summary>
    public IDeliveryOperations Operations => Bundle.Operations;

    /// <summary>Its jobs.</summary>
    public IJobStore Jobs => Bundle.Jobs;

    /// <summary>Its endpoints, subscriptions and triggers.</summary>
    public IResourceStore Resources => Bundle.Resources;

    /// <summary>
    /// Begins a transaction of the application's, in a store that has been opened; null where the store takes part in none. Whoever ends
    /// the transaction closes its connection.
    /// </summary>
    public virtual Task<DbTransaction?> BeginAsync() => Task.FromResult<DbTransaction?>(null);

    /// <summary>
    /// Lets time pass for the store. One with a clock of its own, such as a database server's, may instead move all the times that it
    /// holds into the past.
    /// </summary>
    public abstract Task AdvanceAsync(TimeSpan time);

    /// <summary>
    /// Sets the system's clock of this process forward, or back, while no time passes. A store with a clock of its own does not look at it.
    /// </summary>
    public virtual void StepClock(TimeSpan time)
    {
    }

    /// <summary>
    /// A mark of the feed of changes that was given out so long before. Unchanged where <see cref="AdvanceAsync"/> moves the clock.
    /// </summary>
    public virtual string Aged(string mark, TimeSpan time) => mark;

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
