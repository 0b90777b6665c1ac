//! What is inside a sealed op. No fact in this module is about a person: a visit is counted, a search
//! that failed is kept as words. Personal facts come with their own kinds and the same sealing.

use jiff::civil;
use serde::{Deserialize, Serialize};

/// How a visit went.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Seconds from the first touch to the wipe.
    pub seconds: u32,
    /// How it ended.
    pub end: VisitEnd,
    /// The language it ended in.
    pub language: Language,
    /// Searches run (after typing paused), vacancies opened, tickets printed.
    pub searches: u32,
    /// Vacancies opened.
    pub vacancies_opened: u32,
    /// Tickets that the printer proved to be on paper.
    pub tickets_printed: u32,
    /// Whether larger text, high contrast or the lower screen was used.
    pub adjusted: bool,
    /// What was used, in order; at most [`crate::usage::USES_MAX`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<crate::usage::Use>,
}

/// How a visit ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VisitEnd {
    /// The visitor pressed "Selesai".
    Finished,
    /// Nobody touched the screen any more.
    Idle,
    /// The terminal stopped or restarted in the middle.
    Interrupted,
}

/// A language of the screens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// Indonesian, the default.
    #[default]
    Id,
    /// English.
    En,
}

/// A ticket and what became of it. Sent when the outcome is known (or known to be unknowable).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// The number on the ticket.
    pub number: String,
    /// The vacancy's row id; of a training or a fair `training/` or `fair/` and the row id.
    pub vacancy: String,
    /// The outcome.
    pub outcome: TicketOutcome,
    /// The cause, where the outcome has one: a name of the terminal's error catalogue.
    pub cause: Option<String>,
}

/// What became of a ticket.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TicketOutcome {
    /// The printer proved it.
    Printed,
    /// The printer took it and can't prove anything.
    Unverified,
    /// Some bytes left, and whether paper came out can't be known.
    Doubtful,
    /// The printer could not print before the job expired; nothing came out.
    Expired,
    /// The visitor left or cancelled before the first byte.
    Cancelled,
    /// It can't be printed at all; or, as the cause `not-out` says, a person saw that nothing came out.
    Failed,
}

/// What happened to a print job: every change of its state since the last such record, oldest first. Written when
/// the job comes to rest, and again when a person says something about one at rest. What a terminal that was switched
/// off left open comes to rest with its next start.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Print {
    /// The job's number in this terminal's ledger.
    pub job: u64,
    /// The number on the paper.
    pub number: String,
    /// What is printed.
    pub sort: PrintSort,
    /// Which copy: 1 is the first paper, from 2 on they are marked "CETAK ULANG".
    pub copy: u32,
    /// Of a card: which, so that central counts its prints. Names no person to whoever has no secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<crate::card::CardId>,
    /// The changes, in the order in which the terminal wrote them.
    pub changes: Vec<PrintChange>,
}

/// What is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrintSort {
    /// A visitor's ticket, on the roll.
    Ticket,
    /// A sheet to take away, on A4.
    Sheet,
    /// A technician's test.
    Test,
    /// The slip with a receipt's number, on the roll.
    Slip,
    /// An official card, exactly as central signed it, on A4 or card stock.
    Card,
}

impl PrintSort {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            PrintSort::Ticket => "ticket",
            PrintSort::Sheet => "sheet",
            PrintSort::Test => "test",
            PrintSort::Slip => "slip",
            PrintSort::Card => "card",
        }
    }
}

/// One change of a print job's state.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintChange {
    /// The new state, as the terminal's ledger names it: `queued`, `sending`, `printed`, `doubtful`. A word and no
    /// closed type: a newer terminal's state is kept and shown, it holds nothing up.
    pub state: String,
    /// Why, where there is a reason: a name of the terminal's error catalogue.
    pub cause: Option<String>,
    /// Unix milliseconds, as the terminal believed them.
    pub wall_ms: i64,
    /// Milliseconds since the terminal's machine started: the wall clock may jump between two changes, this can't.
    pub mono_ms: u64,
    /// What the device said, in words or its bytes in hex.
    pub status: Option<String>,
}

