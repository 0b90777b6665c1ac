//! Why something does not work: two closed lists, of printing and of the whole machine. Codes and texts stand
//! in the catalogue, [`super::code`]. A visitor is never shown what a technician needs; only a machine that
//! serves nobody says what a technician does next.

use super::{Code, Lang, PaperKind};

/// Why a ticket can't be printed (now).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Cause {
    /// The roll is at its end.
    PaperOut,
    /// The printer's cover is open.
    CoverOpen,
    /// The cutter is stuck.
    CutterStuck,
    /// The head is too hot; it cools down by itself.
    TooHot,
    /// The cable is out, or the printer is switched off.
    NotConnected,
    /// The printer took bytes and does not answer.
    NoAnswer,
    /// The printer reports an error that only switching it off and on mends.
    PrinterFault,
    /// No printer belongs to this kiosk.
    NoPrinter,
    /// The terminal could not write the ticket down, so it must not be printed.
    NotStored,
    /// The ticket can't be laid out for this printer (its code does not fit the paper).
    NotPrintable,
    /// The printer stayed unable until the ticket was too old.
    TooLate,
    /// What is left of the roll does not suffice for a ticket.
    PaperShort,
    /// A technician has put it out of order, and has yet to clear that.
    OutOfOrder,
    /// The sheet printer can't be reached.
    SheetOffline,
    /// The sheet printer has no paper.
    SheetPaperOut,
    /// The sheet printer reports an error.
    SheetFault,
    /// The card's file is not on this machine, and central can't be reached for it.
    CardNotHere,
    /// The card's file is not the one that central has signed.
    CardAltered,
    /// The card was printed as often as its office allows.
    CardUsedUp,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Cause; 19] = [
        Cause::PaperOut,
        Cause::CoverOpen,
        Cause::CutterStuck,
        Cause::TooHot,
        Cause::NotConnected,
        Cause::NoAnswer,
        Cause::PrinterFault,
        Cause::NoPrinter,
        Cause::NotStored,
        Cause::NotPrintable,
        Cause::TooLate,
        Cause::PaperShort,
        Cause::OutOfOrder,
        Cause::SheetOffline,
        Cause::SheetPaperOut,
        Cause::SheetFault,
        Cause::CardNotHere,
        Cause::CardAltered,
        Cause::CardUsedUp,
    ];

    /// Whether it may pass, or be mended, while a visitor waits: so a ticket may be asked for all the same.
    pub fn may_pass(self) -> bool {
        match self {
            Cause::PaperOut
            | Cause::CoverOpen
            | Cause::CutterStuck
            | Cause::TooHot
            | Cause::NotConnected
            | Cause::NoAnswer
            | Cause::PrinterFault
            | Cause::SheetOffline
            | Cause::SheetPaperOut
            | Cause::SheetFault => true,
            Cause::NoPrinter
            | Cause::NotStored
            | Cause::NotPrintable
            | Cause::TooLate
            | Cause::PaperShort
            | Cause::OutOfOrder
            | Cause::CardNotHere
            | Cause::CardAltered
            | Cause::CardUsedUp => false,
        }
    }

    /// The cause as the printer of `kind` has it: a job's cause does not say which printer it met.
    pub fn of(self, kind: PaperKind) -> Cause {
        if !kind.on_sheet() {
            return self;
        }
        match self {
            Cause::PaperOut => Cause::SheetPaperOut,
            Cause::NotConnected | Cause::NoAnswer => Cause::SheetOffline,
            Cause::CoverOpen | Cause::CutterStuck | Cause::TooHot | Cause::PrinterFault => Cause::SheetFault,
            Cause::NoPrinter
            | Cause::NotStored
            | Cause::NotPrintable
            | Cause::TooLate
            | Cause::PaperShort
            | Cause::OutOfOrder
            | Cause::SheetOffline
            | Cause::SheetPaperOut
            | Cause::SheetFault
            | Cause::CardNotHere
            | Cause::CardAltered
            | Cause::CardUsedUp => self,
        }
    }

    /// Its line of the catalogue.
    pub fn entry(self) -> Code {
        match self {
            Cause::PaperOut => Code::PaperOut,
            Cause::CoverOpen => Code::CoverOpen,
            Cause::CutterStuck => Code::CutterStuck,
            Cause::TooHot => Code::TooHot,
            Cause::NotConnected => Code::NotConnected,
            Cause::NoAnswer => Code::NoAnswer,
            Cause::PrinterFault => Code::PrinterFault,
            Cause::NoPrinter => Code::NoPrinter,
            Cause::NotStored => Code::NotStored,
            Cause::NotPrintable => Code::NotPrintable,
            Cause::TooLate => Code::TooLate,
            Cause::PaperShort => Code::PaperShort,
            Cause::OutOfOrder => Code::OutOfOrder,
            Cause::SheetOffline => Code::SheetOffline,
            Cause::SheetPaperOut => Code::SheetPaperOut,
            Cause::SheetFault => Code::SheetFault,
            Cause::CardNotHere => Code::CardNotHere,
            Cause::CardAltered => Code::CardAltered,
            Cause::CardUsedUp => Code::CardUsedUp,
        }
    }

    /// For the technician, on the screen and in the manual.
    pub fn code(self) -> &'static str {
        self.entry().code()
    }

    /// The name in logs and in what is sent to central.
    pub fn name(self) -> &'static str {
        self.entry().name()
    }

    /// What the visitor reads.
    pub fn plain(self, lang: Lang) -> &'static str {
        self.entry().visitor(lang)
    }

    /// The same where no full stop belongs: in large letters, or before a code in brackets.
    pub fn headline(self, lang: Lang) -> &'static str {
        self.plain(lang).trim_end_matches('.')
    }
}

