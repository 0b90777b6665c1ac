-- More roles, accounts of several offices, sessions that can be told apart. SQLite can't widen a CHECK, so the
-- tables are made anew; ids stay, because sealed_field, lease_by and the trail name officers by them.
CREATE TABLE officer_next (
    id              INTEGER NOT NULL PRIMARY KEY,
    login           TEXT    NOT NULL UNIQUE,
    name            TEXT    NOT NULL,
    role            TEXT    NOT NULL CHECK (role IN
        ('operator', 'signer', 'editor', 'approver', 'technician', 'auditor', 'partner', 'admin')),
    offices       TEXT,                       -- 4-digit codes with a space between, in order; NULL: every office
    password        TEXT    NOT NULL,           -- argon2id, as a PHC string
    totp_step       INTEGER NOT NULL DEFAULT 0, -- the last step used: a code works once
    failed          INTEGER NOT NULL DEFAULT 0, -- since the last success
    locked_until_ms INTEGER NOT NULL DEFAULT 0,
    active          INTEGER NOT NULL DEFAULT 1,
    joined          INTEGER NOT NULL DEFAULT 1, -- 0: there is only an invitation
    made_ms         INTEGER NOT NULL
) STRICT;

INSERT INTO officer_next (id, login, name, role, offices, password, totp_step, failed, locked_until_ms, active,
    joined, made_ms)
SELECT id, login, name, role, office, password, totp_step, failed, locked_until_ms, active, joined, made_ms
FROM officer;

CREATE TABLE session_next (
    id           INTEGER NOT NULL PRIMARY KEY, -- what a list of sessions calls it
    token_sha256 BLOB    NOT NULL UNIQUE,      -- the token itself is with the browser alone
    officer      INTEGER NOT NULL REFERENCES officer_next (id),
    began_ms     INTEGER NOT NULL,
    seen_ms      INTEGER NOT NULL,
    ends_ms      INTEGER NOT NULL,
    device       TEXT    NOT NULL              -- browser and system in a word each; empty: not known
) STRICT;

INSERT INTO session_next (token_sha256, officer, began_ms, seen_ms, ends_ms, device)
SELECT token_sha256, officer, began_ms, seen_ms, ends_ms, '' FROM session;

CREATE TABLE officer_invitation_next (
    officer        INTEGER NOT NULL PRIMARY KEY REFERENCES officer_next (id),
    code_sha256    BLOB    NOT NULL UNIQUE,
    keeps_password INTEGER NOT NULL, -- 1: only the second factor is made anew, and the password is asked for
    failed         INTEGER NOT NULL DEFAULT 0, -- wrong passwords
    ends_ms        INTEGER NOT NULL
) STRICT;

INSERT INTO officer_invitation_next (officer, code_sha256, keeps_password, failed, ends_ms)
SELECT officer, code_sha256, keeps_password, failed, ends_ms FROM officer_invitation;

CREATE TABLE recovery_code_next (
    officer INTEGER NOT NULL REFERENCES officer_next (id),
    mac     BLOB    NOT NULL, -- keyed hash of the code
    PRIMARY KEY (officer, mac)
) STRICT, WITHOUT ROWID;

INSERT INTO recovery_code_next (officer, mac) SELECT officer, mac FROM recovery_code;

DROP TABLE session;
DROP TABLE officer_invitation;
DROP TABLE recovery_code;
DROP TABLE officer;
ALTER TABLE officer_next RENAME TO officer;
ALTER TABLE session_next RENAME TO session;
ALTER TABLE officer_invitation_next RENAME TO officer_invitation;
ALTER TABLE recovery_code_next RENAME TO recovery_code;

CREATE INDEX session_officer ON session (officer);

-- Keys of partners' programs. Shown once; only the hash is kept. A revoked one stays, so that the trail keeps its name.
CREATE TABLE api_token (
    id           INTEGER NOT NULL PRIMARY KEY,
    token_sha256 BLOB    NOT NULL UNIQUE,
    name         TEXT    NOT NULL,
    scopes       TEXT    NOT NULL,   -- what it may read, names with a space between
    offices    TEXT,               -- as in officer
    per_minute   INTEGER NOT NULL,   -- requests
    made_ms      INTEGER NOT NULL,
    made_by      TEXT    NOT NULL,
    ends_ms      INTEGER,            -- NULL: works until it is revoked
    used_ms      INTEGER,            -- within a minute; NULL: never
    revoked_ms   INTEGER
) STRICT;
