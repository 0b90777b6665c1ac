//! What must hold when all is quiet.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::fault::{Rule, Violation, must};
use super::office::Office;
use super::terminal::Terminal;
use super::world::World;

pub fn check(world: &mut World) -> Result<(), Violation> {
    world.office.remember_keys();
    for name in 0..world.terminals.len() {
        facts_are_at_central(&mut world.office, &mut world.terminals[name])?;
        rows_are_at_the_terminal(&mut world.office, &mut world.terminals[name])?;
    }
    Ok(())
}

/// Nothing lost, nothing doubled, nothing altered, and poison held.
fn facts_are_at_central(office: &mut Office, terminal: &mut Terminal) -> Result<(), Violation> {
    let stream = terminal.ledger().stream();
    let gaps = office.store().gaps().unwrap();
    let inbox = inbox(office.raw(), &stream.to_string());
    let effects = effects(office.raw(), &stream.to_string());
    for (no, fingerprint, poison) in &terminal.recorded {
        let effects = effects.get(no).copied().unwrap_or(0);
        let Some((kept, status)) = inbox.get(no) else {
            let told = gaps.iter().any(|(of, first, last)| *of == stream && (first..=last).contains(&no));
            must(Rule::NothingIsLost, told, || format!("op {no} is not at central, and nobody says so"))?;
            let allowed = terminal.forgotten.contains(no);
            must(Rule::GapsAreExplained, allowed, || format!("op {no} is in a gap and should be here"))?;
            continue;
        };
        must(Rule::NothingIsLost, kept == fingerprint, || format!("op {no} has other bytes at central"))?;
        must(Rule::NothingIsDoubled, effects <= 1, || format!("op {no} has {effects} effects"))?;
        let expected = if *poison { ("held", 0) } else { ("applied", 1) };
        must(Rule::PoisonIsHeld, (status.as_str(), effects) == expected, || {
            format!("op {no} (poison: {poison}) is {status} with {effects} effects")
        })?;
    }
    must(Rule::NothingIsDoubled, inbox.len() <= terminal.recorded.len(), || "ops nobody made".into())?;
    let position = terminal.ledger().position().unwrap();
    must(Rule::QuietInTheEnd, position.acked == position.last_no, || format!("ops wait: {position:?}"))
}

fn inbox(central: &Connection, stream: &str) -> BTreeMap<u64, ([u8; 32], String)> {
    let mut statement =
        central.prepare("SELECT no, fingerprint, status FROM inbox WHERE stream = ?1").unwrap();
    let rows = statement.query_map([stream], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn effects(central: &Connection, stream: &str) -> BTreeMap<u64, u64> {
    let mut statement =
        central.prepare("SELECT no, count(*) FROM counted_effect WHERE stream = ?1 GROUP BY no").unwrap();
    let rows = statement.query_map([stream], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Row by row, by what is noted, and on the screen.
fn rows_are_at_the_terminal(office: &mut Office, terminal: &mut Terminal) -> Result<(), Violation> {
    let catalogue = terminal.raw("catalogue.db");
    let mut on_screen = BTreeSet::new();
    for scope in terminal.scopes.clone() {
        let name = scope.to_string();
        let sql = "SELECT id, seq, body FROM feed_row WHERE scope = ?1 AND del = 0 ORDER BY id";
        let theirs = rows(office.raw(), sql, &name);
        let sql = "SELECT id, seq, body FROM row JOIN shelf ON shelf.no = shelf
            WHERE scope = ?1 AND role = 'in-use' ORDER BY id";
        let ours = rows(&catalogue, sql, &name);
        must(Rule::CopiesAreEqual, ours == theirs, || {
            let differ =
                |a: &[Row], b: &[Row]| a.iter().filter(|row| !b.contains(row)).cloned().collect::<Vec<_>>();
            format!("{name}: only here {:?}, only there {:?}", differ(&ours, &theirs), differ(&theirs, &ours))
        })?;
        on_screen.extend(theirs.into_iter().map(|(id, ..)| id));

        let state = office.store().scope_state(&scope).unwrap();
        let sql = "SELECT cursor, count, digest FROM shelf WHERE scope = ?1 AND role = 'in-use'";
        let noted: (u64, u64, i64) =
            catalogue.query_row(sql, [&name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        let (count, digest) = (state.count, state.digest.0.cast_signed());
        must(Rule::CopiesAreEqual, noted == (state.head, count, digest), || {
            format!("{name}: {noted:?}, central has {state:?}")
        })?;
    }
    let shown = terminal.shown();
    must(Rule::CopiesAreEqual, shown == on_screen, || format!("shown {shown:?}, living {on_screen:?}"))
}

/// Id, number and body.
type Row = (String, i64, String);

fn rows(db: &Connection, sql: &str, scope: &str) -> Vec<Row> {
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([scope], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}
