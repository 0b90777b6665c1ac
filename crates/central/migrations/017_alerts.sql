-- When somebody is told that a kiosk or a source needs a person.
CREATE TABLE alert_rule (
    id         INTEGER NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    trouble    TEXT    NOT NULL,
    district   TEXT    NOT NULL, -- 4 digits; '' for every one
    tag        TEXT    NOT NULL, -- '' for every one
    after_min  INTEGER NOT NULL,
    again_h    INTEGER NOT NULL, -- 0: told once
    quiet_from INTEGER NOT NULL, -- minutes of the day; the same as quiet_to: never quiet
    quiet_to   INTEGER NOT NULL,
    zone_h     INTEGER NOT NULL, -- hours ahead of UTC: 7, 8 or 9
    mails      TEXT    NOT NULL, -- addresses, with spaces between
    hook       TEXT    NOT NULL, -- an address of the web, or ''
    active     INTEGER NOT NULL
) STRICT;

-- What a rule found, once for each time that it began.
CREATE TABLE alert (
    id           INTEGER NOT NULL PRIMARY KEY,
    rule         INTEGER NOT NULL REFERENCES alert_rule (id),
    subject      TEXT    NOT NULL, -- kiosk:K07, source:3
    state        TEXT    NOT NULL CHECK (state IN ('open', 'acknowledged', 'closed')),
    since_ms     INTEGER NOT NULL, -- when the trouble began
    raised_ms    INTEGER NOT NULL,
    told_ms      INTEGER,          -- the last time that somebody was told of it
    closed_ms    INTEGER,
    owed         INTEGER NOT NULL, -- 1: it is over, and that was not told yet
    settled_by   TEXT    NOT NULL, -- who acknowledged it
    settled_note TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX alert_living ON alert (rule, subject) WHERE state <> 'closed';
CREATE INDEX alert_state ON alert (state, raised_ms);
CREATE INDEX alert_owed ON alert (rule) WHERE owed = 1;

-- What is to be sent, one address a row. Written with what it tells, sent afterwards.
CREATE TABLE alert_message (
    id             INTEGER NOT NULL PRIMARY KEY,
    rule           INTEGER NOT NULL REFERENCES alert_rule (id),
    test           INTEGER NOT NULL,
    channel        TEXT    NOT NULL CHECK (channel IN ('mail', 'hook')),
    target         TEXT    NOT NULL,
    title          TEXT    NOT NULL,
    body           TEXT    NOT NULL,
    state          TEXT    NOT NULL CHECK (state IN ('waiting', 'sent', 'given-up')),
    made_ms        INTEGER NOT NULL,
    due_ms         INTEGER NOT NULL,
    sent_ms        INTEGER,
    tries          INTEGER NOT NULL,
    failure        TEXT    NOT NULL, -- the last one's cause, or ''
    lease_by       TEXT    NOT NULL,
    lease_until_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX alert_message_due ON alert_message (state, due_ms);
CREATE INDEX alert_message_rule ON alert_message (rule, made_ms);

-- Which kiosks have a printer without paper is asked every minute.
CREATE INDEX kiosk_aspect_value ON kiosk_aspect (aspect, value);
