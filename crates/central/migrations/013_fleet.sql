-- Which feeds moved lately, so that who waits for one is told.
ALTER TABLE feed_scope ADD COLUMN changed_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX feed_scope_changed ON feed_scope (changed_ms);

-- Words of an office's own for groups of kiosks.
CREATE TABLE kiosk_tag (
    kiosk TEXT NOT NULL REFERENCES kiosk (code),
    tag   TEXT NOT NULL,
    PRIMARY KEY (kiosk, tag)
) STRICT;

-- How each kiosk is, in a word, with its cause and since when. `weight` orders the list: the worst has the most.
CREATE TABLE kiosk_live (
    kiosk    TEXT    NOT NULL PRIMARY KEY REFERENCES kiosk (code),
    standing TEXT    NOT NULL,
    weight   INTEGER NOT NULL,
    cause    TEXT    NOT NULL, -- '' where there is none
    since_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX kiosk_live_worst ON kiosk_live (weight, since_ms);

-- The same in single aspects.
CREATE TABLE kiosk_aspect (
    kiosk    TEXT    NOT NULL REFERENCES kiosk (code),
    aspect   TEXT    NOT NULL,
    value    TEXT    NOT NULL,
    since_ms INTEGER NOT NULL,
    PRIMARY KEY (kiosk, aspect)
) STRICT;

-- A kiosk's timeline: changes, not beats. Kept for a year.
CREATE TABLE kiosk_change (
    id     INTEGER NOT NULL PRIMARY KEY,
    kiosk  TEXT    NOT NULL REFERENCES kiosk (code),
    at_ms  INTEGER NOT NULL,
    aspect TEXT    NOT NULL,
    was    TEXT    NOT NULL, -- '' at first
    value  TEXT    NOT NULL
) STRICT;
CREATE INDEX kiosk_change_kiosk ON kiosk_change (kiosk, at_ms);
CREATE INDEX kiosk_change_age ON kiosk_change (at_ms);

-- What a kiosk's machine was asked to do. The number is the generation of the signed document.
CREATE TABLE command (
    kiosk     TEXT    NOT NULL REFERENCES kiosk (code),
    no        INTEGER NOT NULL,
    stream    TEXT    NOT NULL,
    task      TEXT    NOT NULL,
    issued_ms INTEGER NOT NULL,
    ends_ms   INTEGER NOT NULL,
    issuer    TEXT    NOT NULL,
    PRIMARY KEY (kiosk, no)
) STRICT;

-- What became of it, as the terminal told.
CREATE TABLE command_receipt (
    stream      TEXT    NOT NULL,
    no          INTEGER NOT NULL, -- of the op
    happened_ms INTEGER NOT NULL,
    happened_by TEXT    NOT NULL,
    command     INTEGER NOT NULL,
    outcome     TEXT    NOT NULL,
    detail      TEXT    NOT NULL,
    log         BLOB,
    PRIMARY KEY (stream, no)
) STRICT;
CREATE INDEX command_receipt_command ON command_receipt (stream, command);

-- Values that an office decides: for all kiosks (`tenant`, ''), a regency (`district`, '3216') or one (`kiosk`, 'K07').
CREATE TABLE config_value (
    layer   TEXT    NOT NULL CHECK (layer IN ('tenant', 'district', 'kiosk')),
    subject TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    value   TEXT    NOT NULL,
    at_ms   INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    PRIMARY KEY (layer, subject, name)
) STRICT;

CREATE TABLE config_published (
    kiosk      TEXT    NOT NULL PRIMARY KEY REFERENCES kiosk (code),
    generation INTEGER NOT NULL,
    expires_s  INTEGER NOT NULL
) STRICT;
