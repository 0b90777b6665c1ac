-- Every change of every print job, as the terminals told it: the trail from a person's act to the paper. A `print`
-- op brings one or several changes; (stream, no, place) is a change's identity, so applying twice is impossible.
CREATE TABLE print_change (
    stream      TEXT    NOT NULL,
    no          INTEGER NOT NULL,
    place       INTEGER NOT NULL, -- within the op, from 0
    happened_ms INTEGER NOT NULL, -- when the op was written, as well as can be known
    happened_by TEXT    NOT NULL, -- which clock told: synced, monotonic, unsure
    job         INTEGER NOT NULL, -- the number in that terminal's ledger
    number      TEXT    NOT NULL, -- on the paper
    sort        TEXT    NOT NULL,
    copy        INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    cause       TEXT,
    wall_ms     INTEGER NOT NULL, -- what the terminal's clocks said at this change
    mono_ms     INTEGER NOT NULL,
    status      TEXT,             -- what the device said
    PRIMARY KEY (stream, no, place)
) STRICT;

CREATE INDEX print_change_job ON print_change (stream, job, no, place);
CREATE INDEX print_change_doubtful ON print_change (happened_ms) WHERE state = 'doubtful';

-- What technicians did at the machines.
CREATE TABLE service_act (
    stream      TEXT    NOT NULL,
    no          INTEGER NOT NULL,
    happened_ms INTEGER NOT NULL,
    happened_by TEXT    NOT NULL,
    act         TEXT    NOT NULL,
    code        TEXT,
    PRIMARY KEY (stream, no)
) STRICT;
