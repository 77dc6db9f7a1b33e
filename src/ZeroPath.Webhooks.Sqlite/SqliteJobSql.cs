namespace ZeroPath.Webhooks.Sqlite;

/// <summary>The statements of <see cref="SqliteJobStore"/>.</summary>
internal static class SqliteJobSql
{
    public const string AddJob = """
        INSERT INTO zeropath_job (id, kind, subject, organization_id, key, content_type, created_at, attempt_count, token, due_at)
        VALUES ($id, $kind, $subject, $organization, $key, $contentType, $created, $leased, $leased, $due)
        ON CONFLICT (kind, subject, key) WHERE key IS NOT NULL DO NOTHING
        """;

    /// <summary>Of the job that the same transaction has just added.</summary>
    public const string AddJobBody = "INSERT INTO zeropath_job_body VALUES ((SELECT max(seq) FROM zeropath_job), $body)";

    public const string Jobs = $"SELECT {JobColumns} FROM zeropath_job";

    public const string FindJobKey = $"{Jobs} WHERE kind = $kind AND subject = $subject AND key = $key";

    public const string LeaseJob =
        "UPDATE zeropath_job SET token = token + 1, attempt_count = attempt_count + 1, due_at = $until WHERE seq = $seq";

    public const string DueJobs = $"{Jobs} WHERE kind = $kind AND state = 0 AND due_at <= $now ORDER BY due_at, seq";

    public const string ReadJobBody = "SELECT body FROM zeropath_job_body WHERE job_seq = $seq";

    public const string SetJobAside = "UPDATE zeropath_job SET token = token + 1, state = 2, reason = $reason, settled_at = $now WHERE seq = $seq";

    public const string NextJobDue = "SELECT min(due_at) FROM zeropath_job WHERE kind = $kind AND state = 0";

    /// <summary>The token is used up, so that the same lease cannot be recorded twice.</summary>
    public const string RecordJob = """
        UPDATE zeropath_job
        SET token = token + 1, state = $state, reason = $reason, result = coalesce($result, result), attempt_count = attempt_count - $uncounted,
            due_at = $due, settled_at = $settled
        WHERE id = $id AND token = $token AND state = 0
        """;

    public const string ExtendJob =
        "UPDATE zeropath_job SET due_at = $until, result = coalesce($result, result) WHERE id = $id AND token = $token AND state = 0";

    public const string RemoveJob = "DELETE FROM zeropath_job WHERE id = $id AND token = $token AND state = 0";

    public const string RunJobAgain = """
        UPDATE zeropath_job SET token = token + 1, state = 0, reason = NULL, attempt_count = 0, due_at = $now, settled_at = NULL
        WHERE id = $id AND state <> 0
        """;

    public const string CancelJob =
        "UPDATE zeropath_job SET token = token + 1, state = 3, reason = $reason, settled_at = $now WHERE id = $id AND state = 0";

    public const string PurgeJobs = "DELETE FROM zeropath_job WHERE seq IN (SELECT seq FROM zeropath_job{0} LIMIT $max)";

    private const string JobColumns =
        "seq, id, kind, subject, organization_id, key, content_type, created_at, state, reason, result, attempt_count, due_at, settled_at, token";
}
