-- Who was erased, by a keyed hash of the card id: what is also in keys/erased, which no restore reaches. An op that
-- comes again after a restore is known by it.
CREATE TABLE erasure (
    mac BLOB NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- An erased application's card id is that hash already.
INSERT INTO erasure SELECT unhex(card_id) FROM application WHERE erased_ms IS NOT NULL AND length(card_id) = 64;
