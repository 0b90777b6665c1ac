-- What the office decided about its imports: one row, or none.
CREATE TABLE import_policy (
    one       INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    four_eyes INTEGER NOT NULL -- 1: somebody else than who sent a file publishes it
) STRICT;
