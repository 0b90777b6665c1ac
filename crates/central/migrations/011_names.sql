-- Finds persons by name: keyed hashes of the beginnings of a name's words. The names themselves are sealed.
CREATE TABLE name_index (
    mac         BLOB    NOT NULL, -- 8 bytes
    application INTEGER NOT NULL REFERENCES application (id),
    PRIMARY KEY (mac, application)
) STRICT, WITHOUT ROWID;

CREATE INDEX name_index_application ON name_index (application);
