namespace ZeroPath.Webhooks.Benchmarks.Stores;

/// <summary>One way to publish events and deliver them, on a database that was empty before.</summary>
internal interface IContender : IAsyncDisposable
{
    /// <summary>How many events are added, claimed and marked at once.</summary>
    const int Batch = 500;

    /// <summary>Returns when all of them are delivered, and that is recorded durably.</summary>
    Task PublishAndDeliverAsync(int events);
}
