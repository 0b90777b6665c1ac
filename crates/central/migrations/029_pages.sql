-- The desk counts without reading rows: erased persons' applications are told apart in the index, and what one officer
-- works on is found by them.
DROP INDEX application_stage;
CREATE INDEX application_stage ON application (office, stage, id, erased_ms);
DROP INDEX application_at_stage;
CREATE INDEX application_at_stage ON application (stage, id, erased_ms);
DROP INDEX application_erased;
CREATE INDEX application_lease ON application (lease_by) WHERE lease_by IS NOT NULL;

-- A title is looked for in an index alone, as far as its page goes.
DROP INDEX content_changed;
CREATE INDEX content_changed ON content (changed_ms, id, folded);
DROP INDEX content_kind;
CREATE INDEX content_kind ON content (kind, changed_ms, id, folded);
