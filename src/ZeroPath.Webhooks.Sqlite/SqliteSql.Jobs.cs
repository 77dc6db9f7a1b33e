namespace ZeroPath.Webhooks.Sqlite;

internal static partial class SqliteSql
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

    public const string InboundTriggers = "SELECT seq, id, organization_id, version, document FROM zeropath_inbound_trigger";

    public const string AddInboundTrigger =
        "INSERT OR IGNORE INTO zeropath_inbound_trigger (id, organization_id, version, document) VALUES ($id, $organization, 1, $document)";

    public const string ReplaceInboundTrigger = """
        UPDATE zeropath_inbound_trigger SET organization_id = $organization, version = version + 1, document = $document
        WHERE id = $id AND version = $version
        """;

    public const string RemoveInboundTrigger = "DELETE FROM zeropath_inbound_trigger WHERE id = $id";

    private const string JobColumns =
        "seq, id, kind, subject, organization_id, key, content_type, created_at, state, reason, result, attempt_count, due_at, settled_at, token";

    /// <summary>Bodies have a table of their own, because SQLite writes a row that changes anew as a whole.</summary>
    private const string JobTables = """
        CREATE TABLE zeropath_job (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            organization_id TEXT,
            key TEXT,
            content_type TEXT,
            created_at INTEGER NOT NULL,
            state INTEGER NOT NULL DEFAULT 0,
            reason TEXT,
            result TEXT,
            attempt_count INTEGER NOT NULL,
            token INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            settled_at INTEGER) STRICT;
        CREATE UNIQUE INDEX zeropath_job_key ON zeropath_job (kind, subject, key) WHERE key IS NOT NULL;
        CREATE INDEX zeropath_job_due ON zeropath_job (kind, due_at, seq) WHERE state = 0;
        CREATE INDEX zeropath_job_settled ON zeropath_job (kind, state, settled_at) WHERE settled_at IS NOT NULL;
        CREATE INDEX zeropath_job_subject ON zeropath_job (kind, subject, seq);

        CREATE TABLE zeropath_job_body (
            job_seq INTEGER PRIMARY KEY REFERENCES zeropath_job (seq) ON DELETE CASCADE,
            body BLOB NOT NULL) STRICT;

        CREATE TABLE zeropath_inbound_trigger (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            organization_id TEXT,
            version INTEGER NOT NULL,
            document TEXT NOT NULL) STRICT;
        """;
}
