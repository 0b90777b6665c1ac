-- Keys of officers' phones, computers and security tokens (WebAuthn). Only the public half is here.
CREATE TABLE passkey (
    id         INTEGER NOT NULL PRIMARY KEY,
    officer    INTEGER NOT NULL REFERENCES officer (id),
    credential BLOB    NOT NULL UNIQUE, -- what the authenticator calls it
    point      BLOB    NOT NULL,        -- P-256, uncompressed
    counter    INTEGER NOT NULL,        -- of its signatures; stays 0 where it does not count
    name       TEXT    NOT NULL,
    made_ms    INTEGER NOT NULL,
    used_ms    INTEGER
) STRICT;

CREATE INDEX passkey_officer ON passkey (officer);

-- What a passkey is asked to sign, once.
CREATE TABLE passkey_challenge (
    challenge_sha256 BLOB    NOT NULL PRIMARY KEY,
    officer          INTEGER REFERENCES officer (id), -- who adds one; NULL: somebody signs in
    ends_ms          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
