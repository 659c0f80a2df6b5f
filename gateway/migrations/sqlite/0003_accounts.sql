-- A browser may be signed in to several organizations; one of the accounts is its current one.
CREATE TABLE accounts (
    session      BLOB    NOT NULL REFERENCES sessions (id_hash) ON DELETE CASCADE,
    account      TEXT    NOT NULL, -- 16 hexadecimal digits, by which the browser names it
    token        BLOB    NOT NULL, -- the API token, encrypted; bound to session and account
    principal    TEXT    NOT NULL,
    organization TEXT    NOT NULL,
    rights       TEXT    NOT NULL, -- admin, user
    PRIMARY KEY (session, account)
) STRICT, WITHOUT ROWID;

-- Those of before keep the binding of their token: to the session alone.
INSERT INTO accounts
    SELECT id_hash, '0000000000000000', token, principal, organization, rights FROM sessions;

ALTER TABLE sessions ADD COLUMN account TEXT NOT NULL DEFAULT '0000000000000000'; -- the current one
ALTER TABLE sessions ADD COLUMN browser TEXT NOT NULL DEFAULT ''; -- for people: what signed in, and
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT ''; -- from where, as far as is known
ALTER TABLE sessions DROP COLUMN token;
ALTER TABLE sessions DROP COLUMN principal;
ALTER TABLE sessions DROP COLUMN organization;
ALTER TABLE sessions DROP COLUMN rights;
