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
/// The system refused; what it said. The program may go on, and must say so.
pub fn keep_to_ourselves() -> Result<(), String> {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    rustix::process::setrlimit(Resource::Core, none)
        .map_err(|error| format!("no limit on core dumps: {error}"))?;
    rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable)
        .map_err(|error| format!("other programs can read this one's memory: {error}"))
}
