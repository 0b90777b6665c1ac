//! The end of every case: what is late arrives, then terminals and central talk on a line that works,
//! until nobody has anything left to do.

use anjungan::sync::plan::Step;

use super::fault::{Rule, Violation, must};
use super::message::{Answer, Request};
use super::world::World;

/// Rounds until there must be quiet. A restore, a purge and rot take a walk each.
const ROUNDS: usize = 8;
/// Requests of one kind in a round. The worst case has some sixty pages.
const REQUESTS: usize = 200;

pub fn heal(world: &mut World) -> Result<(), Violation> {
    for message in std::mem::take(&mut world.bag) {
        // Answers of stale requests come late too; what they lead to is left to the rounds.
        for answer in world.deliver(&message, None)? {
            world.deliver(&answer, None)?;
        }
    }
    if world.compares() {
        // As a session does once a day: noted sums say nothing about rows that nobody touches.
        for terminal in &mut world.terminals {
            for scope in terminal.scopes.clone() {
                terminal.catalogue().verify_full(&scope).unwrap();
            }
        }
    }
    for _ in 0..ROUNDS {
        let mut quiet = true;
        for name in 0..world.terminals.len() {
            quiet &= round(world, name)?;
        }
        if quiet {
            return Ok(());
        }
    }
    must(Rule::QuietInTheEnd, false, || format!("not after {ROUNDS} rounds"))
}

/// One round of one terminal, as `sync::session` makes it. Whether there was nothing to do.
fn round(world: &mut World, name: usize) -> Result<bool, Violation> {
    let beat = world.terminals[name].beat();
    let stream = world.terminals[name].ledger().stream();
    let Some(Answer::Beat { epoch, hwm, heads }) = world.office.handle(stream, &beat, None) else {
        unreachable!("a beat is answered")
    };
    let steps = world.terminals[name].plan(epoch, hwm, &heads);
    world.terminals[name].handle(&Answer::Beat { epoch, hwm, heads }, None)?;
    for step in &steps {
        match step {
            Step::Push { .. } => push_all(world, name)?,
            Step::Pull(scope) => {
                let ask = world.terminals[name].ask(scope);
                pull_all(world, name, ask)?;
            }
            Step::FetchSnapshot(scope) => {
                if let Some(fetch) = world.terminals[name].fetch() {
                    world.exchange(name, fetch)?;
                }
                let ask = world.terminals[name].ask(scope);
                pull_all(world, name, ask)?;
            }
            Step::Rewind { .. } | Step::Nothing => {}
            Step::Alarm { hwm, last_no } => panic!("central has {hwm} of {last_no} ops"),
        }
    }
    Ok(steps == [Step::Nothing])
}

fn push_all(world: &mut World, name: usize) -> Result<(), Violation> {
    let mut before = None;
    while let Some(push) = world.terminals[name].push() {
        world.exchange(name, push)?;
        let acked = world.terminals[name].ledger().position().unwrap().acked;
        if before.replace(acked) == Some(acked) {
            break;
        }
    }
    Ok(())
}

fn pull_all(world: &mut World, name: usize, ask: Request) -> Result<(), Violation> {
    let mut next = vec![ask];
    for _ in 0..REQUESTS {
        let Some(request) = next.pop() else { return Ok(()) };
        next.extend(world.exchange(name, request)?);
        // A snapshot that was offered on the way is loaded at once.
        if let Some(fetch) = world.terminals[name].fetch() {
            next.extend(world.exchange(name, fetch)?.into_iter().take(1));
            next.truncate(1);
        }
    }
    Ok(())
}
