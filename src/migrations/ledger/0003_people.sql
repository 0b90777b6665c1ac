-- Receipt numbers that were given, so that none is given twice. `no` is the op that carries the application; nothing here
-- says whose it is.
CREATE TABLE receipt (
    number TEXT    PRIMARY KEY,
    no     INTEGER NOT NULL UNIQUE,
    at_ms  INTEGER NOT NULL
) STRICT;

-- A receipt's number stands on its slip and on the job of its card. Ticket and sheet share a counter and so never a number.
DROP INDEX print_job_token;
CREATE UNIQUE INDEX print_job_token ON print_job (number, lap, copy, kind);

-- Prints of a card here, beside what central last said is left of it: central learns of them later. `base` is what was
-- left when the counting began.
CREATE TABLE card_print (
    card    TEXT    PRIMARY KEY,
    base    INTEGER NOT NULL CHECK (base >= 0),
    printed INTEGER NOT NULL DEFAULT 0 CHECK (printed >= 0)
) STRICT;

-- Wrong tries of those who help at the kiosk, and of birth dates without a receipt's code, each with a count of its own.
CREATE TABLE tries (
    what    TEXT    PRIMARY KEY,
    count   INTEGER NOT NULL CHECK (count >= 0),
    boot    BLOB    NOT NULL CHECK (length(boot) = 8),
    mono_ms INTEGER NOT NULL
) STRICT;
