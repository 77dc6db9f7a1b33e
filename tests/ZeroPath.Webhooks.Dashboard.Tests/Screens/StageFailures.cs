using System.Collections.Concurrent;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

/// <summary>Has jobs fail, or come to no end, the first time that they are run.</summary>
internal sealed class StageFailures
{
    private readonly ConcurrentDictionary<string, bool> _seen = [];

    public void ThrowOnce(string id, bool fails)
    {
        if (fails && _seen.TryAdd(id, true))
        {
            throw new InvalidOperationException("The desk is closed.");
        }
    }

    public Task WaitOnceAsync(string id, bool waits, CancellationToken cancellationToken) => waits && _seen.TryAdd(id, true)
        ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
        : Task.CompletedTask;
}
