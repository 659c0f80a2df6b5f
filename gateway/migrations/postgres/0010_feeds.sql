-- Feeds: calendars and what happened, for programs. Times are milliseconds since 1970.
CREATE TABLE feeds (
    id           TEXT    PRIMARY KEY, -- names the feed, opens nothing
    secret_hash  BYTEA   NOT NULL,    -- SHA-256 of what opens it
    organization TEXT    NOT NULL,
    maker        TEXT    NOT NULL,
    token        BYTEA   NOT NULL,    -- the maker's API token, encrypted; bound to id
    feed         TEXT    NOT NULL,    -- name, kind and runners, JSON
    made_at      BIGINT NOT NULL,
    fetched_at   BIGINT
);

CREATE INDEX feeds_by_organization ON feeds (organization, made_at);

-- What a calendar told when it was last fetched.
CREATE TABLE feed_entries (
    feed         TEXT    NOT NULL,
    uid          TEXT    NOT NULL,
    sequence     BIGINT NOT NULL, -- counts the changes
    changed_at   BIGINT NOT NULL,
    from_at      BIGINT NOT NULL,
    to_at        BIGINT NOT NULL,
    summary      TEXT    NOT NULL,
    description  TEXT    NOT NULL,
    is_cancelled BIGINT NOT NULL,
    PRIMARY KEY (feed, uid)
);
