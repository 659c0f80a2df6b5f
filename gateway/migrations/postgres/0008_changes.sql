-- What writes through the console replaced. Times are milliseconds since 1970.
CREATE TABLE changes (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization TEXT    NOT NULL,
    profile      TEXT,                -- UUID, of a profile's change
    at           BIGINT  NOT NULL,
    made_by      TEXT    NOT NULL,
    sealed       BYTEA   NOT NULL     -- JSON, encrypted; bound to organization and time
);

CREATE INDEX changes_of_profiles ON changes (organization, profile, id);
CREATE INDEX changes_by_age ON changes (at);
