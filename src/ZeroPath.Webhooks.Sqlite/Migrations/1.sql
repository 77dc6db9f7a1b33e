-- Version 1. Tables are strict, so that nobody can write what could not be read. Times are milliseconds since 1970.
-- Whoever runs a step sets the version after it.
CREATE TABLE zeropath_schema (version INTEGER NOT NULL) STRICT;
INSERT INTO zeropath_schema VALUES (0);

CREATE TABLE zeropath_event (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    organization_id TEXT,
    repository_id TEXT,
    published_at INTEGER NOT NULL,
    deadline INTEGER,
    body BLOB,
    idempotency_key TEXT,
    content_hash TEXT,
    traceparent TEXT) STRICT;
CREATE UNIQUE INDEX zeropath_event_key ON zeropath_event (idempotency_key, coalesce(organization_id, ''), (organization_id IS NULL))
    WHERE idempotency_key IS NOT NULL;
CREATE INDEX zeropath_event_published ON zeropath_event (published_at);
CREATE INDEX zeropath_event_body ON zeropath_event (published_at) WHERE body IS NOT NULL;

-- That a delivery was attempted is also a column, is_retry: an index on the expression would not cover the queries.
-- is_due: whether its time has come, as somebody has found, and nobody has leased it since.
-- was_due_at: when a delivery was due before it was leased, until the result is recorded.
-- deadline: of an event, the one it was published with; of a delivery, the one it has yet.
-- behind: the newest delivery when it was last sent again. again: its number among those that were sent again and are pending,
-- null as long as it was not, which comes first.
-- place: where it stands in the row of its endpoint, once it has been found due in it while the endpoint was ordered.
-- was_success: whether it had succeeded before it was last sent again. When that is cancelled, it has succeeded as before (D45).
CREATE TABLE zeropath_delivery (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    event_seq INTEGER NOT NULL REFERENCES zeropath_event (seq) ON DELETE CASCADE,
    endpoint_id TEXT NOT NULL,
    subscription_ids TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
    reason TEXT,
    attempt_count INTEGER NOT NULL DEFAULT 0,
    is_retry INTEGER NOT NULL DEFAULT 0 CHECK (is_retry IN (0, 1)),
    token INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    is_due INTEGER NOT NULL DEFAULT 1 CHECK (is_due IN (0, 1)),
    was_due_at INTEGER,
    deadline INTEGER,
    was_success INTEGER NOT NULL DEFAULT 0,
    behind INTEGER,
    again INTEGER,
    place INTEGER,
    settled_at INTEGER) STRICT;
CREATE INDEX zeropath_delivery_lane ON zeropath_delivery (endpoint_id, is_retry, due_at, seq) WHERE state = 0 AND is_due = 1;
CREATE INDEX zeropath_delivery_waiting ON zeropath_delivery (due_at) WHERE state = 0 AND is_due = 0;
CREATE INDEX zeropath_delivery_deadline ON zeropath_delivery (deadline) WHERE state = 0 AND deadline IS NOT NULL;
CREATE INDEX zeropath_delivery_row ON zeropath_delivery (endpoint_id, place) WHERE state = 0 AND place IS NOT NULL;
CREATE INDEX zeropath_delivery_again ON zeropath_delivery (again) WHERE state = 0 AND again IS NOT NULL;
CREATE INDEX zeropath_delivery_event ON zeropath_delivery (event_seq);
CREATE INDEX zeropath_delivery_endpoint ON zeropath_delivery (endpoint_id, seq);
CREATE INDEX zeropath_delivery_created ON zeropath_delivery (created_at);

CREATE TABLE zeropath_attempt (
    delivery_seq INTEGER NOT NULL REFERENCES zeropath_delivery (seq) ON DELETE CASCADE,
    token INTEGER NOT NULL,
    number INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    duration_us INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER,
    response TEXT,
    retry_after_ms INTEGER,
    detail TEXT,
    PRIMARY KEY (delivery_seq, token)) STRICT, WITHOUT ROWID;
CREATE INDEX zeropath_attempt_started ON zeropath_attempt (started_at);

