//! What the program does so that nothing of a visit outlives it in memory.
//!
//! - Every freed allocation is overwritten (`zeroizing-alloc`, the binary's global allocator), so a dropped visit is gone
//!   however many `String`s it was made of. What it can't reach is the stack of a running thread and the memory of C
//!   libraries; of those, SQLite is only ever given sealed bytes.
//! - No core dump: the limit is 0, and the process is not dumpable, so that a crash writes no memory anywhere and no
//!   process of the same user can attach or read `/proc/PID/mem`. Root can: who is root owns the machine.
//! - Swap is the image's business: a kiosk has none (`docs`: no swap partition, no zram), since swapped pages are copies
//!   that nobody overwrites.

use rustix::process::{DumpableBehavior, Resource, Rlimit};

/// Makes the process keep its memory to itself. To be called first of all.
///
/// # Errors
/// What the system refused: one of the two, or both in one line. What it did not refuse is in force all the same. The
/// program may go on, and must say so.
pub fn keep_to_ourselves() -> Result<(), String> {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let dumps = rustix::process::setrlimit(Resource::Core, none);
    let readers = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
    both(
        dumps.map_err(|error| format!("no limit on core dumps: {error}")),
        readers.map_err(|error| format!("other programs can read this one's memory: {error}")),
    )
}

/// Each half is worth having without the other.
fn both(dumps: Result<(), String>, readers: Result<(), String>) -> Result<(), String> {
    match (dumps, readers) {
        (Ok(()), Ok(())) => Ok(()),
        (Err(one), Ok(())) | (Ok(()), Err(one)) => Err(one),
        (Err(dumps), Err(readers)) => Err(format!("{dumps}; {readers}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_refused_is_told_whole() {
        let no = |what: &str| Err(what.to_owned());
        assert_eq!(both(Ok(()), Ok(())), Ok(()));
        assert_eq!(both(no("a"), Ok(())), no("a"));
        assert_eq!(both(Ok(()), no("b")), no("b"));
        assert_eq!(both(no("a"), no("b")), no("a; b"));
    }

    /// A limit that is 0 already can't be raised, only asked for again; both must be in force after it.
    #[test]
    fn after_it_the_kernel_says_that_both_are_in_force() {
        keep_to_ourselves().unwrap();
        let core = rustix::process::getrlimit(Resource::Core);
        assert_eq!((core.current, core.maximum), (Some(0), Some(0)));
        let dumpable = rustix::process::dumpable_behavior().unwrap();
        assert_eq!(dumpable, DumpableBehavior::NotDumpable);
    }
}
