namespace ZeroPath.Webhooks.Storage;

/// <summary>A job and what is known of it only here.</summary>
internal sealed class StoredJob(Job job, long sequence)
{
    public static IComparer<StoredJob> ByDue { get; } = Comparer<StoredJob>.Create(
        (one, other) => (one.Job.DueAt, one.Sequence).CompareTo((other.Job.DueAt, other.Sequence)));

    public long Sequence { get; } = sequence;

    public Job Job { get; set; } = job;

    public long Token { get; set; }
}
