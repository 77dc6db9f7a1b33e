namespace ZeroPath.Webhooks.Benchmarks.Stores;

/// <summary>One way to publish events and deliver them, on a database that was empty before.</summary>
internal interface IContender : IAsyncDisposable
{
    /// <summary>Returns when all of them are delivered, and that is recorded durably.</summary>
    Task PublishAndDeliverAsync(int events);
}
