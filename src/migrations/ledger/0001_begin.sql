-- The device's place in the world: one row.
CREATE TABLE device (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    stream      BLOB    NOT NULL CHECK (length(stream) = 16),
    last_no     INTEGER NOT NULL DEFAULT 0 CHECK (last_no >= 0),
    acked       INTEGER NOT NULL DEFAULT 0 CHECK (acked BETWEEN 0 AND last_no),
    epoch       TEXT    NOT NULL,
    enrolled    TEXT,
    last_ticket INTEGER NOT NULL CHECK (last_ticket >= 0)
) STRICT;

-- Facts, sealed to central when written. `acked_s` is when central was first known to have it.
CREATE TABLE outbox (
    no      INTEGER PRIMARY KEY CHECK (no > 0),
    kind    TEXT    NOT NULL,
    wall_ms INTEGER NOT NULL,
    boot    BLOB    NOT NULL CHECK (length(boot) = 8),
    mono_ms INTEGER NOT NULL,
    synced  INTEGER NOT NULL CHECK (synced IN (0, 1)),
    key     TEXT    NOT NULL,
    sealed  BLOB    NOT NULL,
    acked_s INTEGER
) STRICT;

-- Papers to print. `payload` is there until the job is settled. `expires_mono_ms` counts from the start
-- of the machine `boot`: a job of an earlier start is never printed, whatever the time.
CREATE TABLE print_job (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    number          TEXT    NOT NULL,
    copy            INTEGER NOT NULL CHECK (copy >= 1),
    reprint_of      INTEGER REFERENCES print_job (id),
    vacancy         TEXT    NOT NULL,
    payload         BLOB,
    payload_sha256  BLOB    NOT NULL CHECK (length(payload_sha256) = 32),
    paper_mm        REAL    NOT NULL,
    state           TEXT    NOT NULL,
    cause           TEXT,
    boot            BLOB    NOT NULL CHECK (length(boot) = 8),
    expires_mono_ms INTEGER NOT NULL,
    created_ms      INTEGER NOT NULL,
    changed_ms      INTEGER NOT NULL
) STRICT;
CREATE INDEX print_job_state ON print_job (state, id);

-- What happened to them, in order. Never changed.
CREATE TABLE print_event (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    job     INTEGER NOT NULL REFERENCES print_job (id),
    state   TEXT    NOT NULL,
    cause   TEXT,
    wall_ms INTEGER NOT NULL,
    mono_ms INTEGER NOT NULL
) STRICT;
CREATE TRIGGER print_event_is_not_changed BEFORE UPDATE ON print_event
BEGIN SELECT RAISE(ABORT, 'print_event is append-only'); END;

-- Generations of signed documents in use. They only rise.
CREATE TABLE generation (
    document   TEXT    PRIMARY KEY,
    generation INTEGER NOT NULL CHECK (generation >= 0)
) STRICT;
CREATE TRIGGER generation_only_rises BEFORE UPDATE ON generation WHEN new.generation < old.generation
BEGIN SELECT RAISE(ABORT, 'a generation only rises'); END;
