-- Where rows come from: a feed of others that is pulled, or files that an office sends.
CREATE TABLE import_source (
    id             INTEGER NOT NULL PRIMARY KEY,
    name           TEXT    NOT NULL UNIQUE,
    kind           TEXT    NOT NULL CHECK (kind IN ('karirhub', 'maganghub', 'file')),
    content        TEXT    NOT NULL CHECK (content IN ('vacancies', 'trainings', 'employers', 'compliance')),
    region         TEXT    NOT NULL, -- 2 or 4 digits, or empty
    address        TEXT    NOT NULL, -- what is pulled; for files: where one goes on with a phone
    whole          INTEGER NOT NULL, -- what is not in it any more is withdrawn
    every_h        INTEGER NOT NULL, -- hours between two pulls
    hour_from      INTEGER NOT NULL, -- pulled from this hour of the day (WIB)
    hour_to        INTEGER NOT NULL, -- until before this one; the same: at any hour
    keep_percent   INTEGER NOT NULL, -- fewer rows than this share of the last time wait for a person
    minimum_wage   INTEGER,          -- rupiah a month, where no reference is published
    active         INTEGER NOT NULL,
    mapping        TEXT    NOT NULL, -- JSON: headings by field, as a person last said
    due_ms         INTEGER NOT NULL, -- the next pull
    tried_ms       INTEGER,
    good_ms        INTEGER,          -- last published, or found unchanged
    good_rows      INTEGER,
    failures       INTEGER NOT NULL, -- in a row
    failure        TEXT    NOT NULL, -- the last one's cause, or empty
    lease_by       TEXT    NOT NULL, -- the process that pulls it now
    lease_until_ms INTEGER NOT NULL
) STRICT;

-- An import: one file, or one pull that changed something.
CREATE TABLE import_run (
    id             INTEGER NOT NULL PRIMARY KEY,
    source         INTEGER NOT NULL REFERENCES import_source (id),
    state          TEXT    NOT NULL CHECK (state IN ('uploaded', 'checking', 'checked', 'applying', 'applied', 'undoing', 'undone', 'dropped', 'failed')),
    file_name      TEXT    NOT NULL, -- as the sender called it; empty for a pull
    sample         TEXT    NOT NULL, -- JSON: the first rows of each sheet
    mapping        TEXT    NOT NULL, -- JSON
    whole          INTEGER NOT NULL,
    made_by        TEXT    NOT NULL,
    made_ms        INTEGER NOT NULL,
    state_ms       INTEGER NOT NULL, -- since when it is in its state
    applied_ms     INTEGER,
    rows_done      INTEGER NOT NULL, -- how far the work in this state is
    found          INTEGER NOT NULL, -- rows that can be published
    before         INTEGER NOT NULL, -- rows of this source that were published when it was checked
    failure        TEXT    NOT NULL,
    lease_by       TEXT    NOT NULL,
    lease_until_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX import_run_state ON import_run (state);

-- What becomes of each row of an import, and what it put in whose place.
CREATE TABLE import_row (
    run          INTEGER NOT NULL REFERENCES import_run (id),
    no           INTEGER NOT NULL, -- the row's number in the file; withdrawn ones go on from the last
    fate         TEXT    NOT NULL CHECK (fate IN ('new', 'changed', 'same', 'flagged', 'refused', 'gone')),
    label        TEXT    NOT NULL,
    why          TEXT    NOT NULL, -- JSON list
    scope        TEXT    NOT NULL, -- empty for refused ones
    row_id       TEXT    NOT NULL,
    body         TEXT    NOT NULL, -- empty: withdrawn, or as it is published already
    ticked       INTEGER NOT NULL, -- a flagged row that a person lets pass
    done         TEXT    NOT NULL CHECK (done IN ('', 'put', 'removed', 'undone', 'kept')),
    before_scope TEXT    NOT NULL, -- what was published before it; empty: nothing
    before_body  TEXT    NOT NULL,
    PRIMARY KEY (run, no)
) STRICT;

CREATE INDEX import_row_fate ON import_row (run, fate, no);
CREATE INDEX import_row_id ON import_row (run, row_id);
