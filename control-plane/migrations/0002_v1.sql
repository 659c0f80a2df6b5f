-- Request IDs of creates, with the body that they came with.
CREATE TABLE requests (
    token  TEXT PRIMARY KEY,
    body   TEXT NOT NULL,
    runner TEXT NOT NULL REFERENCES runners (id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE INDEX requests_by_runner ON requests (runner);

-- Registered volumes; one that names a runner keeps it from being deleted.
CREATE TABLE volumes (
    name   TEXT PRIMARY KEY,
    runner TEXT NOT NULL REFERENCES runners (id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE INDEX volumes_by_runner ON volumes (runner);
