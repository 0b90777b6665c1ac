-- What central publishes. The position of a change is taken from feed_scope inside the transaction
-- that makes it, so positions are in commit order on every engine.
CREATE TABLE feed_scope (
    scope   TEXT    NOT NULL PRIMARY KEY,
    head    INTEGER NOT NULL,
    horizon INTEGER NOT NULL,
    count   INTEGER NOT NULL,
    digest  INTEGER NOT NULL, -- the 64 bits of the digest, as a signed number
    as_of_s INTEGER NOT NULL
) STRICT;

CREATE TABLE feed_row (
    scope     TEXT    NOT NULL,
    id        TEXT    NOT NULL,
    seq       INTEGER NOT NULL,
    del       INTEGER NOT NULL,
    body      TEXT    NOT NULL, -- empty for a tombstone
    changed_s INTEGER NOT NULL,
    PRIMARY KEY (scope, id)
) STRICT;

CREATE UNIQUE INDEX feed_row_seq ON feed_row (scope, seq);
CREATE INDEX feed_row_id ON feed_row (id);
CREATE INDEX feed_row_tombstone ON feed_row (changed_s) WHERE del = 1;
