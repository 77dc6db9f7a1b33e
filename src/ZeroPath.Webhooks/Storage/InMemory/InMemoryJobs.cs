using System.Globalization;

namespace ZeroPath.Webhooks.Storage;

/// <summary>The jobs of the store in memory.</summary>
internal sealed class InMemoryJobs(InMemoryState state) : IJobStore
{
    // Their keys are what repeats are known by, for longer than senders repeat; but not without end.
    internal const int KeepSettled = 100_000;

    private readonly Dictionary<string, StoredJob> _jobs = [];
    private readonly Queue<StoredJob> _settled = [];
    private readonly Dictionary<(string Kind, string Subject, string Handler, string Key), StoredJob> _byKey = [];

    /// <summary>By kind and handler, the pending ones.</summary>
    private readonly Dictionary<(string Kind, string Handler), SortedSet<StoredJob>> _due = [];

    /// <summary>By kind and organization, the number of the last change; under no organization that of all.</summary>
    private readonly Dictionary<(string Kind, string? OrganizationId), long> _marks = [];

    private long _changes;

    public ValueTask<IReadOnlyList<JobAddition>> AddAsync(IReadOnlyList<Job> jobs, TimeSpan? lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        cancellationToken.ThrowIfCancellationRequested();
        var now = state.Due;
        lock (state.Lock)
        {
            // All or none.
            var taken = jobs.FirstOrDefault(job => _jobs.ContainsKey(job.Id) && (job.Key is null || !_byKey.ContainsKey(KeyOf(job))));
            return taken is null
                ? new(jobs.Select(job => Add(job, lease, now)).ToList())
                : throw new ArgumentException($"There is a job '{taken.Id}' already.", nameof(jobs));
        }
    }

    /// <summary>Adds a job inside a step of the store's that is under way.</summary>
    public void Add(Job job)
    {
        lock (state.Lock)
        {
            Add(job, null, state.Due);
        }
    }

    public ValueTask<IReadOnlyList<LeasedJob>> LeaseAsync(JobLeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var now = state.Due;
        lock (state.Lock)
        {
            var due = DueOf(request)
                .SelectMany(queue => queue.TakeWhile(stored => stored.Job.DueAt <= now).Take(request.Max))
                .Order(StoredJob.ByDue)
                .Take(request.Max)
                .ToList();
            return new(due.ConvertAll(stored => Lease(stored, now + request.Length)));
        }
    }

    public ValueTask<TimeSpan?> NextDueAsync(JobLeaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Lock)
        {
            var wait = DueOf(request).Min(some => some.Min?.Job.DueAt) - state.Due;
            return new(wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
        }
    }

