//! What the ticket screen says. [`ticket_printed`] is the only text that claims success.

use super::{Cause, Lang, count, pick};

/// A headline and what to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Said {
    /// In large letters.
    pub headline: &'static str,
    /// Below it.
    pub explanation: &'static str,
}

/// The ticket is being written down and queued.
pub fn ticket_preparing(lang: Lang) -> Said {
    Said {
        headline: pick(lang, "Menyiapkan tiket Anda", "Preparing your ticket"),
        explanation: pick(lang, "Tunggu sebentar.", "One moment."),
    }
}

/// Bytes are on their way.
pub fn ticket_printing(lang: Lang) -> Said {
    Said {
        headline: pick(lang, "Sedang mencetak", "Printing"),
        explanation: pick(
            lang,
            "Tunggu sampai kertas berhenti bergerak.",
            "Wait until the paper stops moving.",
        ),
    }
}

/// The printer proved that the ticket is on paper.
pub fn ticket_printed(lang: Lang) -> Said {
    Said {
        headline: pick(lang, "Tiket berhasil dicetak", "Your ticket is printed"),
        explanation: pick(lang, "Ambil kertas Anda di bawah layar.", "Take your paper below the screen."),
    }
}

/// Nobody but the visitor can say whether paper came out.
pub fn ticket_unsure(lang: Lang) -> Said {
    Said {
        headline: pick(lang, "Lihat tempat keluar kertas", "Please look at the paper slot"),
        explanation: pick(
            lang,
            "Mesin tidak dapat memastikan tiket Anda sudah keluar.",
            "This machine cannot tell whether your ticket came out.",
        ),
    }
}

/// The visitor says that none came out.
pub fn ticket_not_out(lang: Lang) -> Said {
    Said {
        headline: pick(lang, "Tiket Anda belum keluar", "Your ticket did not come out"),
        explanation: pick(
            lang,
            "Potret nomor dan kode QR ini. Isinya sama dengan tiket. Beri tahu petugas.",
            "Take a photo of this number and QR code. They hold what the ticket holds. Please tell the staff.",
        ),
    }
}

/// The printer can't print now; nothing has come out.
pub fn ticket_blocked(lang: Lang, cause: Cause) -> (String, &'static str) {
    (
        cause.plain(lang).into(),
        pick(
            lang,
            "Catat atau potret nomor ini. Beri tahu petugas.",
            "Write this number down or take a photo of it. Please tell the staff.",
        ),
    )
}

/// The printer stayed unable for too long; nothing came out.
pub fn ticket_expired(lang: Lang) -> Said {
    Said {
        headline: pick(lang, "Tiket tidak jadi dicetak", "No ticket will come out"),
        explanation: pick(
            lang,
            "Pencetak terlalu lama tidak siap. Potret nomor dan kode QR ini.",
            "The printer was not ready in time. Take a photo of this number and QR code.",
        ),
    }
}

/// The ticket can't be printed at all.
pub fn ticket_failed(lang: Lang, cause: Cause) -> (&'static str, String) {
    let photo = pick(lang, "Potret kode QR ini.", "Take a photo of this QR code.");
    (
        pick(lang, "Tiket tidak dapat dicetak", "The ticket cannot be put on paper"),
        format!("{} {photo}", cause.plain(lang)),
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
        let (_, blocked) = ticket_blocked(Lang::Id, Cause::PaperOut);
        for said in [blocked, ticket_not_out(Lang::Id).explanation] {
            assert!(said.ends_with("Beri tahu petugas."), "{said}");
        }
    }
}
