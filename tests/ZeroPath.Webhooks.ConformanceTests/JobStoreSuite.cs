using System.Text;
using Xunit;
using ZeroPath.Webhooks.Storage;

namespace ZeroPath.Webhooks.ConformanceTests;

/// <summary>What <see cref="JobSuite"/> and <see cref="JobVerbSuite"/> share.</summary>
public abstract class JobStoreSuite : StoreSuite
{
    /// <summary>The kind of the jobs in these tests.</summary>
    protected const string Kind = "work";

    private static long _number;

    /// <summary>A job, as new.</summary>
    protected static Job NewJob(string subject, string? key = null) => new()
    {
        Id = $"job_{Interlocked.Increment(ref _number):x32}",
        Kind = Kind,
        Subject = subject,
        Key = key,
        Body = Encoding.UTF8.GetBytes($"body of {subject}"),
        CreatedAt = DateTimeOffset.UnixEpoch.AddDays(20_000),
    };

    /// <summary>A job that compares by its body's content.</summary>
    protected static (Job Job, string Body) Whole(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return (job with { Body = default }, Convert.ToHexString(job.Body.Span));
    }

    /// <summary>Adds a job.</summary>
    protected async Task<JobAddition> AddJobAsync(Job job, TimeSpan? lease = null) =>
        Assert.Single(await Harness.Jobs.AddAsync([job], lease, Cancellation));

    /// <summary>Leases what is due.</summary>
    protected async Task<IReadOnlyList<LeasedJob>> LeaseJobsAsync(int max = 100) =>
        await Harness.Jobs.LeaseAsync(new(Kind, max, Lease), Cancellation);

    /// <summary>How long until the next job is due.</summary>
    protected async Task<TimeSpan?> NextDueAsync() => await Harness.Jobs.NextDueAsync(new(Kind, 1, Lease), Cancellation);

    /// <summary>Leases the one job that is due.</summary>
    protected async Task<LeasedJob> LeaseJobAsync() => Assert.Single(await LeaseJobsAsync());

    /// <summary>Records what came of a lease.</summary>
    protected async Task<bool> RecordJobAsync(LeasedJob leased, JobTransition transition) =>
        await Harness.Jobs.RecordAsync(leased, transition, Cancellation);

    /// <summary>The job as it is now.</summary>
    protected async Task<Job> FindJobAsync(string jobId) =>
        await Harness.Jobs.FindAsync(jobId, Cancellation) ?? throw new InvalidOperationException($"{jobId} is gone.");
}
