using System.Runtime.InteropServices;

namespace ZeroPath.Webhooks;

/// <summary>
/// How often callers may send tests, in this process: ten at once and ten a minute an organization, and as many the host's operators
/// together. Code of the host's is not held back.
/// </summary>
internal sealed class TestRate(TimeProvider time)
{
    public const int MaxPerMinute = 10;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, RateLimit> _limits = [];
    private readonly Lock _lock = new();
    private TimeSpan _cleaned;

    /// <summary>How many callers are remembered: those of the last two minutes.</summary>
    public int Remembered => _limits.Count;

    /// <param name="organizationId">Whose turn it is; null for the operators.</param>
    /// <returns>Zero when it is their turn; otherwise how long until it is.</returns>
    public TimeSpan TakeTurn(string? organizationId)
    {
        var now = time.Monotonic();
        lock (_lock)
        {
            Clean(now);

            // An organization's key begins with a mark, so that no id is taken for the operators.
            ref var limit = ref CollectionsMarshal.GetValueRefOrAddDefault(
                _limits, organizationId is null ? "" : $"-{organizationId}", out _);
            limit ??= NewLimit();
            return limit.Take(now);
        }
    }

    private static RateLimit NewLimit()
    {
        var limit = new RateLimit();
        limit.Set(Minute / MaxPerMinute, MaxPerMinute);
        return limit;
    }

    // Once a minute, so that no call looks at all the others.
    private void Clean(TimeSpan now)
    {
        if (now - _cleaned < Minute)
        {
            return;
        }

        foreach (var (key, _) in _limits.Where(item => item.Value.Left(now).Count == MaxPerMinute))
        {
            _limits.Remove(key);
        }

        _cleaned = now;
    }
}
