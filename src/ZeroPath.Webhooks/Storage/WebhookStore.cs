namespace ZeroPath.Webhooks.Storage;

/// <summary>
/// A store: a bundle of parts that keep what they are given in one place. Every part is safe for concurrent callers. The parts have the
/// clock: what callers say about time is how long, never when.
/// </summary>
public sealed record WebhookStore : IDisposable
{
    /// <summary>What logs call it, such as "SQLite".</summary>
    public required string Name { get; init; }

    /// <summary>The queue of deliveries.</summary>
    public required IDeliveryStore Deliveries { get; init; }

    /// <summary>The health of endpoints.</summary>
    public required IEndpointHealthStore Health { get; init; }

    /// <summary>Events, deliveries and attempts, to be looked at.</summary>
    public required IDeliveryReader Reader { get; init; }

    /// <summary>What operators do to deliveries.</summary>
    public required IDeliveryOperations Operations { get; init; }

    /// <summary>Jobs: received events, executions of triggers, bulk redeliveries, and what the host is still to be told.</summary>
    public required IJobStore Jobs { get; init; }

    /// <summary>What people configure: endpoints, subscriptions and inbound triggers.</summary>
    public required IResourceStore Resources { get; init; }

    /// <summary>
    /// Lets transactions of the application take in events and the results of jobs; null if the store takes no part in transactions.
    /// </summary>
    public IStoreTransactions? Transactions { get; init; }

    /// <summary>Whether what it keeps outlives the process.</summary>
    public bool IsDurable { get; init; } = true;

    /// <summary>
    /// What it does in the background while a host runs, such as listening for other nodes; it ends when the token is
    /// cancelled. Null for nothing.
    /// </summary>
    public Func<CancellationToken, Task>? RunAsync { get; init; }

    /// <summary>What is disposed with the store, such as its connections.</summary>
    public IDisposable? Owned { get; init; }

    /// <summary>Disposes of what the store owns.</summary>
    public void Dispose() => Owned?.Dispose();
}
