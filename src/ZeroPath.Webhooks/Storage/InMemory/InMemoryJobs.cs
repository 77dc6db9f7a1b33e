namespace ZeroPath.Webhooks.Storage;

/// <summary>Jobs.</summary>
internal sealed class InMemoryJobs(InMemoryState state) : IJobStore
{
    // Their keys are what repeats are known by, for longer than senders repeat; but not without end.
    internal const int KeepSettledJobs = 100_000;

    private readonly Dictionary<string, StoredJob> _jobs = [];
    private readonly Queue<StoredJob> _settledJobs = [];
    private readonly Dictionary<(string Kind, string Subject, string Key), StoredJob> _jobsByKey = [];

    /// <summary>By kind, the pending ones.</summary>
    private readonly Dictionary<string, SortedSet<StoredJob>> _dueJobs = [];

    /// <inheritdoc/>
    public bool IsDurable => false;

    /// <inheritdoc/>
    public ValueTask<JobAddition> AddJobAsync(Job job, TimeSpan? lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        cancellationToken.ThrowIfCancellationRequested();
        var now = state.Now;
        lock (state.Lock)
        {
            var isNew = job.Key is null || !_jobsByKey.ContainsKey((job.Kind, job.Subject, job.Key));
            var stored = isNew ? new StoredJob(job with { DueAt = now }, state.NextSequence()) : _jobsByKey[(job.Kind, job.Subject, job.Key!)];
            if (isNew)
            {
                _jobs.Add(job.Id, stored);
                DueJobs(job.Kind).Add(stored);
                if (job.Key is not null)
                {
                    _jobsByKey.Add((job.Kind, job.Subject, job.Key), stored);
                }
            }

            var leased = lease is { } length && stored.Job.DueAt <= now ? Lease(stored, now + length) : null;
            return new(new JobAddition(stored.Job, isNew, leased));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LeasedJob>> LeaseJobsAsync(string kind, int max, TimeSpan length, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = state.Now;
        lock (state.Lock)
        {
            return new([.. DueJobs(kind).TakeWhile(stored => stored.Job.DueAt <= now).Take(max).ToList().Select(stored => Lease(stored, now + length))]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<TimeSpan?> NextJobDueAsync(string kind, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Lock)
        {
            var wait = DueJobs(kind).Min?.Job.DueAt - state.Now;
            return new(wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RecordJobAsync(LeasedJob leased, JobTransition transition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transition);
        var now = state.Now;
        return ChangeLeased(leased, stored =>
        {
            stored.Token++;
            Change(stored, stored.Job with
            {
                State = transition.State,
                Reason = transition.Reason,
                Result = transition.Result ?? stored.Job.Result,
                AttemptCount = stored.Job.AttemptCount - (transition.CountsAttempt ? 0 : 1),
                DueAt = transition.State == JobState.Pending ? now + transition.Delay : null,
                SettledAt = transition.State == JobState.Pending ? null : now,
            });
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ExtendJobAsync(LeasedJob leased, TimeSpan length, string? result, CancellationToken cancellationToken)
    {
        var until = state.Now + length;
        return ChangeLeased(
            leased, stored => Change(stored, stored.Job with { DueAt = until, Result = result ?? stored.Job.Result }), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveJobAsync(LeasedJob leased, CancellationToken cancellationToken) =>
        await ChangeLeased(leased, Remove, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<Job?> FindJobAsync(string jobId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Lock)
        {
            return new(_jobs.GetValueOrDefault(jobId)?.Job);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Page<Job>> ListJobsAsync(JobFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Lock)
        {
            return new(page.PageOf(
                [.. _jobs.Values.Where(stored => stored.Sequence < page.Before && Matches(filter, stored.Job))
                    .OrderByDescending(stored => stored.Sequence)
                    .Take(page.Size + 1)
                    .Select(stored => (stored.Sequence, stored.Job with { Body = default }))]));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RetryJobAsync(string jobId, CancellationToken cancellationToken = default) => ChangeJob(
        jobId,
        stored => stored.Job.State != JobState.Pending,
        (job, now) => job with { State = JobState.Pending, Reason = null, AttemptCount = 0, DueAt = now, SettledAt = null },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> CancelJobAsync(string jobId, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return ChangeJob(
            jobId,
            stored => stored.Job.State == JobState.Pending,
            (job, now) => job with { State = JobState.Cancelled, Reason = reason, DueAt = null, SettledAt = now },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> PurgeJobsAsync(JobFilter filter, TimeSpan age, int max, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        cancellationToken.ThrowIfCancellationRequested();
        var before = state.Now - age;
        lock (state.Lock)
        {
            var old = _jobs.Values.Where(stored => stored.Job.SettledAt <= before && Matches(filter, stored.Job)).Take(max).ToList();
            old.ForEach(Remove);
            return new(old.Count);
        }
    }

    private static bool Matches(JobFilter filter, Job job) =>
        (filter.Kind ?? job.Kind) == job.Kind
        && (filter.Subject ?? job.Subject) == job.Subject
        && (filter.OrganizationId ?? job.OrganizationId) == job.OrganizationId
        && (filter.State ?? job.State) == job.State
        && !(job.CreatedAt < filter.From)
        && !(job.CreatedAt >= filter.To);

    private LeasedJob Lease(StoredJob stored, DateTimeOffset until)
    {
        Change(stored, stored.Job with { DueAt = until, AttemptCount = stored.Job.AttemptCount + 1 });
        return new(stored.Job, ++stored.Token);
    }

    private ValueTask<bool> ChangeLeased(LeasedJob leased, Action<StoredJob> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Lock)
        {
            var isLast = _jobs.TryGetValue(leased.Job.Id, out var stored)
                && stored.Token == leased.FencingToken && stored.Job.State == JobState.Pending;
            if (isLast)
            {
                change(stored!);
            }

            return new(isLast);
        }
    }

    private ValueTask<bool> ChangeJob(
        string jobId, Func<StoredJob, bool> applies, Func<Job, DateTimeOffset, Job> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = state.Now;
        lock (state.Lock)
        {
            if (!_jobs.TryGetValue(jobId, out var stored) || !applies(stored))
            {
                return new(false);
            }

            stored.Token++;
            Change(stored, change(stored.Job, now));
            return new(true);
        }
    }

    private void Change(StoredJob stored, Job job)
    {
        var due = DueJobs(job.Kind);
        due.Remove(stored);
        stored.Job = job;
        if (job.State == JobState.Pending)
        {
            due.Add(stored);
            return;
        }

        _settledJobs.Enqueue(stored);
        while (_settledJobs.Count > KeepSettledJobs)
        {
            // One that is run again is not settled, and comes again.
            if (_settledJobs.Dequeue() is { Job.State: not JobState.Pending } oldest)
            {
                Remove(oldest);
            }
        }
    }

    private void Remove(StoredJob stored)
    {
        if (!_jobs.Remove(stored.Job.Id))
        {
            // Its key may be another's by now.
            return;
        }

        DueJobs(stored.Job.Kind).Remove(stored);
        if (stored.Job.Key is { } key)
        {
            _jobsByKey.Remove((stored.Job.Kind, stored.Job.Subject, key));
        }
    }

    private SortedSet<StoredJob> DueJobs(string kind) =>
        _dueJobs.TryGetValue(kind, out var due) ? due : _dueJobs[kind] = new(StoredJob.ByDue);
}
