-- Windows Hello makes keys of another kind than phones and security keys.
ALTER TABLE passkey RENAME COLUMN point TO public_key;
ALTER TABLE passkey ADD COLUMN algorithm INTEGER NOT NULL DEFAULT -7; -- COSE's number: -7 ES256, -257 RS256

-- A kiosk that is switched off at night needs nobody.
ALTER TABLE alert_rule ADD COLUMN open_only INTEGER NOT NULL DEFAULT 0;
