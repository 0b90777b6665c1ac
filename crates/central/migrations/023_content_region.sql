-- Which regency's opening hours a row says, so that a kiosk that comes back need not read those of all. What was
-- published before says it when it is published next; until then it is looked through.
ALTER TABLE content ADD COLUMN region TEXT;
CREATE INDEX content_region ON content (kind, region) WHERE kind = 'opening-hours';
