-- Offices that issue cards, and their rules: a new version with each change, the highest is in force.
CREATE TABLE office_rules (
    region  TEXT    NOT NULL, -- 4 digits
    version INTEGER NOT NULL,
    toml    TEXT    NOT NULL, -- as it was given
    rules   TEXT    NOT NULL, -- the same as JSON
    at_ms   INTEGER NOT NULL,
    by      TEXT    NOT NULL, -- who changed it
    PRIMARY KEY (region, version)
) STRICT;

-- The signed row of office@REGION as it was last published. The generation only rises.
CREATE TABLE office_published (
    region     TEXT    NOT NULL PRIMARY KEY,
    generation INTEGER NOT NULL,
    expires_s  INTEGER NOT NULL
) STRICT;

-- Why an application is sent back or refused. Rows are switched off, never removed: history names them.
CREATE TABLE reason (
    code    TEXT    NOT NULL PRIMARY KEY,
    use     TEXT    NOT NULL CHECK (use IN ('send-back', 'refuse', 'cancel')),
    text_id TEXT    NOT NULL,
    text_en TEXT    NOT NULL,
    parts   TEXT    NOT NULL, -- JSON list of the parts to mend
    active  INTEGER NOT NULL
) STRICT;

-- Applications for cards. Nothing personal is readable here: what a person told is in sealed_field, and the two
-- columns that find a person hold keyed hashes (HMAC-SHA256, key outside the database).
CREATE TABLE application (
    id           INTEGER NOT NULL PRIMARY KEY, -- in the order in which central received them
    office       TEXT    NOT NULL,
    receipt      TEXT    NOT NULL UNIQUE,
    card_id      TEXT    NOT NULL UNIQUE,      -- of the receipt's secret: what the row in cards@… is called
    kind         TEXT    NOT NULL CHECK (kind IN ('new', 'correction', 'renewal')),
    of_number    TEXT,                         -- the card to be corrected or renewed
    stage        TEXT    NOT NULL,
    since_ms     INTEGER NOT NULL,             -- in this stage
    received_ms  INTEGER NOT NULL,
    happened_ms  INTEGER NOT NULL,             -- at the kiosk, as well as can be known
    due_ms       INTEGER,                      -- when the office means to decide; NULL once it has
    nik_mac      BLOB,                         -- NULL once erased
    birth_mac    BLOB,                         -- over receipt and day of birth; NULL once erased
    concerns     TEXT    NOT NULL,             -- JSON list: what an officer must look at before approving
    duplicate_of INTEGER REFERENCES application (id),
    merged       INTEGER NOT NULL DEFAULT 0,   -- 1: it is the same as duplicate_of, whose status is shown for it
    mend         TEXT    NOT NULL DEFAULT '[]',-- JSON list of the parts that are asked for
    reasons      TEXT    NOT NULL DEFAULT '[]',-- JSON list of reason codes, of the last decision
    prints       INTEGER NOT NULL DEFAULT 0,
    lease_by     INTEGER,
    lease_until_ms INTEGER,
    stream       TEXT,                         -- the op it came in: its sealed bytes go with the person
    no           INTEGER,
    assisted_by  TEXT,                         -- the helper's code
    erased_ms    INTEGER
) STRICT;

