//! What can happen, one step at a time, so that a failing case shrinks to the steps that matter.

use proptest::prelude::*;

/// Vacancies that exist or could.
pub const VACANCIES: u8 = 8;

/// One step.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// Central publishes a vacancy or changes it; another province is a move to another scope.
    Publish { vacancy: u8, province: u8, crash: bool },
    /// Central closes a vacancy.
    Close { vacancy: u8 },
    /// Central forgets its tombstones.
    Purge,
    /// Central makes a snapshot of a scope.
    Snapshot { scope: u8 },
    /// Central is backed up.
    Backup,
    /// Central is restored from its last backup.
    Restore,
    /// Central's process starts anew.
    RestartOffice,
    /// A terminal records a fact; a poisoned one is sealed garbage.
    Record { terminal: u8, poison: bool, crash: bool },
    /// A terminal says how far it is.
    Beat { terminal: u8 },
    /// A terminal sends facts.
    Push { terminal: u8 },
    /// A terminal asks for rows.
    Ask { terminal: u8, scope: u8 },
    /// A terminal fetches a snapshot that it was offered.
    Fetch { terminal: u8 },
    /// A terminal's process starts anew.
    Restart { terminal: u8 },
    /// A row of a terminal's catalogue is lost, or its text changed, by the disk.
    Rot { terminal: u8, row: u8, lost: bool },
    /// Days go by, and a terminal forgets what central has had for long.
    Days { terminal: u8, days: u8 },
    /// One message of the bag meets its fate.
    Deliver { which: u16, fate: Fate },
}

/// What becomes of a message.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    /// It arrives.
    Arrives,
    /// It arrives, and stays on its way to arrive again.
    ArrivesAndStays,
    /// It is lost.
    Lost,
    /// It arrives torn, where it is a file; else as it is.
    Torn,
    /// Its receiver crashes while it writes, at one of several statements.
    CrashesTheReceiver { at: u8 },
}

/// Any step.
pub fn any() -> impl Strategy<Value = Action> {
    let terminal = || 0u8..2;
    let scope = || 0u8..2;
    prop_oneof![
        14 => (0..VACANCIES, prop::bool::weighted(0.2), prop::bool::weighted(0.05)).prop_map(|(vacancy, moves, crash)| {
            Action::Publish { vacancy, province: (vacancy % 2) ^ u8::from(moves), crash }
        }),
        6 => (0..VACANCIES).prop_map(|vacancy| Action::Close { vacancy }),
        3 => Just(Action::Purge),
        1 => scope().prop_map(|scope| Action::Snapshot { scope }),
        3 => Just(Action::Backup),
        2 => Just(Action::Restore),
        1 => Just(Action::RestartOffice),
        14 => (terminal(), prop::bool::weighted(0.1), prop::bool::weighted(0.05))
            .prop_map(|(terminal, poison, crash)| Action::Record { terminal, poison, crash }),
        6 => terminal().prop_map(|terminal| Action::Beat { terminal }),
        9 => terminal().prop_map(|terminal| Action::Push { terminal }),
        12 => (terminal(), scope()).prop_map(|(terminal, scope)| Action::Ask { terminal, scope }),
        2 => terminal().prop_map(|terminal| Action::Fetch { terminal }),
        1 => terminal().prop_map(|terminal| Action::Restart { terminal }),
        2 => (terminal(), 0u8..8, prop::bool::ANY).prop_map(|(terminal, row, lost)| Action::Rot { terminal, row, lost }),
        2 => (terminal(), 0u8..40).prop_map(|(terminal, days)| Action::Days { terminal, days }),
        40 => (0u16..64, fate()).prop_map(|(which, fate)| Action::Deliver { which, fate }),
    ]
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        12 => Just(Fate::Arrives),
        4 => Just(Fate::ArrivesAndStays),
        2 => Just(Fate::Lost),
        1 => Just(Fate::Torn),
        3 => (0u8..12).prop_map(|at| Fate::CrashesTheReceiver { at }),
    ]
}
