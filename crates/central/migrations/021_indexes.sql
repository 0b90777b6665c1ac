-- What ten million rows made slow. Who sees every office asks by stage alone; without this the whole table is read
-- for a queue of twenty-five.
CREATE INDEX application_at_stage ON application (stage, id);

-- Each push with an application looks for what waited for one, among everything that is held.
CREATE INDEX inbox_waiting ON inbox (reason, received_ms) WHERE status = 'held';

-- What is late in one office: a few of what is open, not all that it ever had.
CREATE INDEX application_office_due ON application (office, due_ms) WHERE due_ms IS NOT NULL;
