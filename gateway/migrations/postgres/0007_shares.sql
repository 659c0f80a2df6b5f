-- Links that show how runners are. Times are milliseconds since 1970.
CREATE TABLE shares (
    id           TEXT    PRIMARY KEY, -- names the link, opens nothing
    secret_hash  BYTEA   NOT NULL,    -- SHA-256 of what opens it
    badge_hash   BYTEA,               -- likewise, for its badge
    passphrase   TEXT,                -- argon2id
    organization TEXT    NOT NULL,
    maker        TEXT    NOT NULL,
    token        BYTEA   NOT NULL,    -- the maker's API token, encrypted; bound to id
    terms        TEXT    NOT NULL,    -- what it shows, JSON
    salt         TEXT    NOT NULL,    -- of made-up names
    made_at      BIGINT  NOT NULL,
    ends_at      BIGINT  NOT NULL,
    revoked_at   BIGINT,
    version      BIGINT  NOT NULL,    -- counts the changes
    opened       BIGINT  NOT NULL,
    opened_at    BIGINT,
    kept         TEXT,                -- what was known last, JSON
    kept_at      BIGINT
);

CREATE INDEX shares_by_organization ON shares (organization, made_at);