/// What a technician did at the machine. Who it was is not known and not asked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// What was done.
    pub act: ServiceAct,
    /// The error code it is about, such as `P03`.
    pub code: Option<String>,
}

/// What a technician can do at the machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceAct {
    /// Service mode was entered with the PIN.
    EnteredByPin,
    /// Service mode was entered with the key on a USB stick.
    EnteredByKey,
    /// The PIN was wrong too often; the entry is closed for a while.
    LockedOut,
    /// A new roll was loaded and confirmed: the paper budget begins again.
    PaperLoaded,
    /// A person judged the test print and found it good.
    TestPassed,
    /// A person judged the test print and found it bad.
    TestFailed,
    /// The printer answered at a baud rate that was tried.
    BaudFound,
    /// The printer answered at none.
    BaudNotFound,
    /// The logo was written to the printer's memory.
    LogoStored,
    /// The logo could not be written.
    LogoNotStored,
    /// Both forms of the QR code were printed and scanned.
    QrTested,
    /// The machine was put out of order, by a technician or by itself, until a technician clears it.
    PutOutOfOrder,
    /// The machine was put back in order.
    PutInOrder,
    /// The week's vacancies were printed for the notice board.
    NoticeBoardPrinted,
}

/// Words that found nothing, so that central can see what people look for. Words only: digits of four
/// and more are replaced by `#` before this is made, since people type telephone numbers into search fields.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchMiss {
    /// The words as typed, at most 60 characters.
    pub words: String,
    /// The place searched in, by code, when one was chosen.
    pub place: Option<crate::id::RegionCode>,
    /// The day.
    pub day: civil::Date,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print() -> Print {
        let change = |state: &str, mono_ms| PrintChange {
            state: state.into(),
            cause: None,
            wall_ms: 1_000,
            mono_ms,
            status: None,
        };
        let blocked = PrintChange {
            cause: Some("paper-out".into()),
            status: Some("1a 32 7e".into()),
            ..change("blocked", 2)
        };
        Print {
            job: 42,
            number: "K07-0042-H".into(),
            sort: PrintSort::Ticket,
            copy: 1,
            card: None,
            changes: vec![change("queued", 1), blocked],
        }
    }

    #[test]
    fn a_print_keeps_its_changes_and_their_order() {
        let text = serde_json::to_string(&print()).unwrap();
        assert!(text.contains(r#""sort":"ticket""#), "{text}");
        assert_eq!(serde_json::from_str::<Print>(&text).unwrap(), print());
    }

    #[test]
    fn every_sort_of_print_has_the_name_it_is_stored_by() {
        for sort in [PrintSort::Ticket, PrintSort::Sheet, PrintSort::Test, PrintSort::Slip, PrintSort::Card] {
            assert_eq!(serde_json::to_string(&sort).unwrap(), format!("\"{}\"", sort.as_str()));
        }
    }

    #[test]
    fn what_a_technician_did_is_one_word_on_the_wire() {
        let service = Service { act: ServiceAct::PutOutOfOrder, code: Some("P03".into()) };
        let text = serde_json::to_string(&service).unwrap();
        assert_eq!(text, r#"{"act":"put-out-of-order","code":"P03"}"#);
        assert_eq!(serde_json::from_str::<Service>(&text).unwrap(), service);
    }

    #[test]
    fn a_field_that_is_not_known_makes_a_fact_unreadable_until_an_update() {
        let newer = serde_json::to_string(&print()).unwrap().replacen("\"job\"", "\"speed\":1,\"job\"", 1);
        assert!(serde_json::from_str::<Print>(&newer).is_err());
        let inside =
            serde_json::to_string(&print()).unwrap().replace("\"mono_ms\"", "\"heat\":1,\"mono_ms\"");
        assert!(serde_json::from_str::<Print>(&inside).is_err());
        assert!(serde_json::from_str::<Service>(r#"{"act":"test-passed","code":null,"who":"x"}"#).is_err());
        assert!(serde_json::from_str::<Service>(r#"{"act":"danced","code":null}"#).is_err());
    }
}
