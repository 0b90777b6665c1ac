-- The key that a machine changes to: known from when it asked until it first signs with it.
ALTER TABLE device ADD COLUMN next_key_id TEXT;
ALTER TABLE device ADD COLUMN next_public_key BLOB;
CREATE UNIQUE INDEX device_next_key ON device (next_key_id);