/// Why the whole kiosk can't serve anybody.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Outage {
    /// What must never be lost can't be written.
    Storage,
    /// There is no vacancy on this machine and never was.
    NoData,
    /// The clock is so wrong that ended vacancies would show.
    Clock,
    /// Central does not know this machine, and no code for it was tried.
    NotEnrolled,
    /// Switched off by the office.
    SwitchedOff,
    /// Central did not take the code this machine has.
    CodeRefused,
    /// A person at central has yet to accept this machine, after comparing these words.
    NotAccepted {
        /// The fingerprint of its key.
        words: [&'static str; 4],
    },
    /// Central knows this machine and does not take its requests.
    Refused,
}

impl Outage {
    /// Its line of the catalogue.
    pub fn entry(self) -> Code {
        match self {
            Outage::Storage => Code::Storage,
            Outage::NoData => Code::NoData,
            Outage::Clock => Code::Clock,
            Outage::NotEnrolled => Code::NotEnrolled,
            Outage::SwitchedOff => Code::SwitchedOff,
            Outage::CodeRefused => Code::CodeRefused,
            Outage::NotAccepted { .. } => Code::NotAccepted,
            Outage::Refused => Code::Refused,
        }
    }

    /// For the technician.
    pub fn code(self) -> &'static str {
        self.entry().code()
    }

    /// What a passer-by reads.
    pub fn plain(self, lang: Lang) -> &'static str {
        self.entry().visitor(lang)
    }

    /// What the technician does about it.
    pub fn next_step(self, lang: Lang) -> &'static str {
        self.entry().recommendation(lang)
    }

    /// The fingerprint that a person at central compares, while one must.
    pub fn fingerprint(self) -> Option<[&'static str; 4]> {
        match self {
            Outage::NotAccepted { words } => Some(words),
            Outage::Storage
            | Outage::NoData
            | Outage::Clock
            | Outage::NotEnrolled
            | Outage::SwitchedOff
            | Outage::CodeRefused
            | Outage::Refused => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const OUTAGES: [Outage; 8] = [
        Outage::Storage,
        Outage::NoData,
        Outage::Clock,
        Outage::NotEnrolled,
        Outage::SwitchedOff,
        Outage::CodeRefused,
        Outage::NotAccepted { words: ["kijang", "petai", "kolam", "bulan"] },
        Outage::Refused,
    ];

    #[test]
    fn every_cause_and_outage_has_its_own_code_and_a_text_in_both_languages() {
        let mut codes = HashSet::new();
        for cause in Cause::ALL {
            assert!(codes.insert(cause.code()), "{cause:?} shares its code");
            assert!(codes.insert(cause.name()), "{cause:?} shares its name");
            assert_ne!(cause.plain(Lang::Id), cause.plain(Lang::En));
        }
        for outage in OUTAGES {
            assert!(codes.insert(outage.code()), "{outage:?} shares its code");
            assert_ne!(outage.plain(Lang::Id), outage.plain(Lang::En));
            assert_ne!(outage.next_step(Lang::Id), outage.next_step(Lang::En));
        }
    }
}
