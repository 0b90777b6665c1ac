//! What a print job is: of which kind, for which printer, on whose word.

/// What is printed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum JobKind {
    /// A vacancy's ticket.
    Ticket,
    /// A take-away sheet.
    Sheet,
    /// A technician's test print.
    Test,
    /// The proof of an application: number and code.
    Slip,
    /// An issued card.
    Card,
}

/// Which of the kiosk's printers a job is for. Each has its own spool.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Station {
    /// The thermal printer for tickets.
    Tickets,
    /// The A4 printer.
    Sheets,
}

/// Who asked for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Actor {
    /// Somebody at the screen.
    Visitor,
    /// Somebody in service mode, who may print on a printer that is out of order.
    Technician,
}

/// What is to be printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NewJob<'a> {
    /// Its kind.
    pub kind: JobKind,
    /// Where.
    pub station: Station,
    /// What it is about: a vacancy's row id, `list`, or the name of a test.
    pub subject: &'a str,
    /// On whose word.
    pub actor: Actor,
    /// The visit, as this program numbers them since its start.
    pub visit: Option<u64>,
}

impl JobKind {
    /// Every kind.
    pub const ALL: [JobKind; 5] =
        [JobKind::Ticket, JobKind::Sheet, JobKind::Test, JobKind::Slip, JobKind::Card];

    /// Its name in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            JobKind::Ticket => "ticket",
            JobKind::Sheet => "sheet",
            JobKind::Test => "test",
            JobKind::Slip => "slip",
            JobKind::Card => "card",
        }
    }

    /// Whether its bytes are kept in memory alone: a slip's code opens a card, and a card is somebody's. After a
    /// restart such a job has no bytes and can only be settled.
    pub fn in_memory_only(self) -> bool {
        match self {
            JobKind::Ticket | JobKind::Sheet | JobKind::Test => false,
            JobKind::Slip | JobKind::Card => true,
        }
    }

    /// The kind with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl Station {
    /// Both.
    pub const ALL: [Station; 2] = [Station::Tickets, Station::Sheets];

    /// Its name in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Station::Tickets => "tickets",
            Station::Sheets => "sheets",
        }
    }

    /// The station with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|station| station.as_str() == name)
    }
}

impl Actor {
    /// Both.
    pub const ALL: [Actor; 2] = [Actor::Visitor, Actor::Technician];

    /// Its name in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Actor::Visitor => "visitor",
            Actor::Technician => "technician",
        }
    }

    /// The actor with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|actor| actor.as_str() == name)
    }
}
