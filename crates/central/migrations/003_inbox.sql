-- What the terminals pushed, byte for byte, for ever: it is the dedup key and the proof.
CREATE TABLE inbox_stream (
    stream TEXT    NOT NULL PRIMARY KEY,
    hwm    INTEGER NOT NULL
) STRICT;

CREATE TABLE inbox (
    stream      TEXT    NOT NULL,
    no          INTEGER NOT NULL,
    fingerprint BLOB    NOT NULL,
    kind        TEXT    NOT NULL,
    clock       TEXT    NOT NULL, -- JSON, as sent
    key         TEXT    NOT NULL,
    sealed      BLOB    NOT NULL,
    received_ms INTEGER NOT NULL,
    status      TEXT    NOT NULL CHECK (status IN ('applied', 'held')),
    reason      TEXT,             -- why it is held; never anything from inside the seal
    PRIMARY KEY (stream, no)
) STRICT;

CREATE INDEX inbox_held ON inbox (stream, no) WHERE status = 'held';

-- Ops that a restored central can no longer be told. Written for a person, never a silent jump.
CREATE TABLE inbox_gap (
    stream      TEXT    NOT NULL,
    first_no    INTEGER NOT NULL,
    last_no     INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    PRIMARY KEY (stream, first_no)
) STRICT;
