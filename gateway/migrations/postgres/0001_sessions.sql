-- Who is signed in. Times are milliseconds since 1970.
CREATE TABLE sessions (
    id_hash      BYTEA   PRIMARY KEY, -- SHA-256 of the cookie's value
    token        BYTEA   NOT NULL,    -- the API token, encrypted; bound to id_hash
    principal    TEXT    NOT NULL,
    organization TEXT    NOT NULL,
    rights       TEXT    NOT NULL,    -- admin, user
    created_at   BIGINT  NOT NULL,
    seen_at      BIGINT  NOT NULL     -- last use, to within a minute
);
