using ZeroPath.Webhooks.AspNetCore;

namespace ZeroPath.Webhooks.Dashboard;

/// <summary>
/// All who watch. Those of one scope look together: however many they are, the store is asked once a second, and not at all when nobody
/// watches.
/// </summary>
internal sealed class LiveHub(LiveLook look, TimeProvider time, CancellationToken stopping)
{
    public const int MaxOfScope = 100;

    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const int Max = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<WebhooksApiScope, Watch> _watches = [];
    private int _count;

    /// <returns>What ends the watching; null when too many watch already.</returns>
    public IDisposable? TryEnter(WebhooksApiScope scope)
    {
        lock (_lock)
        {
            var watch = _watches.GetValueOrDefault(scope) ?? new();
            if (_count >= Max || watch.Count >= MaxOfScope)
            {
                return null;
            }

            _watches[scope] = watch;
            (_count, watch.Count) = (_count + 1, watch.Count + 1);
            return new Place(() => Leave(scope, watch));
        }
    }

    /// <summary>How things stand, at most a second ago.</summary>
    /// <param name="scope">One that was entered.</param>
    public Task<LiveStamps> LookAsync(WebhooksApiScope scope)
    {
        lock (_lock)
        {
            var watch = _watches[scope];
            if (watch.Look is not { IsCompleted: false } && (watch.Look is null || time.GetElapsedTime(watch.LookedAt) >= Pause))
            {
                // Not with the token of one caller: all of them wait for it.
                (watch.LookedAt, watch.Look) = (time.GetTimestamp(), look.LookAsync(scope, stopping));
            }

            return watch.Look;
        }
    }

    private void Leave(WebhooksApiScope scope, Watch watch)
    {
        lock (_lock)
        {
            (_count, watch.Count) = (_count - 1, watch.Count - 1);
            if (watch.Count == 0)
            {
                _watches.Remove(scope);
            }
        }
    }

    private sealed class Watch
    {
        public int Count { get; set; }

        public Task<LiveStamps>? Look { get; set; }

        public long LookedAt { get; set; }
    }

    private sealed class Place(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
