-- Commands that this machine took on, so that none is done twice. `boot` tells whether the machine has restarted since.
CREATE TABLE command (
    no    INTEGER PRIMARY KEY,
    task  TEXT    NOT NULL,
    boot  BLOB    NOT NULL CHECK (length(boot) = 8),
    ended INTEGER NOT NULL CHECK (ended IN (0, 1))
) STRICT;
