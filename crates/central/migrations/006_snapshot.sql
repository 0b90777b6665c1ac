-- Snapshots of a scope. generation only rises, over restores too.
CREATE TABLE snapshot (
    scope      TEXT    NOT NULL,
    generation INTEGER NOT NULL,
    epoch      TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    sha256     TEXT    NOT NULL,
    expires_s  INTEGER NOT NULL,
    document   TEXT    NOT NULL, -- JSON of the signed document
    PRIMARY KEY (scope, generation)
) STRICT;
