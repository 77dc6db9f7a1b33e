using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>An empty store, and a hand on its clock. Each test makes one and disposes of it.</summary>
public abstract class StoreHarness : IAsyncDisposable
{
    /// <summary>The queue.</summary>
    public abstract IDeliveryStore Store { get; }

    /// <summary>The same store, for the health of endpoints.</summary>
    public abstract IEndpointHealthStore Health { get; }

    /// <summary>The same store, for reading.</summary>
    public abstract IDeliveryReader Reader { get; }

    /// <summary>The same store, for operations.</summary>
    public abstract IDeliveryOperations Operations { get; }

    /// <summary>The same store, for notices of failures.</summary>
    public abstract IFailureNoticeStore Notices { get; }

    /// <summary>The same store, for jobs.</summary>
    public abstract IJobStore Jobs { get; }

    /// <summary>The same store, for inbound triggers.</summary>
    public abstract IInboundTriggerStore Triggers { get; }

    /// <summary>The same store, for the configuration; null if it keeps none.</summary>
    public abstract IRoutingTableStore? Configuration { get; }

    /// <summary>
    /// Lets time pass for the store. One with a clock of its own, such as a database server's, may instead move all the times that it
    /// holds into the past.
    /// </summary>
    public abstract Task AdvanceAsync(TimeSpan time);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
