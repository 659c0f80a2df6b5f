-- Edits that go through one gateway, so that another one which polls does not take them for somebody else's
-- doing. A gateway alone keeps them in memory. Times are milliseconds since 1970.
CREATE TABLE edits (
    id           TEXT PRIMARY KEY,
    gateway      TEXT NOT NULL,    -- through which it goes, of that start
    organization TEXT,             -- null while it is not known
    key          TEXT NOT NULL,    -- runner ID or UUID
    expected     TEXT NOT NULL,    -- an update mask; empty: a creation
    begun_at     BIGINT NOT NULL,
    done_at      BIGINT,
    has_failed   BIGINT NOT NULL DEFAULT 0
);
