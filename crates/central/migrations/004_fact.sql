-- What the applied ops say, one table a kind. (stream, no) is the op's identity, so applying twice is
-- impossible by the primary key as well as by the high-water mark.
CREATE TABLE visit (
    stream           TEXT    NOT NULL,
    no               INTEGER NOT NULL,
    happened_ms      INTEGER NOT NULL,
    happened_by      TEXT    NOT NULL, -- which clock told: synced, monotonic, unsure
    seconds          INTEGER NOT NULL,
    "end"            TEXT    NOT NULL,
    language         TEXT    NOT NULL,
    searches         INTEGER NOT NULL,
    vacancies_opened INTEGER NOT NULL,
    tickets_printed  INTEGER NOT NULL,
    adjusted         INTEGER NOT NULL,
    PRIMARY KEY (stream, no)
) STRICT;

CREATE TABLE ticket (
    stream      TEXT    NOT NULL,
    no          INTEGER NOT NULL,
    happened_ms INTEGER NOT NULL,
    happened_by TEXT    NOT NULL,
    number      TEXT    NOT NULL,
    vacancy     TEXT    NOT NULL,
    outcome     TEXT    NOT NULL,
    cause       TEXT,
    PRIMARY KEY (stream, no)
) STRICT;

CREATE TABLE search_miss (
    stream      TEXT    NOT NULL,
    no          INTEGER NOT NULL,
    happened_ms INTEGER NOT NULL,
    happened_by TEXT    NOT NULL,
    words       TEXT    NOT NULL,
    place       TEXT,
    day         TEXT    NOT NULL,
    PRIMARY KEY (stream, no)
) STRICT;
