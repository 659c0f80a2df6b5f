-- Links that show how runners are. Times are milliseconds since 1970.
CREATE TABLE shares (
    id           TEXT    PRIMARY KEY, -- names the link, opens nothing
    secret_hash  BLOB    NOT NULL,    -- SHA-256 of what opens it
    badge_hash   BLOB,                -- likewise, for its badge
    passphrase   TEXT,                -- argon2id
    organization TEXT    NOT NULL,
    maker        TEXT    NOT NULL,
    token        BLOB    NOT NULL,    -- the maker's API token, encrypted; bound to id
    terms        TEXT    NOT NULL,    -- what it shows, JSON
    salt         TEXT    NOT NULL,    -- of made-up names
    made_at      INTEGER NOT NULL,
    ends_at      INTEGER NOT NULL,
    revoked_at   INTEGER,
    version      INTEGER NOT NULL,    -- counts the changes
    opened       INTEGER NOT NULL,
    opened_at    INTEGER,
    kept         TEXT,                -- what was known last, JSON
    kept_at      INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX shares_by_organization ON shares (organization, made_at);
