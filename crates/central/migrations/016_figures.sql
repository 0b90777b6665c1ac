-- What was used in each visit, as the terminals told it.
CREATE TABLE visit_use (
    stream   TEXT    NOT NULL,
    no       INTEGER NOT NULL,
    place    INTEGER NOT NULL, -- within the visit, from 0
    service  TEXT    NOT NULL,
    finished INTEGER NOT NULL,
    screen   TEXT    NOT NULL, -- where it was left
    seconds  INTEGER NOT NULL,
    PRIMARY KEY (stream, no, place)
) STRICT;

-- What people said of services: marks from 1 to 4 by element (Permenpan RB 14/2017).
CREATE TABLE survey_mark (
    stream      TEXT    NOT NULL,
    no          INTEGER NOT NULL,
    happened_ms INTEGER NOT NULL,
    happened_by TEXT    NOT NULL,
    service     TEXT    NOT NULL,
    element     TEXT    NOT NULL,
    mark        INTEGER NOT NULL CHECK (mark BETWEEN 1 AND 4),
    PRIMARY KEY (stream, no, element)
) STRICT;

-- What is counted, by day and kiosk, as it comes in: a page of figures reads a few thousand rows and never a million.
-- No person can be told from it.
CREATE TABLE figure (
    day    TEXT    NOT NULL, -- where the kiosk stands
    kiosk  TEXT    NOT NULL, -- its code; empty: no kiosk
    region TEXT    NOT NULL, -- the regency it stood in then; empty: none known
    name   TEXT    NOT NULL,
    part   TEXT    NOT NULL, -- which end, which service, which element
    count  INTEGER NOT NULL,
    total  INTEGER NOT NULL, -- the sum of what is measured: seconds, marks
    PRIMARY KEY (day, kiosk, region, name, part)
) STRICT;
