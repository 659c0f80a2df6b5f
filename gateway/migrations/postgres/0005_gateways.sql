-- What gateways that share the database tell each other; a gateway alone leaves these tables empty.
-- Times are milliseconds since 1970.

-- Who does what only one may do: poll an organization.
CREATE TABLE leases (
    name   TEXT PRIMARY KEY, -- the organization
    holder TEXT NOT NULL,    -- a gateway, of that start
    until  BIGINT NOT NULL       -- by the database's clock
);

-- How the gateway that polls an organization stands.
CREATE TABLE mirrors (
    organization TEXT PRIMARY KEY,
    version      BIGINT NOT NULL, -- grows with everything that is told
    told_at      BIGINT NOT NULL,
    as_of        BIGINT,          -- of the last reading that came to its end
    http         BIGINT,          -- why the newest one did not
    message      TEXT,
    next_in      BIGINT NOT NULL  -- milliseconds from told_at to the next reading
);

-- What it knows of each runner.
CREATE TABLE mirrored_runners (
    organization TEXT NOT NULL,
    runner_id    TEXT NOT NULL,
    version      BIGINT NOT NULL, -- of the mirror, when this was told
    told_at      BIGINT NOT NULL,
    state        TEXT,        -- JSON; null: the runner is gone
    PRIMARY KEY (organization, runner_id)
);

CREATE INDEX mirrored_runners_by_version ON mirrored_runners (organization, version);
