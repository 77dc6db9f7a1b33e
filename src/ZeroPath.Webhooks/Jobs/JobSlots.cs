namespace ZeroPath.Webhooks;

/// <summary>The places for jobs of one kind in this process, and what the loop must know of them, under one lock.</summary>
internal sealed class JobSlots(int count)
{
    private readonly int _count = count;
    private readonly Lock _lock = new();
    private readonly HashSet<JobAttempt> _underWay = [];
    private int _free = count;
    private Phase _phase;
    private bool _storeMayHaveMore;

    private enum Phase
    {
        /// <summary>No loop runs here: what is added is left to the store.</summary>
        Closed,

        /// <summary>The loop takes up what is due, and what is added may be started at once.</summary>
        Open,

        /// <summary>Nothing more is taken up; the loop waits for what is under way.</summary>
        Draining,
    }

    /// <summary>Whether nothing more is taken up and nothing is under way.</summary>
    public bool IsDrained
    {
        get
        {
            lock (_lock)
            {
                return _phase == Phase.Draining && _free == _count && _underWay.Count == 0;
            }
        }
    }

    /// <summary>Whether nothing more is taken up: the host stops, or has stopped.</summary>
    public bool IsDraining
    {
        get
        {
            lock (_lock)
            {
                return _phase == Phase.Draining;
            }
        }
    }

    public void Open() => SetPhase(Phase.Open);

    public void Drain() => SetPhase(Phase.Draining);

    /// <summary>Takes so many places; none when the loop does not take up anything, or when there are fewer.</summary>
    public bool TryTake(int places)
    {
        lock (_lock)
        {
            if (_phase != Phase.Open || places > _free)
            {
                return false;
            }

            _free -= places;
            return true;
        }
    }

    /// <summary>Takes every free place for a look at the store, and notes that nothing more is known to be there.</summary>
    public int TakeAllToLook()
    {
        lock (_lock)
        {
            if (_free == 0)
            {
                return 0;
            }

            _storeMayHaveMore = false;
            (var taken, _free) = (_free, 0);
            return taken;
        }
    }

    public void GiveBack(int places)
    {
        lock (_lock)
        {
            _free += places;
        }
    }

    /// <summary>Notes that the store may have due jobs that nobody here has taken up.</summary>
    public void NoteMoreInStore()
    {
        lock (_lock)
        {
            _storeMayHaveMore = true;
        }
    }

    /// <summary>An attempt begins, in a place that was taken for it.</summary>
    public void Begin(JobAttempt attempt)
    {
        lock (_lock)
        {
            _underWay.Add(attempt);
        }
    }

    /// <summary>An attempt is over and recorded. Its place was given back before.</summary>
    /// <returns>Whether the loop has to look: more may be due, and there is a place for it; or it waits for this one.</returns>
    public bool End(JobAttempt attempt)
    {
        lock (_lock)
        {
            _underWay.Remove(attempt);
            return (_storeMayHaveMore && _free > 0) || _phase == Phase.Draining;
        }
    }

    public IReadOnlyList<JobAttempt> UnderWay()
    {
        lock (_lock)
        {
            return [.. _underWay];
        }
    }

    private void SetPhase(Phase phase)
    {
        lock (_lock)
        {
            _phase = phase;
        }
    }
}
