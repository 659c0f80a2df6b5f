-- Who is told what. Times are milliseconds since 1970.

CREATE TABLE notification_rules (
    id           TEXT PRIMARY KEY,
    organization TEXT NOT NULL,
    maker        TEXT NOT NULL,
    token        BYTEA NOT NULL, -- the maker's API token, encrypted; bound to id
    sketch       TEXT NOT NULL, -- when, of which runners, where, JSON
    pause        TEXT,          -- until when nothing is told, and why, JSON
    origin       TEXT NOT NULL, -- of the console, for links
    made_at      BIGINT NOT NULL,
    version      BIGINT NOT NULL, -- counts the changes
    ended_at     BIGINT           -- its maker's right did
);

CREATE TABLE notification_channels (
    id            TEXT PRIMARY KEY,
    organization  TEXT NOT NULL,
    maker         TEXT NOT NULL,
    name          TEXT NOT NULL,
    kind          TEXT NOT NULL, -- JSON
    place         TEXT NOT NULL, -- of the target, what may be shown
    sealed        BYTEA NOT NULL, -- target and signing secret, JSON, encrypted; bound to id
    made_at       BIGINT NOT NULL,
    failing_since BIGINT,
    is_dead       BIGINT NOT NULL DEFAULT 0 -- and that was told
);

-- What happened to runners and nobody has looked at yet to tell it; written with the history.
CREATE TABLE notification_news (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization TEXT NOT NULL,
    runner_id    TEXT NOT NULL,
    at           BIGINT NOT NULL,
    what         TEXT NOT NULL -- a happening, JSON
);

CREATE INDEX notification_news_by_organization ON notification_news (organization, id);

-- What was decided so far; changes with what is taken from the news and put into the messages.
CREATE TABLE notification_states (
    organization TEXT PRIMARY KEY,
    state        TEXT NOT NULL -- JSON
);

-- What is to be told, was told, and was kept back.
CREATE TABLE notification_messages (
    id           TEXT PRIMARY KEY,
    organization TEXT NOT NULL,
    rule         TEXT NOT NULL, -- empty: of no rule
    channel      TEXT NOT NULL, -- empty: of none, since it was kept back
    at           BIGINT NOT NULL,
    content      TEXT NOT NULL, -- JSON
    suppressed   TEXT,          -- why it was kept back, JSON
    begun_at     BIGINT NOT NULL, -- since when delivery is tried
    due_at       BIGINT,          -- of the next try; null: there is none
    delivered_at BIGINT,
    tries        TEXT NOT NULL  -- JSON
);

CREATE INDEX notification_messages_by_time ON notification_messages (organization, at);
CREATE INDEX notification_messages_by_due ON notification_messages (organization, due_at);
