-- The statements as the store has them, with values. Each once before it counts, as on a server that is in use.
\set ON_ERROR_STOP on
\pset tuples_only on
\set explain 'EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, SUMMARY ON)'
SELECT stream AS one FROM inbox_stream ORDER BY stream OFFSET 5000 LIMIT 1 \gset
SELECT mac AS common FROM name_index GROUP BY mac ORDER BY count(*) DESC LIMIT 1 \gset
SELECT mac AS rare FROM name_index WHERE application = 1999 ORDER BY mac LIMIT 1 \gset

\echo '-- a page of a feed'
:explain SELECT id, seq, del, body FROM feed_row WHERE scope = 'vacancies@32' AND seq > 25000 ORDER BY seq LIMIT 201;
\echo '-- an op comes in'
BEGIN;
:explain INSERT INTO inbox (stream, no, fingerprint, kind, clock, key, sealed, received_ms, status)
    VALUES (:'one', 1001, '\x00', 'visit', '{}', 'k', '\x00', 1, 'applied');
:explain SELECT column1, column2, column3, sums FROM (VALUES (CAST('2026-06-01' AS TEXT), CAST('K00500' AS TEXT), CAST('3215' AS TEXT)), ('2026-06-01', 'K00501', '3216')) AS asked
    CROSS JOIN figure_day WHERE day = column1 AND kiosk = column2 AND region = column3;
:explain INSERT INTO figure_day (day, kiosk, region, sums) VALUES ('2026-06-01', 'K00500', '3215', '{}')
    ON CONFLICT (day, kiosk, region) DO UPDATE SET sums = excluded.sums;
ROLLBACK;
\echo '-- what is held, and what of it waits for an application'
:explain SELECT stream, no, kind, coalesce(reason, '') FROM inbox WHERE status = 'held' ORDER BY stream, no LIMIT 500;
:explain SELECT stream, no FROM inbox WHERE status = 'held' AND reason = 'the seal does not open' ORDER BY received_ms DESC LIMIT 50;
\echo '-- the queue (a stage at a time): of one office, of all, its end, newest first of one office, with doubts'
:explain SELECT id, receipt, stage FROM application WHERE TRUE AND office IN ('3216') AND stage IN ('TERKIRIM') AND erased_ms IS NULL ORDER BY id LIMIT 26;
:explain SELECT id, receipt, stage FROM application WHERE TRUE AND stage IN ('TERKIRIM') AND erased_ms IS NULL ORDER BY id LIMIT 26;
:explain SELECT id, receipt, stage FROM application WHERE TRUE AND stage IN ('TERKIRIM') AND erased_ms IS NULL AND id > 9990000 ORDER BY id LIMIT 26;
:explain SELECT id, receipt, stage FROM application WHERE TRUE AND office IN ('3216') ORDER BY id DESC LIMIT 26;
:explain SELECT id, receipt, stage FROM application WHERE TRUE AND concerns <> '[]' AND erased_ms IS NULL ORDER BY id LIMIT 26;
:explain SELECT id, receipt, stage FROM application WHERE TRUE AND office || '' IN ('3216') AND concerns <> '[]' AND erased_ms IS NULL ORDER BY id LIMIT 26;
\echo '-- what is late: of one office, of all, a page further on; what one officer works on'
:explain SELECT id, receipt, stage FROM application WHERE TRUE AND office IN ('3216') AND due_ms IS NOT NULL AND due_ms < 1799999999999 ORDER BY due_ms, id LIMIT 26;
:explain SELECT id, receipt, stage FROM application WHERE TRUE AND due_ms IS NOT NULL AND due_ms < 1799999999999 ORDER BY due_ms, id LIMIT 26;
:explain SELECT id, receipt, stage FROM application WHERE TRUE AND due_ms IS NOT NULL AND due_ms < 1799999999999 AND (due_ms, id) > (1700000000000, 5000) ORDER BY due_ms, id LIMIT 26;
:explain SELECT id, receipt, stage FROM application WHERE TRUE AND office IN ('3216') AND stage IN ('TERKIRIM') AND lease_by = 1 AND lease_until_ms > 1700000000000 AND erased_ms IS NULL ORDER BY id LIMIT 26;
\echo '-- its tiles (they stop counting at 9,999), and what the menu counts'
:explain SELECT count(*) FROM (SELECT 1 FROM application WHERE TRUE AND office IN ('3216') AND stage IN ('DIAMBIL') AND erased_ms IS NULL LIMIT 10000) AS counted;
:explain SELECT count(*) FROM (SELECT 1 FROM application WHERE TRUE AND stage IN ('DIAMBIL') AND erased_ms IS NULL LIMIT 10000) AS counted;
:explain SELECT count(*) FROM (SELECT 1 FROM application WHERE TRUE AND office IN ('3216') AND due_ms IS NOT NULL AND due_ms < 1799999999999 LIMIT 10000) AS counted;
:explain SELECT count(*) FROM application WHERE due_ms IS NOT NULL AND stage = 'TERKIRIM' AND office IN ('3216');
:explain SELECT count(*) FROM application WHERE due_ms IS NOT NULL AND stage = 'TERKIRIM';
:explain SELECT count(*) FROM application WHERE stage = 'DISETUJUI' AND erased_ms IS NULL AND office IN ('3216');
:explain SELECT count(*) FROM application WHERE duplicate_of IS NOT NULL AND merged = 0 AND concerns LIKE '%"conflict"%';
\echo '-- stages of everything, as the figures ask; whose time is over, each night'
:explain SELECT stage, count(*) FROM application WHERE TRUE AND office IN ('3216') GROUP BY stage;
:explain SELECT stage, count(*) FROM application WHERE TRUE GROUP BY stage;
:explain SELECT application.id, application.office, since_ms, (SELECT valid_until FROM card WHERE card.application = application.id AND state NOT IN ('numbered', 'void'))
    FROM application WHERE erased_ms IS NULL AND stage IN ('DITOLAK', 'DIBATALKAN', 'KEDALUWARSA', 'DITUTUP_SUDAH_BEKERJA');
