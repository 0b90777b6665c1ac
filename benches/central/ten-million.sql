-- A fleet's years in a PostgreSQL: ten million rows where a table grows for ever. In the order of the keys, so that it
-- takes minutes. Nobody in it is anybody: names are keyed hashes already, and what is sealed is noise.
\set ON_ERROR_STOP on
SET synchronous_commit = off;
SET session_replication_role = replica;

INSERT INTO kiosk (code, site, tenant, region, scopes)
SELECT 'K' || lpad(n::text, 5, '0'), 'Tempat ' || n, 'Dinas ' || n % 500, '32' || lpad((n % 27 + 1)::text, 2, '0'), '[]'
FROM generate_series(1, 10000) AS n;
INSERT INTO device (key_id, public_key, kiosk, stream, machine, state, enrolled_ms)
SELECT 'key' || n, decode(md5(n::text) || md5('k' || n), 'hex'), 'K' || lpad(n::text, 5, '0'), md5('stream' || n), 'uji', 'accepted', 0
FROM generate_series(1, 10000) AS n;
INSERT INTO inbox_stream (stream, hwm) SELECT md5('stream' || n), 1000 FROM generate_series(1, 10000) AS n;

-- 10,000 terminals × 1,000 facts of 240 sealed bytes.
INSERT INTO inbox (stream, no, fingerprint, kind, clock, key, sealed, received_ms, status)
SELECT stream, no, decode(md5(stream || no) || md5(no::text), 'hex'), 'visit',
    '{"wall_ms":1764000000000,"boot":"0707070707070707","mono_ms":1000,"synced":true}', 'seal-1',
    decode(repeat(md5(no || stream), 15), 'hex'), 1764000000000 + no * 60000, 'applied'
FROM (SELECT stream FROM inbox_stream ORDER BY stream) AS streams, generate_series(1, 1000) AS no;
UPDATE inbox SET status = 'held', reason = 'the seal does not open'
WHERE no = 500 AND stream IN (SELECT stream FROM inbox_stream ORDER BY stream LIMIT 200);
INSERT INTO visit SELECT stream, no, 1764000000000 + no * 60000, 'synced', 60, 'finished', 'id', 2, 3, 1, 0
FROM (SELECT stream FROM inbox_stream ORDER BY stream) AS streams, generate_series(1, 1000) AS no;

-- A year of 1,000 kiosks with 28 figures a day, 48 a month.
INSERT INTO figure_day (day, kiosk, region, sums)
SELECT to_char(date '2026-01-01' + day, 'YYYY-MM-DD'), 'K' || lpad(kiosk::text, 5, '0'), '32' || lpad((kiosk % 27 + 1)::text, 2, '0'),
    (SELECT json_object_agg((ARRAY['visit', 'begun', 'mark', 'ticket'])[part % 4 + 1] || ' part' || part, json_build_array(part + 3, part * 60))::text
     FROM generate_series(1, 28) AS part)
FROM generate_series(0, 364) AS day, generate_series(1, 1000) AS kiosk;
INSERT INTO figure_month (month, kiosk, region, sums)
SELECT '2026-' || lpad(month::text, 2, '0'), 'K' || lpad(kiosk::text, 5, '0'), '32' || lpad((kiosk % 27 + 1)::text, 2, '0'),
    (SELECT json_object_agg((ARRAY['visit', 'begun', 'mark', 'ticket'])[part % 4 + 1] || ' part' || part, json_build_array(part + 90, part * 1800))::text
     FROM generate_series(1, 48) AS part)
FROM generate_series(1, 12) AS month, generate_series(1, 1000) AS kiosk;

INSERT INTO kiosk_change (id, kiosk, at_ms, aspect, was, value)
SELECT n, 'K' || lpad((n % 10000 + 1)::text, 5, '0'), 1764000000000 + n::bigint * 800, 'paper', 'ready', 'paper-low'
FROM generate_series(1, 10000000) AS n;

-- One subject has its thousand acts long ago, one has none.
INSERT INTO audit (no, at_ms, actor, act, subject, detail, hash)
SELECT n, 1764000000000 + n::bigint * 3000, 'officer:' || n % 40, 'move',
    CASE WHEN n < 200000 AND n % 200 = 0 THEN 'officer:7' ELSE 'application:' || n / 5 END, '{"stage":"issued"}', decode(md5(n::text) || md5('h' || n), 'hex')
FROM generate_series(1, 10000000) AS n;

-- Ten million applications in 27 offices, one in a hundred still open, one in ten thousand with a doubt.
INSERT INTO application (id, office, receipt, card_id, kind, stage, since_ms, received_ms, happened_ms, due_ms, nik_mac, birth_mac, concerns)
SELECT n, '32' || lpad((n % 27 + 1)::text, 2, '0'), 'R' || n, md5('card' || n), 'new',
    CASE WHEN n % 100 = 0 THEN (ARRAY['TERKIRIM', 'PERLU_PERBAIKAN', 'DISETUJUI', 'SIAP_CETAK'])[n / 100 % 4 + 1] WHEN n % 20 = 3 THEN 'DITOLAK' ELSE 'DIAMBIL' END,
    1764000000000, 1764000000000 + n::bigint * 1000, 1764000000000, CASE WHEN n % 100 = 0 THEN 1764000000000 + n::bigint * 1000 END,
    decode(md5(n::text), 'hex'), decode(md5('b' || n), 'hex'), CASE WHEN n % 10000 = 7 THEN '["conflict"]' ELSE '[]' END
FROM generate_series(1, 10000000) AS n;
-- Of the first two million: five terms a name, drawn from names of which the commonest is everybody's twentieth.
INSERT INTO name_index (mac, application)
SELECT DISTINCT decode(substr(md5('term' || ((n::bigint * 7919 + term * 104729) % CASE term WHEN 0 THEN 20 WHEN 1 THEN 200 ELSE 60000 END) || '.' || least(term, 2)), 1, 16), 'hex'), n
FROM generate_series(1, 2000000) AS n, generate_series(0, 4) AS term;

-- 38 provinces with 26,000 vacancies each, bodies of 1.2 kB.
INSERT INTO feed_scope (scope, head, horizon, count, digest, as_of_s, changed_ms)
SELECT 'vacancies@' || n, 26000, 0, 26000, 1, 1764000000, 1764000000000 FROM generate_series(11, 48) AS n;
INSERT INTO feed_row (scope, id, seq, del, body, changed_s)
SELECT 'vacancies@' || place, 'local-' || n, n, 0, '{"title":"' || repeat(md5(n::text), 37) || '"}', 1764000000
FROM generate_series(11, 48) AS place, generate_series(1, 26000) AS n;
SET session_replication_role = DEFAULT;
VACUUM ANALYZE;
SELECT relname AS "table", n_live_tup AS rows, pg_size_pretty(pg_table_size(relid)) AS size, pg_size_pretty(pg_indexes_size(relid)) AS indexes
FROM pg_stat_user_tables WHERE n_live_tup > 5000 ORDER BY n_live_tup DESC, relname;
