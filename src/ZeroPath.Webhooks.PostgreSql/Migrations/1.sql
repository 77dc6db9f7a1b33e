-- Ids, keys and names are compared by their characters' numbers: as the other stores do, whatever the database's language, and in half
-- of the time or less.
CREATE TABLE event (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    type text NOT NULL,
    organization_id text COLLATE "C",
    repository_id text,
    published_at timestamptz NOT NULL,
    body bytea,
    idempotency_key text COLLATE "C",
    content_hash text,
    traceparent text,
    deadline timestamptz);
CREATE UNIQUE INDEX event_key ON event (idempotency_key, coalesce(organization_id, ''), (organization_id IS NULL))
    WHERE idempotency_key IS NOT NULL;
CREATE INDEX event_published ON event (published_at);
CREATE INDEX event_body ON event (published_at) WHERE body IS NOT NULL;

-- Without foreign keys: the database would check each row by a query of its own. Whoever adds a row holds its parent, and whoever
-- purges an event deletes what is its. Half of each page is left for the one change that a delivery sees, when it is settled.
-- was_success: whether it had succeeded before it was last sent again. When that is cancelled, it has succeeded as before (D45).
CREATE TABLE delivery (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    event_seq bigint NOT NULL,
    endpoint_id text COLLATE "C" NOT NULL,
    subscription_ids text[] NOT NULL,
    created_at timestamptz NOT NULL,
    state smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
    reason text,
    attempt_count integer NOT NULL DEFAULT 0,
    token bigint NOT NULL DEFAULT 0,
    was_success boolean NOT NULL DEFAULT false,
    settled_at timestamptz)
    WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
CREATE INDEX delivery_event ON delivery (event_seq);
CREATE INDEX delivery_endpoint ON delivery (endpoint_id, seq);
CREATE INDEX delivery_created ON delivery (created_at);

-- The queue: a row for each delivery whose state is 0, with what changes until it is settled. It is small, because every lease
-- writes it anew into each of its indexes, and its garbage is collected early.
-- is_due: whether its time has come, as somebody has found, and nobody has leased it since. Each row is in one of the first two indexes.
-- behind: a number of the sequence of deliveries from when it was last sent again. place: where it stands in the row of its endpoint,
-- once it has been found due in it while the endpoint was ordered.
CREATE TABLE pending (
    delivery_seq bigint PRIMARY KEY,
    endpoint_id text COLLATE "C" NOT NULL,
    due_at timestamptz NOT NULL,
    token bigint NOT NULL DEFAULT 0,
    attempt_count integer NOT NULL DEFAULT 0,
    is_due boolean NOT NULL DEFAULT true,
    is_leased boolean NOT NULL DEFAULT false,
    behind bigint,
    place bigint,
    deadline timestamptz)
    WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
CREATE INDEX pending_lane ON pending (endpoint_id, greatest(least(attempt_count, 1), 0), due_at, delivery_seq) WHERE is_due;
CREATE INDEX pending_waiting ON pending (due_at) WHERE NOT is_due;
CREATE INDEX pending_row ON pending (endpoint_id, place) WHERE place IS NOT NULL;
CREATE INDEX pending_deadline ON pending (deadline) WHERE deadline IS NOT NULL;

CREATE TABLE attempt (
    delivery_seq bigint NOT NULL,
    token bigint NOT NULL,
    number integer NOT NULL,
    started_at timestamptz NOT NULL,
    duration interval NOT NULL,
    outcome text NOT NULL,
    status integer,
    response text,
    retry_after interval,
    detail text,
    PRIMARY KEY (delivery_seq, token));
CREATE INDEX attempt_started ON attempt (started_at);

-- How many results came to the same in a minute, of an endpoint, and of all under the id ''. Its columns are those of ResultCount. Each
-- node has rows of its own, so that none waits for another's transaction. Room in each page is for counts that change.
CREATE TABLE figure (
    endpoint_id text COLLATE "C" NOT NULL,
    minute timestamptz NOT NULL,
    node text COLLATE "C" NOT NULL,
    attempt_number integer NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    state smallint NOT NULL,
    latency integer NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (endpoint_id, minute, node, attempt_number, outcome, state, latency))
    WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
