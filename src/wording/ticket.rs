//! What the ticket screen says. [`ticket_printed`] is the only text that claims success.

use super::{Cause, Lang, count, pick};

/// What comes out of a printer here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PaperKind {
    /// A ticket, on the narrow roll.
    Ticket,
    /// A sheet of A4.
    Sheet,
    /// A slip about an application, on the narrow roll.
    Slip,
    /// The AK/I card, on a sheet of A4.
    Card,
}

impl PaperKind {
    /// Whether it comes out of the sheet printer; otherwise off the narrow roll.
    pub fn on_sheet(self) -> bool {
        match self {
            PaperKind::Sheet | PaperKind::Card => true,
            PaperKind::Ticket | PaperKind::Slip => false,
        }
    }

    /// As a sentence has it: "tiket".
    fn noun(self, lang: Lang) -> &'static str {
        match self {
            PaperKind::Ticket => pick(lang, "tiket", "ticket"),
            PaperKind::Sheet => pick(lang, "lembar A4", "A4 sheet"),
            PaperKind::Slip => pick(lang, "tanda terima", "receipt"),
            PaperKind::Card => pick(lang, "kartu", "card"),
        }
    }

    /// As a sentence begins with it: "Tiket".
    fn begins(self, lang: Lang) -> &'static str {
        match self {
            PaperKind::Ticket => pick(lang, "Tiket", "Ticket"),
            PaperKind::Sheet => pick(lang, "Lembar A4", "A4 sheet"),
            PaperKind::Slip => pick(lang, "Tanda terima", "Receipt"),
            PaperKind::Card => pick(lang, "Kartu", "Card"),
        }
    }
}

/// A headline and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// In large letters.
    pub headline: String,
    /// Below it.
    pub explanation: String,
}

pub(super) fn said(headline: impl Into<String>, explanation: impl Into<String>) -> Said {
    Said { headline: headline.into(), explanation: explanation.into() }
}

/// Number and code are all there is, for now.
fn photograph(lang: Lang, kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Ticket | PaperKind::Sheet | PaperKind::Slip => {
            pick(lang, "Potret nomor dan kode QR ini.", "Take a photo of this number and QR code.")
        }
        PaperKind::Card => pick(
            lang,
            "Potret nomor dan kode QR ini: dengan kode itu kartu bisa dibuka di HP atau dicetak di mesin lain.",
            "Take a photo of this number and QR code: it opens the card on your phone, or puts it on paper at \
             another machine.",
        ),
    }
}

fn tell_staff(lang: Lang) -> &'static str {
    pick(lang, "Beri tahu petugas.", "Please tell the staff.")
}

/// It is being written down and queued.
pub fn ticket_preparing(lang: Lang, kind: PaperKind) -> Said {
    let noun = kind.noun(lang);
    let headline = match lang {
        Lang::Id => format!("Menyiapkan {noun} Anda"),
        Lang::En => format!("Preparing your {noun}"),
    };
    said(headline, pick(lang, "Tunggu sebentar.", "One moment."))
}

/// Bytes are on their way.
pub fn ticket_printing(lang: Lang) -> Said {
    said(
        pick(lang, "Sedang mencetak", "Printing"),
        pick(lang, "Tunggu sampai kertas berhenti bergerak.", "Wait until the paper stops moving."),
    )
}

/// The printer stopped in the middle. It goes on by itself, or the visitor is asked.
pub fn ticket_suspended(lang: Lang, kind: PaperKind, cause: Cause) -> Said {
    said(
        pick(lang, "Cetakan berhenti di tengah", "Printing has stopped halfway"),
        format!("{} {} {}", cause.plain(lang), photograph(lang, kind), tell_staff(lang)),
    )
}

/// The printer can't print now, and may in time; nothing has come out.
pub fn ticket_waiting(lang: Lang, kind: PaperKind, cause: Cause) -> Said {
    let may = match lang {
        Lang::Id => format!("{} masih bisa keluar selama Anda menunggu.", kind.begins(lang)),
        Lang::En => format!("The {} may still come out while you wait.", kind.noun(lang)),
    };
    said(cause.headline(lang), format!("{may} {} {}", photograph(lang, kind), tell_staff(lang)))
}