    public ValueTask<bool> RecordAsync(LeasedJob leased, JobTransition transition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leased);
        ArgumentNullException.ThrowIfNull(transition);
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Lock)
        {
            var isCurrent = _jobs.TryGetValue(leased.Job.Id, out var stored)
                && stored.Token == leased.FencingToken && stored.Job.State == JobState.Pending;
            if (isCurrent)
            {
                Record(stored!, transition);
            }

            return new(isCurrent);
        }
    }

    public ValueTask<Job?> FindAsync(string jobId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Lock)
        {
            return new(_jobs.GetValueOrDefault(jobId)?.Job);
        }
    }

    public ValueTask<Page<Job>> ListAsync(JobFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        cancellationToken.ThrowIfCancellationRequested();
        var before = page.Before;
        lock (state.Lock)
        {
            return new(page.PageOf(
                [.. _jobs.Values.Where(stored => stored.Sequence < before && Matches(filter, stored.Job))
                    .OrderByDescending(stored => stored.Sequence)
                    .Take(page.Size + 1)
                    .Select(stored => (stored.Sequence, stored.Job with { Body = default }))]));
        }
    }

    public ValueTask<string> GetMarkAsync(string kind, string? organizationId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Lock)
        {
            return new(_marks.GetValueOrDefault((kind, organizationId)).ToString(CultureInfo.InvariantCulture));
        }
    }

    public ValueTask<bool> RetryAsync(string jobId, CancellationToken cancellationToken) => ChangeAsync(
        jobId,
        stored => stored.Job.State != JobState.Pending,
        job => job with { State = JobState.Pending, Reason = null, Starts = 0, DueAt = state.Due, SettledAt = null },
        cancellationToken);

    public ValueTask<bool> CancelAsync(string jobId, string reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return ChangeAsync(
            jobId,
            stored => stored.Job.State == JobState.Pending,
            job => job with { State = JobState.Cancelled, Reason = reason, DueAt = null, SettledAt = state.Now },
            cancellationToken);
    }

    public ValueTask<int> PurgeAsync(JobFilter filter, TimeSpan age, int max, CancellationToken cancellationToken)
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
        && (filter.Handler ?? job.Handler) == job.Handler
        && (filter.OrganizationId ?? job.OrganizationId) == job.OrganizationId
        && (filter.State ?? job.State) == job.State
        && !(job.CreatedAt < filter.From)
        && !(job.CreatedAt >= filter.To);

    private JobAddition Add(Job job, TimeSpan? lease, DateTimeOffset now)
    {
        StoredJob? stored = null;
        var isNew = job.Key is null || !_byKey.TryGetValue(KeyOf(job), out stored);
        if (isNew)
        {
            stored = new(job with { DueAt = now }, state.NextSequence());
            _jobs.Add(job.Id, stored);
            DueOf(job.Kind, job.Handler).Add(stored);
            Mark(job);
            if (job.Key is not null)
            {
                _byKey.Add(KeyOf(job), stored);
            }
        }

        var leased = lease is { } length && stored!.Job.DueAt <= now ? Lease(stored, now + length) : null;
        return new(stored!.Job, isNew, leased);
    }

    private LeasedJob Lease(StoredJob stored, DateTimeOffset until)
    {
        Change(stored, stored.Job with { DueAt = until, Starts = stored.Job.Starts + 1 });
        return new(stored.Job, ++stored.Token);
    }

    private void Record(StoredJob stored, JobTransition transition)
    {
        if (transition.Removes)
        {
            Remove(stored);
            return;
        }

        stored.Token += transition.KeepsLease ? 0 : 1;
        Change(stored, stored.Job with
        {
            State = transition.State,
            Reason = transition.KeepsLease ? stored.Job.Reason : transition.Reason,
            Result = transition.Result ?? stored.Job.Result,
            Starts = stored.Job.Starts - (transition.CountsStart ? 0 : 1),
            DueAt = transition.State == JobState.Pending ? state.Due + transition.Delay : null,
            SettledAt = transition.State == JobState.Pending ? null : state.Now,
        });
    }

    private ValueTask<bool> ChangeAsync(
        string jobId, Func<StoredJob, bool> applies, Func<Job, Job> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (state.Lock)
        {
            if (!_jobs.TryGetValue(jobId, out var stored) || !applies(stored))
            {
                return new(false);
            }

            stored.Token++;
            Change(stored, change(stored.Job));
            return new(true);
        }
    }

    private void Change(StoredJob stored, Job job)
    {
        Mark(job);
        var due = DueOf(job.Kind, job.Handler);
        due.Remove(stored);
        stored.Job = job;
        if (job.State == JobState.Pending)
        {
            due.Add(stored);
            return;
        }

        _settled.Enqueue(stored);
        while (_settled.Count > KeepSettled)
        {
            // One that is run again is not settled, and comes again.
            if (_settled.Dequeue() is { Job.State: not JobState.Pending } oldest)
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

        Mark(stored.Job);
        DueOf(stored.Job.Kind, stored.Job.Handler).Remove(stored);
        if (stored.Job.Key is not null)
        {
            _byKey.Remove(KeyOf(stored.Job));
        }
    }

    private void Mark(Job job) => _marks[(job.Kind, null)] = _marks[(job.Kind, job.OrganizationId)] = ++_changes;

    private IEnumerable<SortedSet<StoredJob>> DueOf(JobLeaseRequest request) => request.Handlers is { } handlers
        ? handlers.Select(handler => DueOf(request.Kind, handler))
        : _due.Where(some => some.Key.Kind == request.Kind).Select(some => some.Value);

    private SortedSet<StoredJob> DueOf(string kind, string handler) =>
        _due.TryGetValue((kind, handler), out var due) ? due : _due[(kind, handler)] = new(StoredJob.ByDue);

    private static (string Kind, string Subject, string Handler, string Key) KeyOf(Job job) =>
        (job.Kind, job.Subject, job.Handler, job.Key!);
}