\echo '-- a receipt, a card, a NIK'
:explain SELECT id FROM application WHERE receipt = 'R5000000' AND birth_mac = '\x00';
:explain SELECT id, receipt, stage FROM application WHERE id > 0 AND receipt = 'R5000000' ORDER BY id LIMIT 26;
:explain SELECT id FROM application WHERE nik_mac = decode(md5('5000000'), 'hex') AND id <> 1 AND merged = 0 ORDER BY id;
\echo '-- a search by a common name, and by two'
:explain SELECT id, receipt FROM name_index JOIN application ON application.id = name_index.application
    WHERE mac = :'common' AND name_index.application < 9223372036854775807 ORDER BY name_index.application DESC LIMIT 200;
:explain SELECT id, receipt FROM name_index JOIN application ON application.id = name_index.application
    WHERE mac = :'common' AND name_index.application < 9223372036854775807
    AND EXISTS (SELECT 1 FROM name_index AS other WHERE other.mac = :'rare' AND other.application = id)
    ORDER BY name_index.application DESC LIMIT 200;
\echo '-- figures of a month: all kiosks, one office, one kiosk; a month of a year, all kiosks'
:explain SELECT day, kiosk, region, sums FROM figure_day WHERE day >= '2026-10-01' AND day <= '2026-10-31' AND (CAST(NULL AS TEXT) IS NULL OR kiosk = NULL);
:explain SELECT day, kiosk, region, sums FROM figure_day WHERE day >= '2026-10-01' AND day <= '2026-10-31' AND (CAST(NULL AS TEXT) IS NULL OR kiosk = NULL)
    AND region IN ('3216');
:explain SELECT day, kiosk, region, sums FROM figure_day WHERE day >= '2026-10-01' AND day <= '2026-10-31' AND (CAST('K00500' AS TEXT) IS NULL OR kiosk = 'K00500');
:explain SELECT month, kiosk, region, sums FROM figure_month WHERE month >= '2026-10' AND month <= '2026-10' AND (CAST(NULL AS TEXT) IS NULL OR kiosk = NULL);
\echo '-- the timeline of a kiosk, the trail'
:explain SELECT at_ms, aspect, was, value FROM kiosk_change WHERE kiosk = 'K05000' ORDER BY at_ms DESC, id DESC LIMIT 200;
:explain SELECT no, at_ms, actor, act, subject, detail FROM audit WHERE (CAST('' AS TEXT) = '' OR subject = '') AND no < 5000000 ORDER BY no DESC LIMIT 100;
