-- Which applications of a stage are of persons who were erased: they wait for nobody.
CREATE INDEX application_erased ON application (stage, office) WHERE erased_ms IS NOT NULL;

-- Among kiosks that serve with something wrong, the one that gives no tickets stands first.
UPDATE kiosk_live SET weight = CASE
    WHEN substr(cause, 1, 8) = 'printer:' THEN 66
    WHEN cause IN ('paper-low', 'disk') THEN 61
    ELSE 63 END
WHERE standing = 'reduced';