CREATE INDEX figure_minute ON figure (minute, endpoint_id);

-- The figures of an endpoint's hour that is over, of all nodes, merged into one row, which is read a hundred times as fast.
CREATE TABLE figure_hour (
    endpoint_id text COLLATE "C" NOT NULL,
    hour timestamptz NOT NULL,
    counts text NOT NULL,
    PRIMARY KEY (endpoint_id, hour));
CREATE INDEX figure_hour_time ON figure_hour (hour);

CREATE TABLE health (
    endpoint_id text COLLATE "C" PRIMARY KEY,
    success_rate double precision,
    latency interval,
    failure_streak integer NOT NULL DEFAULT 0,
    failing_since timestamptz,
    steady_since timestamptz,
    steady_until timestamptz,
    steady_failures integer NOT NULL DEFAULT 0,
    last_success_at timestamptz,
    last_failure_at timestamptz,
    held_until timestamptz,
    holds integer NOT NULL DEFAULT 0);

CREATE TABLE job (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE,
    kind text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    handler text COLLATE "C" NOT NULL,
    organization_id text COLLATE "C",
    key text COLLATE "C",
    body bytea NOT NULL,
    content_type text,
    traceparent text,
    created_at timestamptz NOT NULL,
    state smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
    reason text,
    result text,
    starts integer NOT NULL,
    token bigint NOT NULL,
    due_at timestamptz NOT NULL,
    settled_at timestamptz)
    WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
CREATE UNIQUE INDEX job_key ON job (kind, subject, handler, key) WHERE key IS NOT NULL;
CREATE INDEX job_due ON job (kind, handler, due_at, seq) WHERE state = 0;
CREATE INDEX job_settled ON job (kind, state, settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX job_subject ON job (kind, subject, seq);
CREATE INDEX job_organization ON job (organization_id, kind, settled_at, seq) WHERE organization_id IS NOT NULL AND kind <> 'received';

-- Numbers of a sequence are committed out of their order. So each change has the id of its transaction, below which a reader can tell that
-- all have ended.
CREATE SEQUENCE resource_version;

CREATE TABLE resource (
    kind smallint NOT NULL,
    id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    organization_id text COLLATE "C",
    parent_id text COLLATE "C",
    settings text NOT NULL,
    secrets text,
    version bigint NOT NULL UNIQUE,
    xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
    changed_at timestamptz NOT NULL,
    changed_through smallint NOT NULL,
    changed_by text,
    PRIMARY KEY (kind, id));
CREATE INDEX resource_name ON resource (kind, name, id);
CREATE INDEX resource_organization ON resource (kind, organization_id, name, id);
CREATE INDEX resource_parent ON resource (kind, parent_id, name, id) WHERE parent_id IS NOT NULL;
CREATE INDEX resource_change ON resource (xact, version);

-- What each change did, in its transaction. seq is the version that the change gave.
CREATE TABLE activity (
    seq bigint PRIMARY KEY,
    kind smallint NOT NULL,
    id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    organization_id text COLLATE "C",
    before text,
    after text,
    changes_secrets boolean NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    changed_through smallint NOT NULL,
    changed_by text);
CREATE INDEX activity_row ON activity (kind, id, seq);
CREATE INDEX activity_organization ON activity (organization_id, seq);
CREATE INDEX activity_time ON activity (changed_at);

CREATE TABLE resource_removal (
    version bigint PRIMARY KEY DEFAULT nextval('resource_version'),
    kind smallint NOT NULL,
    id text COLLATE "C" NOT NULL,
    xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
    removed_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX resource_removal_change ON resource_removal (xact, version);
CREATE INDEX resource_removal_time ON resource_removal (removed_at);
