-- A kiosk is a place with a name; a device is a machine with a key that stands there. A replaced
-- machine is a new device at the same kiosk.
CREATE TABLE kiosk (
    code   TEXT NOT NULL PRIMARY KEY,
    site   TEXT NOT NULL,
    tenant TEXT NOT NULL,
    region TEXT NOT NULL,
    scopes TEXT NOT NULL -- JSON list
) STRICT;

CREATE TABLE device (
    key_id           TEXT    NOT NULL PRIMARY KEY,
    public_key       BLOB    NOT NULL UNIQUE,
    kiosk            TEXT    NOT NULL REFERENCES kiosk (code),
    stream           TEXT    NOT NULL UNIQUE,
    machine          TEXT    NOT NULL,
    state            TEXT    NOT NULL CHECK (state IN ('pending', 'accepted', 'retired', 'lost')),
    enrolled_ms      INTEGER NOT NULL,
    beat_received_ms INTEGER,
    beat             TEXT -- JSON of the last beat
) STRICT;

-- Mender's rule: many keys may ask, at most one stands at a kiosk.
CREATE UNIQUE INDEX device_accepted ON device (kiosk) WHERE state = 'accepted';

CREATE TABLE enrolment (
    code_sha256 BLOB    NOT NULL PRIMARY KEY,
    kiosk       TEXT    NOT NULL REFERENCES kiosk (code),
    expires_ms  INTEGER NOT NULL,
    accept      INTEGER NOT NULL, -- 1: accept without a person, for the demonstration
    used_by     TEXT              -- the key id that used it
) STRICT;