/// The printer can't print, and will not soon; nothing has come out.
pub fn ticket_blocked(lang: Lang, kind: PaperKind, cause: Cause) -> Said {
    let not = match lang {
        Lang::Id => format!("{} tidak akan keluar", kind.begins(lang)),
        Lang::En => format!("No {} will come out", kind.noun(lang)),
    };
    let photograph = match kind {
        PaperKind::Ticket => pick(
            lang,
            "Potret nomor dan kode QR ini: isinya sama dengan tiket.",
            "Take a photo of this number and QR code: they hold what the ticket holds.",
        ),
        PaperKind::Slip => pick(
            lang,
            "Potret nomor dan kode QR ini: isinya sama dengan tanda terima.",
            "Take a photo of this number and QR code: they hold what the receipt holds.",
        ),
        PaperKind::Sheet | PaperKind::Card => photograph(lang, kind),
    };
    said(not, format!("{} {photograph}", cause.plain(lang)))
}

/// The printer proved that it is on paper.
pub fn ticket_printed(lang: Lang, kind: PaperKind) -> Said {
    let noun = kind.noun(lang);
    let headline = match lang {
        Lang::Id => format!("{} berhasil dicetak", kind.begins(lang)),
        Lang::En => format!("Your {noun} is printed"),
    };
    let take = if kind.on_sheet() {
        pick(lang, "Ambil kertas Anda di pencetak A4.", "Take your paper from the A4 printer.")
    } else {
        pick(lang, "Ambil kertas Anda di bawah layar.", "Take your paper below the screen.")
    };
    said(headline, take)
}

/// Nobody but the visitor can say whether paper came out.
pub fn ticket_unsure(lang: Lang, kind: PaperKind) -> Said {
    let noun = kind.noun(lang);
    let explanation = match lang {
        Lang::Id => format!("Mesin tidak dapat memastikan {noun} Anda sudah keluar."),
        Lang::En => format!("This machine cannot tell whether your {noun} came out."),
    };
    said(pick(lang, "Lihat tempat keluar kertas", "Please look at the paper slot"), explanation)
}

/// The visitor says that none came out.
pub fn ticket_not_out(lang: Lang, kind: PaperKind, can_reprint: bool) -> Said {
    let headline = match lang {
        Lang::Id => format!("{} Anda belum keluar", kind.begins(lang)),
        Lang::En => format!("Your {} did not come out", kind.noun(lang)),
    };
    let photograph = match (kind, can_reprint) {
        (_, true) => pick(
            lang,
            "Cetak ulang, atau potret nomor dan kode QR ini.",
            "Print it again, or take a photo of this number and QR code.",
        ),
        (PaperKind::Ticket, false) => pick(
            lang,
            "Potret nomor dan kode QR ini. Isinya sama dengan tiket.",
            "Take a photo of this number and QR code. They hold what the ticket holds.",
        ),
        (PaperKind::Sheet | PaperKind::Slip | PaperKind::Card, false) => photograph(lang, kind),
    };
    said(headline, format!("{photograph} {}", tell_staff(lang)))
}

/// The printer stayed unable for too long; nothing came out.
pub fn ticket_expired(lang: Lang, kind: PaperKind) -> Said {
    let headline = match lang {
        Lang::Id => format!("{} tidak jadi dicetak", kind.begins(lang)),
        Lang::En => format!("No {} will come out", kind.noun(lang)),
    };
    let late = pick(lang, "Pencetak terlalu lama tidak siap.", "The printer was not ready in time.");
    said(headline, format!("{late} {}", photograph(lang, kind)))
}

/// It can't be printed at all.
pub fn ticket_failed(lang: Lang, kind: PaperKind, cause: Cause) -> Said {
    let photo = pick(lang, "Potret kode QR ini.", "Take a photo of this QR code.");
    let headline = match lang {
        Lang::Id => format!("{} tidak dapat dicetak", kind.begins(lang)),
        Lang::En => format!("The {} cannot be put on paper", kind.noun(lang)),
    };
    said(headline, format!("{} {photo}", cause.plain(lang)))
}

/// A restart left unknown whether this paper is out. A list and a card have no code that may be kept.
pub fn undecided(lang: Lang, kind: PaperKind, number: &str, can_reprint: bool, code: bool) -> Said {
    let noun = kind.noun(lang);
    let headline = match lang {
        Lang::Id => format!("Apakah {noun} {number} sudah keluar?"),
        Lang::En => format!("Has {noun} {number} come out?"),
    };
    let stopped =
        pick(lang, "Mesin ini sempat mati saat mencetak.", "This machine stopped while it was printing.");
    let then = match (can_reprint, code) {
        (true, _) if kind.on_sheet() => {
            pick(lang, "Lihat pencetak A4.", "Please look at the A4 printer.").into()
        }
        (true, _) => pick(lang, "Lihat tempat keluar kertas.", "Please look at the paper slot.").into(),
        (false, true) => match lang {
            Lang::Id => format!("Bila {noun} belum keluar, potret nomor dan kode QR ini."),
            Lang::En => format!("If no {noun} came out, take a photo of this number and QR code."),
        },
        (false, false) => without_code(lang, kind).into(),
    };
    said(headline, format!("{stopped} {then}"))
}

