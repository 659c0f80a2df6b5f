-- Feeds: calendars and what happened, for programs. Times are milliseconds since 1970.
CREATE TABLE feeds (
    id           TEXT    PRIMARY KEY, -- names the feed, opens nothing
    secret_hash  BLOB    NOT NULL,    -- SHA-256 of what opens it
    organization TEXT    NOT NULL,
    maker        TEXT    NOT NULL,
    token        BLOB    NOT NULL,    -- the maker's API token, encrypted; bound to id
    feed         TEXT    NOT NULL,    -- name, kind and runners, JSON
    made_at      INTEGER NOT NULL,
    fetched_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX feeds_by_organization ON feeds (organization, made_at);

-- What a calendar told when it was last fetched.
CREATE TABLE feed_entries (
    feed         TEXT    NOT NULL,
    uid          TEXT    NOT NULL,
    sequence     INTEGER NOT NULL, -- counts the changes
    changed_at   INTEGER NOT NULL,
    from_at      INTEGER NOT NULL,
    to_at        INTEGER NOT NULL,
    summary      TEXT    NOT NULL,
    description  TEXT    NOT NULL,
    is_cancelled INTEGER NOT NULL,
    PRIMARY KEY (feed, uid)
) STRICT, WITHOUT ROWID;
