-- A print job is more than a vacancy's ticket: it has a kind, a printer it is for, and somebody who asked.
ALTER TABLE print_job RENAME COLUMN vacancy TO subject;
ALTER TABLE print_job ADD COLUMN kind TEXT NOT NULL DEFAULT 'ticket';
ALTER TABLE print_job ADD COLUMN station TEXT NOT NULL DEFAULT 'tickets';
ALTER TABLE print_job ADD COLUMN actor TEXT NOT NULL DEFAULT 'visitor';
-- The visit it was asked for in, as this program numbers visits since its start. Nothing about the visitor.
ALTER TABLE print_job ADD COLUMN visit INTEGER;
-- How often `sending` was committed. More than 1 only after proof that the times before sent no byte.
ALTER TABLE print_job ADD COLUMN attempt INTEGER NOT NULL DEFAULT 0;
-- The name it was last sent under, which a printer may still tell after a restart.
ALTER TABLE print_job ADD COLUMN proc_id INTEGER;
-- The last of its events that central was told of.
ALTER TABLE print_job ADD COLUMN told_event INTEGER NOT NULL DEFAULT 0;

-- The counter of ticket numbers goes round after 9,999, so a number alone names two papers of different
-- months. `lap` counts the rounds: lap, number and copy name one paper, and are accepted once.
ALTER TABLE print_job ADD COLUMN lap INTEGER NOT NULL DEFAULT 0;
UPDATE print_job SET lap = earlier.count FROM (
    SELECT id, row_number() OVER (PARTITION BY number, copy ORDER BY id) - 1 AS count FROM print_job
) AS earlier WHERE earlier.id = print_job.id;
CREATE UNIQUE INDEX print_job_token ON print_job (number, lap, copy);
ALTER TABLE device ADD COLUMN lap INTEGER NOT NULL DEFAULT 0;
UPDATE device SET lap = 1 + (SELECT coalesce(max(lap), 0) FROM print_job);

CREATE INDEX print_job_age ON print_job (changed_ms);
CREATE INDEX print_job_reprint ON print_job (reprint_of);
CREATE INDEX print_job_number ON print_job (station, kind, id);
CREATE INDEX print_event_job ON print_event (job, id);

-- What the printer said of itself when this happened, in words.
ALTER TABLE print_event ADD COLUMN status TEXT;

-- The printers. `used_mm` counts from the last refill that a technician confirmed; `roll_mm` is what was put
-- in then, NULL when nobody knows. `near_end_mm` is `used_mm` at the moment the printer first said "nearly
-- used up". `failures` are jobs in a row that ended in doubt through the printer's own fault.
CREATE TABLE station (
    station      TEXT    PRIMARY KEY,
    roll_mm      REAL,
    used_mm      REAL    NOT NULL DEFAULT 0 CHECK (used_mm >= 0),
    near_end_mm  REAL,
    failures     INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    out_of_order TEXT,
    out_since_ms INTEGER
) STRICT;
INSERT INTO station (station) VALUES ('tickets'), ('sheets');

-- Writes into the printer's memory, which wears out.
CREATE TABLE logo_write (
    day   TEXT    PRIMARY KEY,
    count INTEGER NOT NULL CHECK (count > 0)
) STRICT;

-- Wrong PINs in a row, and the machine's clock at the last one.
CREATE TABLE pin_failures (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    count   INTEGER NOT NULL CHECK (count >= 0),
    boot    BLOB    NOT NULL CHECK (length(boot) = 8),
    mono_ms INTEGER NOT NULL
) STRICT;
