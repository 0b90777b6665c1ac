-- What offices write for their kiosks. A thing is one announcement, slide, training …; its versions never change.
-- `newest` is the version that is worked on, `live` the one that kiosks have.
CREATE TABLE content (
    id         INTEGER NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL,
    office     TEXT,             -- whose it is, 4 digits; NULL: everybody's
    stage      TEXT    NOT NULL CHECK (stage IN ('draft', 'in-review', 'published', 'withdrawn')),
    rev        INTEGER NOT NULL, -- one more with every act: tells who read an older state
    newest     INTEGER NOT NULL,
    live       INTEGER,
    undo       INTEGER NOT NULL CHECK (undo IN (0, 1)), -- whether the last act can be undone,
    undo_live  INTEGER,                                 -- and what kiosks had before it
    title      TEXT    NOT NULL, -- of the newest version
    folded     TEXT    NOT NULL, -- for the search
    edited_by  INTEGER NOT NULL, -- who wrote the newest version
    changed_ms INTEGER NOT NULL,
    from_ms    INTEGER,          -- when the newest version is shown
    until_ms   INTEGER,
    scope      TEXT,             -- where the live row stands; NULL: nowhere now
    row_id     TEXT,
    due_ms     INTEGER           -- when central itself has to look at it next
) STRICT;

CREATE INDEX content_list ON content (kind, stage, changed_ms);
CREATE INDEX content_due ON content (due_ms) WHERE due_ms IS NOT NULL;

CREATE TABLE content_version (
    content   INTEGER NOT NULL REFERENCES content (id),
    no        INTEGER NOT NULL,
    body      TEXT    NOT NULL, -- JSON
    edited_by INTEGER NOT NULL,
    at_ms     INTEGER NOT NULL,
    restored  INTEGER,          -- the version it was copied from
    PRIMARY KEY (content, no)
) STRICT;

CREATE TABLE content_act (
    key     TEXT    NOT NULL PRIMARY KEY, -- makes an act happen once
    content INTEGER NOT NULL REFERENCES content (id),
    rev     INTEGER NOT NULL,             -- the thing's, after it
    act     TEXT    NOT NULL,
    stage   TEXT    NOT NULL,             -- after it
    version INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    note    TEXT    NOT NULL,
    at_ms   INTEGER NOT NULL
) STRICT;

CREATE INDEX content_act_content ON content_act (content, rev);

-- Pictures; their bytes are blobs.
CREATE TABLE media (
    sha256 TEXT    NOT NULL PRIMARY KEY,
    name   TEXT    NOT NULL,
    size   INTEGER NOT NULL,
    width  INTEGER NOT NULL,
    height INTEGER NOT NULL,
    by_id  INTEGER NOT NULL,
    at_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE content_policy (
    one          INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    own_approval INTEGER NOT NULL CHECK (own_approval IN (0, 1))
) STRICT;

-- Kiosks that enrolled before follow what is published for all.
UPDATE kiosk SET scopes = replace(scopes, ']', ',"announcements","texts","trainings","fairs"]')
    WHERE scopes <> '[]';
