-- Figures a row for each kiosk and day, and one for each kiosk and month, in place of a row for each thing that is
-- counted: a page of a year reads thousands of rows where it read a million. `sums` is
-- {"name part": [count, total], …}; a month's are the sums of its days, written in the same transaction.
CREATE TABLE figure_day (
    day    TEXT NOT NULL, -- where the kiosk stands
    kiosk  TEXT NOT NULL, -- its code; empty: no kiosk
    region TEXT NOT NULL, -- the regency it stood in then; empty: none known
    sums   TEXT NOT NULL,
    PRIMARY KEY (day, kiosk, region)
) STRICT;
CREATE TABLE figure_month (
    month  TEXT NOT NULL,
    kiosk  TEXT NOT NULL,
    region TEXT NOT NULL,
    sums   TEXT NOT NULL,
    PRIMARY KEY (month, kiosk, region)
) STRICT;

INSERT INTO figure_day
SELECT day, kiosk, region, CAST(json_group_object(name || ' ' || part, json_array(count, total)) AS TEXT)
FROM figure GROUP BY day, kiosk, region;
INSERT INTO figure_month
SELECT month, kiosk, region, CAST(json_group_object(name || ' ' || part, json_array(count, total)) AS TEXT)
FROM (
    SELECT substr(day, 1, 7) AS month, kiosk, region, name, part, CAST(sum(count) AS BIGINT) AS count,
        CAST(sum(total) AS BIGINT) AS total
    FROM figure GROUP BY substr(day, 1, 7), kiosk, region, name, part
) AS months GROUP BY month, kiosk, region;
DROP TABLE figure;
