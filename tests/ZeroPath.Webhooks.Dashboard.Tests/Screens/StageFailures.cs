using System.Collections.Concurrent;

namespace ZeroPath.Webhooks.Dashboard.Tests.Screens;

/// <summary>Has jobs fail the first time that they are run.</summary>
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
}
