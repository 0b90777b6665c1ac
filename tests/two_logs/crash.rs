//! A crash in the middle of a transaction: an error at one of its statements, put there from outside.

use rusqlite::Connection;

/// Statements of a push being taken in.
pub const TAKING_IN: &[&str] = &[
    "INSERT ON inbox WHEN new.no % 2 = 0",
    "UPDATE ON inbox",
    "INSERT ON inbox_stream",
    "UPDATE ON inbox_stream",
];
/// The last statement of publishing.
pub const PUBLISHING: &str = "UPDATE OF digest ON feed_scope";
/// The last statement of recording a fact.
pub const RECORDING: &str = "INSERT ON outbox";
/// Statements of an acknowledgement.
pub const ACKNOWLEDGING: &[&str] = &["UPDATE OF acked ON device", "UPDATE OF acked_s ON outbox"];
/// Statements of applying a page or a snapshot, its sweep and its merge of segments.
pub const APPLYING: &[&str] = &[
    "INSERT ON row",
    "UPDATE OF gen ON row",
    "UPDATE OF cursor ON shelf",
    "DELETE ON row",
    "INSERT ON segment_content",
    "UPDATE OF dead ON segment",
    "DELETE ON segment",
    "UPDATE OF changed ON state",
    "UPDATE OF role ON shelf WHEN new.role = 'in-use'",
    "DELETE ON shelf",
];

/// Makes the statement fail until [`disarm`].
pub fn arm(db: &Connection, statement: &str) {
    let sql = format!("CREATE TRIGGER crash BEFORE {statement} BEGIN SELECT RAISE(ABORT, 'crash'); END");
    db.execute_batch(&sql).unwrap();
}

/// Lets it succeed again.
pub fn disarm(db: &Connection) {
    db.execute_batch("DROP TRIGGER IF EXISTS crash").unwrap();
}