CREATE INDEX application_stage ON application (office, stage, id);
CREATE INDEX application_nik ON application (nik_mac) WHERE nik_mac IS NOT NULL;
CREATE INDEX application_due ON application (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX application_duplicate ON application (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX application_of_number ON application (of_number) WHERE of_number IS NOT NULL;

-- What persons told, by group of fields: AES-256-GCM, associated data "owner/row/group/version". A mending is a
-- new version; what was there before stays, as long as the person does.
CREATE TABLE sealed_field (
    owner   TEXT    NOT NULL, -- the table that the row belongs to: application, move, report, officer
    row     INTEGER NOT NULL,
    grp     TEXT    NOT NULL, -- identity, contact, background, special, photo, receipt, note, report, totp
    version INTEGER NOT NULL,
    key     TEXT    NOT NULL, -- which key file
    sealed  BLOB    NOT NULL, -- nonce and ciphertext
    at_ms   INTEGER NOT NULL,
    PRIMARY KEY (owner, row, grp, version)
) STRICT;

-- Every move of every application.
CREATE TABLE move (
    id          INTEGER NOT NULL PRIMARY KEY,
    application INTEGER NOT NULL REFERENCES application (id),
    act         TEXT    NOT NULL,
    from_stage  TEXT,                    -- NULL: it came in
    to_stage    TEXT    NOT NULL,
    at_ms       INTEGER NOT NULL,
    actor       TEXT    NOT NULL,
    reasons     TEXT    NOT NULL,        -- JSON list of codes; a note, where there is one, is sealed
    key         TEXT    NOT NULL UNIQUE, -- idempotency: the same key is the same move
    asked       BLOB    NOT NULL         -- SHA-256 of what was asked under that key
) STRICT;

CREATE INDEX move_application ON move (application, id);

-- Serial numbers by office and period. Taken in the transaction that approves, so there are no gaps.
CREATE TABLE number_serial (
    office TEXT    NOT NULL,
    period TEXT    NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (office, period)
) STRICT;

-- Cards, from approval on. A correction makes another row with the same number.
CREATE TABLE card (
    application INTEGER NOT NULL PRIMARY KEY REFERENCES application (id),
    office      TEXT    NOT NULL,
    number      TEXT    NOT NULL,
    issued      TEXT    NOT NULL,
    valid_until TEXT    NOT NULL,
    reports     TEXT    NOT NULL, -- JSON list of days
    state       TEXT    NOT NULL CHECK (state IN ('numbered', 'issued', 'void', 'revoked', 'superseded')),
    check_hash  BLOB    UNIQUE,   -- SHA-256 of the check address's token
    pdf_sha256  BLOB,
    blob_sha256 TEXT,             -- the locked PDF under blobs/
    blob_size   INTEGER,
    document    TEXT              -- the signed word that this PDF is this card
) STRICT;

CREATE INDEX card_number ON card (number);
CREATE INDEX card_blob ON card (blob_sha256) WHERE blob_sha256 IS NOT NULL;
-- One living card a number.
CREATE UNIQUE INDEX card_living ON card (number) WHERE state IN ('issued', 'revoked');

-- Reports of holders. One that fits no card waits for an officer.
CREATE TABLE report (
    id          INTEGER NOT NULL PRIMARY KEY,
    application INTEGER REFERENCES application (id), -- whose card; NULL while nobody knows
    news        TEXT    NOT NULL CHECK (news IN ('still-looking', 'employed')),
    day         TEXT    NOT NULL,                    -- of the report, or the first day of work
    found_here  INTEGER,
    state       TEXT    NOT NULL CHECK (state IN ('applied', 'waiting', 'discarded')),
    why         TEXT    NOT NULL,                    -- why it waits; never anything that was typed
    received_ms INTEGER NOT NULL,
    happened_ms INTEGER NOT NULL,
    stream      TEXT,
    no          INTEGER,
    assisted_by TEXT
) STRICT;

CREATE INDEX report_application ON report (application) WHERE application IS NOT NULL;
CREATE INDEX report_waiting ON report (id) WHERE state = 'waiting';

-- What people ask of their data (UU 27/2022 ps 5–13), with the clock of 3×24 hours (ps 30, 40–44).
CREATE TABLE data_request (
    id          INTEGER NOT NULL PRIMARY KEY,
    application INTEGER REFERENCES application (id),
    wish        TEXT    NOT NULL CHECK (wish IN ('copy', 'correct', 'erase', 'stop')),
    received_ms INTEGER NOT NULL,
    due_ms      INTEGER NOT NULL,
    done_ms     INTEGER,
    done_by     TEXT,
    outcome     TEXT
) STRICT;

CREATE INDEX data_request_open ON data_request (due_ms) WHERE done_ms IS NULL;

-- Officers' accounts. The second factor's secret is in sealed_field.
CREATE TABLE officer (
    id              INTEGER NOT NULL PRIMARY KEY,
    login           TEXT    NOT NULL UNIQUE,
    name            TEXT    NOT NULL,
    role            TEXT    NOT NULL CHECK (role IN ('operator', 'signer', 'auditor', 'admin')),
    office          TEXT,                       -- NULL: every office
    password        TEXT    NOT NULL,           -- argon2id, as a PHC string
    totp_step       INTEGER NOT NULL DEFAULT 0, -- the last step used: a code works once
    failed          INTEGER NOT NULL DEFAULT 0, -- since the last success
    locked_until_ms INTEGER NOT NULL DEFAULT 0,
    active          INTEGER NOT NULL DEFAULT 1,
    made_ms         INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    token_sha256 BLOB    NOT NULL PRIMARY KEY, -- the token itself is with the browser alone
    officer      INTEGER NOT NULL REFERENCES officer (id),
    began_ms     INTEGER NOT NULL,
    seen_ms      INTEGER NOT NULL,
    ends_ms      INTEGER NOT NULL
) STRICT;

CREATE INDEX session_officer ON session (officer);

-- Who did what. Rows are chained by a keyed hash and can't be changed or removed.
CREATE TABLE audit (
    no      INTEGER NOT NULL PRIMARY KEY,
    at_ms   INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    act     TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    detail  TEXT    NOT NULL, -- JSON; never anything about a person
    hash    BLOB    NOT NULL
) STRICT;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