-- How many results came to the same in a minute, of an endpoint, and of all under the id ''. Its columns are those of ResultCount.
CREATE TABLE zeropath_figure (
    endpoint_id TEXT NOT NULL,
    minute INTEGER NOT NULL,
    attempt_number INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    state INTEGER NOT NULL,
    latency INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (endpoint_id, minute, attempt_number, outcome, state, latency)) STRICT, WITHOUT ROWID;
CREATE INDEX zeropath_figure_minute ON zeropath_figure (minute);

-- The figures of an endpoint's hour that is over, merged into one row, which is read a hundred times as fast.
CREATE TABLE zeropath_figure_hour (
    endpoint_id TEXT NOT NULL,
    hour INTEGER NOT NULL,
    counts TEXT NOT NULL,
    PRIMARY KEY (endpoint_id, hour)) STRICT, WITHOUT ROWID;
CREATE INDEX zeropath_figure_hour_time ON zeropath_figure_hour (hour);

CREATE TABLE zeropath_health (
    endpoint_id TEXT PRIMARY KEY,
    success_rate REAL,
    latency_us INTEGER,
    failure_streak INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER,
    steady_since INTEGER,
    steady_until INTEGER,
    steady_failures INTEGER NOT NULL DEFAULT 0,
    last_success_at INTEGER,
    last_failure_at INTEGER,
    held_until INTEGER,
    holds INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

CREATE TABLE zeropath_job (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    handler TEXT NOT NULL,
    organization_id TEXT,
    key TEXT,
    content_type TEXT,
    traceparent TEXT,
    created_at INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
    reason TEXT,
    result TEXT,
    starts INTEGER NOT NULL,
    token INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    settled_at INTEGER) STRICT;
CREATE UNIQUE INDEX zeropath_job_key ON zeropath_job (kind, subject, handler, key) WHERE key IS NOT NULL;
CREATE INDEX zeropath_job_due ON zeropath_job (kind, handler, due_at, seq) WHERE state = 0;
CREATE INDEX zeropath_job_settled ON zeropath_job (kind, state, settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX zeropath_job_subject ON zeropath_job (kind, subject, seq);
CREATE INDEX zeropath_job_organization ON zeropath_job (organization_id, kind, settled_at, seq)
    WHERE organization_id IS NOT NULL AND kind <> 'received';

-- Bodies have a table of their own: SQLite writes a changed row anew as a whole.
CREATE TABLE zeropath_job_body (
    job_seq INTEGER PRIMARY KEY REFERENCES zeropath_job (seq) ON DELETE CASCADE,
    body BLOB NOT NULL) STRICT;

-- One writer at a time gives out versions, so that they are committed in their order.
CREATE TABLE zeropath_resource_version (version INTEGER NOT NULL) STRICT;
INSERT INTO zeropath_resource_version VALUES (0);

CREATE TABLE zeropath_resource (
    kind INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    organization_id TEXT,
    parent_id TEXT,
    settings TEXT NOT NULL,
    secrets TEXT,
    version INTEGER NOT NULL UNIQUE,
    changed_at INTEGER NOT NULL,
    changed_through INTEGER NOT NULL,
    changed_by TEXT,
    PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
CREATE INDEX zeropath_resource_name ON zeropath_resource (kind, name, id);
CREATE INDEX zeropath_resource_organization ON zeropath_resource (kind, organization_id, name, id);
CREATE INDEX zeropath_resource_parent ON zeropath_resource (kind, parent_id, name, id) WHERE parent_id IS NOT NULL;

-- What each change did, in its transaction. seq is the version that the change gave.
CREATE TABLE zeropath_activity (
    seq INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    organization_id TEXT,
    before TEXT,
    after TEXT,
    changes_secrets INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_through INTEGER NOT NULL,
    changed_by TEXT) STRICT;
CREATE INDEX zeropath_activity_row ON zeropath_activity (kind, id, seq);
CREATE INDEX zeropath_activity_organization ON zeropath_activity (organization_id, seq);
CREATE INDEX zeropath_activity_time ON zeropath_activity (changed_at);

CREATE TABLE zeropath_resource_removal (
    version INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    id TEXT NOT NULL,
    removed_at INTEGER NOT NULL) STRICT;
CREATE INDEX zeropath_resource_removal_time ON zeropath_resource_removal (removed_at);
