-- Clusters of the simulated CKS. `doc` is the wire form, `site` the nodes and the quota.
CREATE TABLE clusters (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE,
    running_from INTEGER,           -- from when on it is RUNNING whatever `doc` says; milliseconds
    doc          TEXT NOT NULL,
    site         TEXT NOT NULL
);

CREATE TABLE profiles (
    id           TEXT PRIMARY KEY,
    display_name TEXT NOT NULL UNIQUE,
    doc          TEXT NOT NULL
);

-- `doc` holds what the caller set, `life` where the lifecycle stands; what follows from the two and the
-- clock is computed on reading. The other columns repeat what is filtered and ordered by, and stand
-- before the documents so that a scan need not read those. Times are milliseconds.
CREATE TABLE runners (
    id                TEXT PRIMARY KEY,
    runner_id         TEXT NOT NULL UNIQUE,
    zone              TEXT NOT NULL,
    cluster_id        TEXT NOT NULL,
    managed           INTEGER NOT NULL,
    connected_from    INTEGER,      -- first heartbeat of the present connection
    disconnected_from INTEGER,      -- when that connection counts as lost
    due_at            INTEGER,      -- when the lifecycle has to look at it next
    doc               TEXT NOT NULL,
    life              TEXT NOT NULL
);

CREATE INDEX runners_by_zone ON runners (zone, runner_id);
CREATE INDEX runners_by_cluster ON runners (cluster_id);
CREATE INDEX runners_by_due ON runners (due_at) WHERE due_at IS NOT NULL;

-- A cluster hosts at most one managed runner.
CREATE UNIQUE INDEX one_managed_runner_per_cluster ON runners (cluster_id) WHERE managed;

CREATE TABLE bindings (
    template_id TEXT NOT NULL REFERENCES profiles (id),
    runner      TEXT NOT NULL REFERENCES runners (id) ON DELETE CASCADE,
    PRIMARY KEY (template_id, runner)
) WITHOUT ROWID;

CREATE INDEX bindings_by_runner ON bindings (runner);

-- Has one row once the fleet was put in.
CREATE TABLE seeded (
    fleet TEXT NOT NULL
);
