-- What happened to runners. Times are milliseconds since 1970.
CREATE TABLE happenings (
    id           BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- never used again, since pages are read by it
    organization TEXT    NOT NULL,
    runner_id    TEXT    NOT NULL,                  -- empty: all runners of the organization
    at           BIGINT  NOT NULL,
    what         TEXT    NOT NULL                   -- a happening as the console reads it, JSON
);

CREATE INDEX happenings_by_runner ON happenings (organization, runner_id, id);

-- How runners stood when they were last looked at.
CREATE TABLE memories (
    organization TEXT NOT NULL,
    runner_id    TEXT NOT NULL,
    memory       TEXT NOT NULL,                     -- JSON
    PRIMARY KEY (organization, runner_id)
);

-- Until when organizations were looked at.
CREATE TABLE watches (
    organization  TEXT    PRIMARY KEY,
    watched_until BIGINT  NOT NULL
);
