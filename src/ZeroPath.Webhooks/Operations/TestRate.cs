namespace ZeroPath.Webhooks;

/// <summary>
/// How often callers may send tests, in this process: ten a minute an organization, and as many the host's operators together. Code of the
/// host's is not held back.
/// </summary>
internal sealed class TestRate(TimeProvider time)
{
    public const int MaxPerMinute = 10;

    private readonly Dictionary<string, Queue<TimeSpan>> _sent = [];
    private readonly Lock _lock = new();
    private TimeSpan _cleaned;

    /// <summary>How many callers are remembered: those of the last two minutes.</summary>
    public int Remembered => _sent.Count;

    /// <param name="organizationId">Whose turn it is; null for the operators.</param>
    /// <returns>Zero when it is their turn; otherwise how long until it is.</returns>
    public TimeSpan TakeTurn(string? organizationId)
    {
        lock (_lock)
        {
            var before = time.Monotonic() - TimeSpan.FromMinutes(1);
            Clean(before);

            // An organization's key begins with a mark, so that no id is taken for the operators.
            var key = organizationId is null ? "" : $"-{organizationId}";
            if (!_sent.TryGetValue(key, out var sent))
            {
                _sent[key] = sent = new();
            }

            while (sent.TryPeek(out var oldest) && oldest <= before)
            {
                sent.Dequeue();
            }

            if (sent.Count >= MaxPerMinute)
            {
                return sent.Peek() - before;
            }

            sent.Enqueue(time.Monotonic());
            return TimeSpan.Zero;
        }
    }

    // Once a minute, so that no call looks at all the others.
    private void Clean(TimeSpan before)
    {
        if (_cleaned > before)
        {
            return;
        }

        foreach (var key in _sent.Where(item => item.Value.Last() <= before).Select(item => item.Key).ToList())
        {
            _sent.Remove(key);
        }

        _cleaned = time.Monotonic();
    }
}
