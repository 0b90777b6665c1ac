-- The replica. Disposable: no migrations, another version is made anew (user_version, see store.rs).

-- One row. `changed` rises with every change that a reader must see.
CREATE TABLE state (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    changed  INTEGER NOT NULL,
    next_doc INTEGER NOT NULL,
    -- The parser that last tried the unreadable rows.
    parser   TEXT NOT NULL
) STRICT;
INSERT INTO state VALUES (1, 0, 1, '');

-- One copy of a scope. At most one of a scope is in use; while a snapshot is being loaded there is a
-- second one, and the switch from one to the other is a change of two roles.
CREATE TABLE shelf (
    no      INTEGER PRIMARY KEY AUTOINCREMENT,
    scope   TEXT NOT NULL,
    role    TEXT NOT NULL CHECK (role IN ('in-use', 'loading', 'cast-off')),
    -- Shown to visitors: what is in use, and a first load while it lasts.
    shown   INTEGER NOT NULL,
    epoch   TEXT NOT NULL,
    cursor  INTEGER NOT NULL,
    floor   INTEGER NOT NULL,
    -- The present walk. Rows of earlier ones are still shown until it ends.
    gen     INTEGER NOT NULL,
    walking INTEGER NOT NULL,
    -- Over the rows of this gen.
    count   INTEGER NOT NULL,
    digest  INTEGER NOT NULL,
    as_of_s INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX shelf_in_use ON shelf (scope) WHERE role = 'in-use';

CREATE TABLE row (
    doc      INTEGER PRIMARY KEY,
    shelf    INTEGER NOT NULL,
    id       TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    gen      INTEGER NOT NULL,
    -- Whether this program understood it. What it didn't is kept, and not shown.
    readable INTEGER NOT NULL,
    -- The file that the row names, to be fetched ahead: SHA-256 and length.
    card       BLOB,
    card_bytes INTEGER,
    body     TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX row_by_id ON row (id, shelf);
CREATE INDEX row_by_gen ON row (shelf, gen);
CREATE INDEX row_unreadable ON row (shelf) WHERE NOT readable;
CREATE INDEX row_with_card ON row (seq) WHERE card IS NOT NULL;

-- The rules of an office that are in force, once their signature was verified. The row of the feed may be
-- another one: newer and not tried yet, or not to be trusted.
CREATE TABLE office (
    scope TEXT PRIMARY KEY,
    -- The row's body as it came, and what it says without envelope and signature.
    body  TEXT NOT NULL,
    rules TEXT NOT NULL
) STRICT;

-- The index: see segment.rs. Segments hold disjoint ranges of `doc`, of one shelf each.
CREATE TABLE segment (
    no        INTEGER PRIMARY KEY AUTOINCREMENT,
    shelf     INTEGER NOT NULL,
    first_doc INTEGER NOT NULL,
    docs      INTEGER NOT NULL,
    -- Rises with `dead`.
    version   INTEGER NOT NULL,
    dead      BLOB NOT NULL
) STRICT;
CREATE INDEX segment_by_doc ON segment (shelf, first_doc);

-- Apart from `dead`, which changes: else every change would write the megabytes beside it again.
CREATE TABLE segment_content (
    no      INTEGER PRIMARY KEY,
    content BLOB NOT NULL
) STRICT;
