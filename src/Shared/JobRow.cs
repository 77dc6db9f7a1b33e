using System.Data.Common;

namespace ZeroPath.Webhooks.Shared;

/// <summary>A job without its body, as a row of these columns in this order: seq, id, kind, subject, handler, organization, key, content
/// type, time of creation, state, reason, result, starts, due time, settled time, token, trace.</summary>
/// <param name="Seq">Its place in the order in which jobs were added.</param>
/// <param name="Job">The job.</param>
/// <param name="Token">The fencing token of its last lease.</param>
internal sealed record JobRow(long Seq, Job Job, long Token)
{
    /// <param name="row">The row.</param>
    /// <param name="time">Reads the time in a column.</param>
    public static JobRow Read(DbDataReader row, Func<int, DateTimeOffset> time)
    {
        var state = row.Choice(9, JobState.Failed);
        return new(row.GetInt64(0), new()
        {
            Id = row.GetString(1),
            Kind = row.GetString(2),
            Subject = row.GetString(3),
            Handler = row.GetString(4),
            OrganizationId = row.Text(5),
            Key = row.Text(6),
            Body = default,
            ContentType = row.Text(7),
            CreatedAt = time(8),
            State = state,
            Reason = row.Text(10),
            Result = row.Text(11),
            Starts = row.Count(12),
            DueAt = state == JobState.Pending ? time(13) : null,
            SettledAt = row.IsDBNull(14) ? null : time(14),
            TraceParent = row.Text(16),
        }, row.GetInt64(15));
    }
}
