//! Why something does not work: one closed list, with a code for the technician and a plain sentence for
//! the visitor. A visitor is never shown what a technician needs, and the other way round: only a machine
//! that is being set up, and so has no visitors, says what comes next.

use super::{Lang, pick};

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
}

impl Cause {
    /// Every cause.
    pub const ALL: [Cause; 16] = [
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
            | Cause::OutOfOrder => false,
        }
    }

    /// For the technician, on the screen and in the manual.
    pub fn code(self) -> &'static str {
        match self {
            Cause::PaperOut => "P01",
            Cause::CoverOpen => "P02",
            Cause::CutterStuck => "P03",
            Cause::TooHot => "P04",
            Cause::NotConnected => "P05",
            Cause::NoAnswer => "P06",
            Cause::PrinterFault => "P07",
            Cause::NoPrinter => "P08",
            Cause::NotStored => "P09",
            Cause::NotPrintable => "P10",
            Cause::TooLate => "P11",
            Cause::PaperShort => "P12",
            Cause::OutOfOrder => "P13",
            Cause::SheetOffline => "P14",
            Cause::SheetPaperOut => "P15",
            Cause::SheetFault => "P16",
        }
    }

    /// The name in logs and in what is sent to central.
    pub fn name(self) -> &'static str {
        match self {
            Cause::PaperOut => "paper-out",
            Cause::CoverOpen => "cover-open",
            Cause::CutterStuck => "cutter-stuck",
            Cause::TooHot => "too-hot",
            Cause::NotConnected => "not-connected",
            Cause::NoAnswer => "no-answer",
            Cause::PrinterFault => "printer-fault",
            Cause::NoPrinter => "no-printer",
            Cause::NotStored => "not-stored",
            Cause::NotPrintable => "not-printable",
            Cause::TooLate => "too-late",
            Cause::PaperShort => "paper-short",
            Cause::OutOfOrder => "out-of-order",
            Cause::SheetOffline => "sheet-offline",
            Cause::SheetPaperOut => "sheet-paper-out",
            Cause::SheetFault => "sheet-fault",
        }
    }

    /// What the visitor reads.
    pub fn plain(self, lang: Lang) -> &'static str {
        match self {
            Cause::PaperOut => pick(lang, "Kertas habis.", "The paper has run out."),
            Cause::CoverOpen => pick(lang, "Penutup pencetak terbuka.", "The printer's cover is open."),
            Cause::CutterStuck => pick(lang, "Pemotong kertas macet.", "The paper cutter is stuck."),
            Cause::TooHot => pick(
                lang,
                "Pencetak terlalu panas. Tunggu sebentar.",
                "The printer is too hot. Wait a moment.",
            ),
            Cause::NotConnected => pick(lang, "Pencetak tidak terhubung.", "The printer is not connected."),
            Cause::NoAnswer => pick(lang, "Pencetak tidak menjawab.", "The printer does not answer."),
            Cause::PrinterFault => pick(lang, "Pencetak rusak.", "The printer is out of order."),
            Cause::NoPrinter => pick(lang, "Mesin ini tidak punya pencetak.", "This machine has no printer."),
            Cause::NotStored => {
                pick(lang, "Mesin tidak dapat menyimpan tiket.", "This machine cannot store the ticket.")
            }
            Cause::NotPrintable => {
                pick(lang, "Tiket ini tidak dapat dicetak di sini.", "This ticket cannot go on paper here.")
            }
            Cause::TooLate => {
                pick(lang, "Pencetak terlalu lama tidak siap.", "The printer was not ready in time.")
            }
            Cause::PaperShort => pick(lang, "Sisa kertas tidak cukup.", "There is not enough paper left."),
            Cause::OutOfOrder => {
                pick(lang, "Pencetak sedang tidak dipakai.", "The printer is out of service.")
            }
            Cause::SheetOffline => {
                pick(lang, "Pencetak lembar tidak terhubung.", "The sheet printer is not connected.")
            }
            Cause::SheetPaperOut => {
                pick(lang, "Kertas lembar habis.", "The sheet printer has run out of paper.")
            }
            Cause::SheetFault => pick(lang, "Pencetak lembar rusak.", "The sheet printer is out of order."),
        }
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
    /// For the technician.
    pub fn code(self) -> &'static str {
        match self {
            Outage::Storage => "D01",
            Outage::NoData => "D02",
            Outage::Clock => "D03",
            Outage::NotEnrolled => "D04",
            Outage::SwitchedOff => "D05",
            Outage::CodeRefused => "D06",
            Outage::NotAccepted { .. } => "D07",
            Outage::Refused => "D08",
        }
    }

    /// What a passer-by reads.
    pub fn plain(self, lang: Lang) -> &'static str {
        match self {
            Outage::Storage => {
                pick(lang, "Mesin ini tidak dapat menyimpan data.", "This machine cannot store data.")
            }
            Outage::NoData => {
                pick(lang, "Daftar lowongan belum diterima.", "The vacancies have not arrived yet.")
            }
            Outage::Clock => pick(lang, "Jam mesin ini perlu diatur.", "This machine's clock needs setting."),
            Outage::NotEnrolled => {
                pick(lang, "Mesin ini belum didaftarkan.", "This machine is not registered yet.")
            }
            Outage::SwitchedOff => {
                pick(lang, "Mesin ini sedang tidak melayani.", "This machine is not in service.")
            }
            Outage::CodeRefused => pick(
                lang,
                "Kode pendaftaran mesin ini tidak diterima.",
                "This machine's registration code was not taken.",
            ),
            Outage::NotAccepted { .. } => {
                pick(lang, "Mesin ini menunggu persetujuan.", "This machine is waiting to be accepted.")
            }
            Outage::Refused => {
                pick(lang, "Mesin ini tidak diterima oleh pusat.", "Central does not take this machine.")
            }
        }
    }

    /// What the technician who sets it up does next; `None` when there is nothing to be set up.
    pub fn next_step(self, lang: Lang) -> Option<&'static str> {
        match self {
            Outage::NotEnrolled => Some(pick(
                lang,
                "Teknisi: tulis kode pendaftaran sebagai enrolment_code di konfigurasi.",
                "Technician: write the registration code as enrolment_code in the configuration.",
            )),
            Outage::CodeRefused => Some(pick(
                lang,
                "Teknisi: minta kode baru dan tulis sebagai enrolment_code di konfigurasi.",
                "Technician: get a new code and write it as enrolment_code in the configuration.",
            )),
            Outage::NotAccepted { .. } => Some(pick(
                lang,
                "Teknisi: bacakan empat kata di bawah ini kepada petugas pusat.",
                "Technician: read the four words below to the staff at central.",
            )),
            Outage::Storage | Outage::NoData | Outage::Clock | Outage::SwitchedOff | Outage::Refused => None,
        }
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
            let steps = [Lang::Id, Lang::En].map(|lang| outage.next_step(lang));
            assert!(steps == [None, None] || steps[0] != steps[1], "{outage:?}");
        }
    }
}