/// What brings back a paper of which the machine keeps no code.
fn without_code(lang: Lang, kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Ticket | PaperKind::Sheet => pick(
            lang,
            "Bila lembar belum keluar, susun dan cetak daftarnya sekali lagi.",
            "If no sheet came out, search and print the list once more.",
        ),
        PaperKind::Slip | PaperKind::Card => pick(
            lang,
            "Bila belum keluar, buka Cek Status dan cetak sekali lagi.",
            "If none came out, open Check Status and print it once more.",
        ),
    }
}

/// On Home, when tickets can't be printed: why, and what still works.
pub fn home_notice(lang: Lang, cause: Cause, sheets: bool) -> Said {
    let rest = if sheets {
        pick(
            lang,
            "Anda tetap bisa mencari lowongan, mencetak lembar A4, dan menyimpannya di HP.",
            "You can still look for jobs, print a sheet of A4, and keep them on your phone.",
        )
    } else {
        pick(
            lang,
            "Anda tetap bisa mencari lowongan dan menyimpannya di HP.",
            "You can still look for jobs and keep them on your phone.",
        )
    };
    said(
        pick(lang, "Tiket tidak bisa dicetak sekarang", "No tickets can be printed now"),
        format!("{} {rest}", cause.plain(lang)),
    )
}

/// Below the print button, when the printer can't.
pub fn print_note_down(lang: Lang, cause: Cause) -> String {
    let rest = pick(lang, "Simpan di HP dengan kode QR.", "Keep it on your phone with the QR code.");
    format!("{} {rest}", cause.plain(lang))
}

/// From so many on a visitor is told how many tickets are left.
const FEW_TICKETS: u32 = 2;

/// Below the print button: how many more this visit may print, when that is worth knowing.
pub fn print_note_left(lang: Lang, left: u32) -> String {
    match (lang, left) {
        (Lang::Id, 0) => "Batas cetak tercapai. Simpan di HP dengan kode QR.".into(),
        (Lang::En, 0) => "No more tickets for this visit. Keep it on your phone with the QR code.".into(),
        (_, left) if left > FEW_TICKETS => String::new(),
        (Lang::Id, left) => format!("Anda masih bisa mencetak {left} tiket"),
        (Lang::En, left) => {
            format!("You can print {}", count(lang, left.into(), "", "more ticket", "more tickets"))
        }
    }
}

/// Below the print button: the office lets this machine print no more today.
pub fn print_note_day(lang: Lang) -> &'static str {
    pick(
        lang,
        "Tiket untuk hari ini sudah habis. Simpan dengan HP.",
        "No more tickets are printed today. Keep it on your phone.",
    )
}

/// In the header, when the printer can't print.
pub fn printer_note(lang: Lang, cause: Cause) -> &'static str {
    cause.plain(lang)
}

/// The end.
pub fn thanks(lang: Lang, paper: bool) -> &'static str {
    if paper {
        pick(lang, "Jangan lupa ambil kertas Anda.", "Do not forget your paper.")
    } else {
        pick(lang, "Semoga segera mendapat pekerjaan.", "We wish you a job soon.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said_when_it_is_little() {
        assert_eq!(print_note_left(Lang::En, 3), "");
        assert_eq!(print_note_left(Lang::En, 2), "You can print 2 more tickets");
        assert_eq!(print_note_left(Lang::En, 1), "You can print 1 more ticket");
        assert!(print_note_left(Lang::En, 0).starts_with("No more tickets"));
    }

    #[test]
    fn nobody_claims_that_the_staff_know() {
        for kind in [PaperKind::Ticket, PaperKind::Sheet, PaperKind::Slip, PaperKind::Card] {
            for said in [
                ticket_waiting(Lang::Id, kind, Cause::PaperOut),
                ticket_suspended(Lang::Id, kind, Cause::PaperOut),
                ticket_not_out(Lang::Id, kind, false),
                ticket_not_out(Lang::Id, kind, true),
            ] {
                assert!(said.explanation.ends_with("Beri tahu petugas."), "{said:?}");
            }
        }
    }
}
