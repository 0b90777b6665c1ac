-- Officers set up their own account: an admin invites, and never knows a password or a second factor.
ALTER TABLE officer ADD COLUMN joined INTEGER NOT NULL DEFAULT 1; -- 0: there is only an invitation

-- At most one open invitation an officer. The code itself is on the officer's paper alone.
CREATE TABLE officer_invitation (
    officer        INTEGER NOT NULL PRIMARY KEY REFERENCES officer (id),
    code_sha256    BLOB    NOT NULL UNIQUE,
    keeps_password INTEGER NOT NULL, -- 1: only the second factor is made anew, and the password is asked for
    failed         INTEGER NOT NULL DEFAULT 0, -- wrong passwords
    ends_ms        INTEGER NOT NULL
) STRICT;

-- What stands in for a lost app, once each.
CREATE TABLE recovery_code (
    officer INTEGER NOT NULL REFERENCES officer (id),
    mac     BLOB    NOT NULL, -- keyed hash of the code
    PRIMARY KEY (officer, mac)
) STRICT, WITHOUT ROWID;
