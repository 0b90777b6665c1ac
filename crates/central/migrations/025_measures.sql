-- What pages count and list is found without reading rows that they don't show: 200,000 rows of an import hold a quarter
-- of a gigabyte of bodies, and few applications among a million have a concern.
DROP INDEX import_row_fate;
CREATE INDEX import_row_fate ON import_row (run, fate, no, ticked, done);
CREATE INDEX import_row_kept ON import_row (run, no) WHERE done = 'kept';

CREATE INDEX application_office ON application (office, id);
CREATE INDEX application_concerned ON application (id) WHERE concerns <> '[]';

CREATE INDEX content_changed ON content (changed_ms, id);
CREATE INDEX content_kind ON content (kind, changed_ms, id);
CREATE INDEX content_count ON content (kind, stage, office);
