//! What the ticket screen says. [`ticket_printed`] is the only text that claims success.

use super::{Cause, Lang, count, pick};

/// What comes out of a printer here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PaperKind {
    /// A ticket, on the narrow roll.
    Ticket,
    /// A sheet of A4.
    Sheet,
}

/// A headline and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// In large letters.
    pub headline: String,
    /// Below it.
    pub explanation: String,
}

fn said(headline: impl Into<String>, explanation: impl Into<String>) -> Said {
    Said { headline: headline.into(), explanation: explanation.into() }
}

/// Of a ticket, or of a sheet.
fn of(kind: PaperKind, ticket: &'static str, sheet: &'static str) -> &'static str {
    match kind {
        PaperKind::Ticket => ticket,
        PaperKind::Sheet => sheet,
    }
}

/// It is being written down and queued.
pub fn ticket_preparing(lang: Lang, kind: PaperKind) -> Said {
    said(
        pick(
            lang,
            of(kind, "Menyiapkan tiket Anda", "Menyiapkan lembar Anda"),
            of(kind, "Preparing your ticket", "Preparing your sheet"),
        ),
        pick(lang, "Tunggu sebentar.", "One moment."),
    )
}

/// Bytes are on their way.
pub fn ticket_printing(lang: Lang) -> Said {
    said(
        pick(lang, "Sedang mencetak", "Printing"),
        pick(lang, "Tunggu sampai kertas berhenti bergerak.", "Wait until the paper stops moving."),
    )
}

/// The printer stopped in the middle. It goes on by itself, or the visitor is asked.
pub fn ticket_suspended(lang: Lang, cause: Cause) -> Said {
    said(
        pick(lang, "Cetakan berhenti di tengah", "Printing has stopped halfway"),
        format!(
            "{} {}",
            cause.plain(lang),
            pick(
                lang,
                "Potret nomor dan kode QR ini. Beri tahu petugas.",
                "Take a photo of this number and QR code. Please tell the staff.",
            )
        ),
    )
}

/// The printer can't print now, and may in time; nothing has come out.
pub fn ticket_waiting(lang: Lang, kind: PaperKind, cause: Cause) -> Said {
    said(
        cause.headline(lang),
        pick(
            lang,
            of(
                kind,
                "Tiket masih bisa keluar selama Anda menunggu. Potret nomor dan kode QR ini. Beri tahu petugas.",
                "Lembar masih bisa keluar selama Anda menunggu. Potret nomor dan kode QR ini. Beri tahu petugas.",
            ),
            of(
                kind,
                "The ticket may still come out while you wait. Take a photo of this number and QR code. \
                 Please tell the staff.",
                "The sheet may still come out while you wait. Take a photo of this number and QR code. \
                 Please tell the staff.",
            ),
        ),
    )
}

/// The printer can't print, and will not soon; nothing has come out.
pub fn ticket_blocked(lang: Lang, kind: PaperKind, cause: Cause) -> Said {
    said(
        cause.headline(lang),
        pick(
            lang,
            of(
                kind,
                "Tiket tidak akan keluar. Potret nomor dan kode QR ini: isinya sama dengan tiket.",
                "Lembar tidak akan keluar. Potret nomor dan kode QR ini.",
            ),
            of(
                kind,
                "No ticket will come out. Take a photo of this number and QR code: they hold what the \
                 ticket holds.",
                "No sheet will come out. Take a photo of this number and QR code.",
            ),
        ),
    )
}

/// The printer proved that it is on paper.
pub fn ticket_printed(lang: Lang, kind: PaperKind) -> Said {
    said(
        pick(
            lang,
            of(kind, "Tiket berhasil dicetak", "Lembar berhasil dicetak"),
            of(kind, "Your ticket is printed", "Your sheet is printed"),
        ),
        pick(
            lang,
            of(kind, "Ambil kertas Anda di bawah layar.", "Ambil kertas Anda di pencetak A4."),
            of(kind, "Take your paper below the screen.", "Take your paper from the A4 printer."),
        ),
    )
}

/// Nobody but the visitor can say whether paper came out.
pub fn ticket_unsure(lang: Lang, kind: PaperKind) -> Said {
    said(
        pick(lang, "Lihat tempat keluar kertas", "Please look at the paper slot"),
        pick(
            lang,
            of(
                kind,
                "Mesin tidak dapat memastikan tiket Anda sudah keluar.",
                "Mesin tidak dapat memastikan lembar Anda sudah keluar.",
            ),
            of(
                kind,
                "This machine cannot tell whether your ticket came out.",
                "This machine cannot tell whether your sheet came out.",
            ),
        ),
    )
}

/// The visitor says that none came out.
pub fn ticket_not_out(lang: Lang, kind: PaperKind, can_reprint: bool) -> Said {
    let headline = pick(
        lang,
        of(kind, "Tiket Anda belum keluar", "Lembar Anda belum keluar"),
        of(kind, "Your ticket did not come out", "Your sheet did not come out"),
    );
    let explanation = if can_reprint {
        pick(
            lang,
            "Cetak ulang, atau potret nomor dan kode QR ini. Beri tahu petugas.",
            "Print it again, or take a photo of this number and QR code. Please tell the staff.",
        )
    } else {
        pick(
            lang,
            of(
                kind,
                "Potret nomor dan kode QR ini. Isinya sama dengan tiket. Beri tahu petugas.",
                "Potret nomor dan kode QR ini. Beri tahu petugas.",
            ),
            of(
                kind,
                "Take a photo of this number and QR code. They hold what the ticket holds. Please tell the staff.",
                "Take a photo of this number and QR code. Please tell the staff.",
            ),
        )
    };
    said(headline, explanation)
}

/// The printer stayed unable for too long; nothing came out.
pub fn ticket_expired(lang: Lang, kind: PaperKind) -> Said {
    said(
        pick(
            lang,
            of(kind, "Tiket tidak jadi dicetak", "Lembar tidak jadi dicetak"),
            of(kind, "No ticket will come out", "No sheet will come out"),
        ),
        pick(
            lang,
            "Pencetak terlalu lama tidak siap. Potret nomor dan kode QR ini.",
            "The printer was not ready in time. Take a photo of this number and QR code.",
        ),
    )
}

/// It can't be printed at all.
pub fn ticket_failed(lang: Lang, kind: PaperKind, cause: Cause) -> Said {
    let photo = pick(lang, "Potret kode QR ini.", "Take a photo of this QR code.");
    said(
        pick(
            lang,
            of(kind, "Tiket tidak dapat dicetak", "Lembar tidak dapat dicetak"),
            of(kind, "The ticket cannot be put on paper", "The sheet cannot be put on paper"),
        ),
        format!("{} {photo}", cause.plain(lang)),
    )
}

/// A restart left unknown whether this ticket is on paper.
pub fn undecided(lang: Lang, number: &str, can_reprint: bool) -> Said {
    let headline = match lang {
        Lang::Id => format!("Apakah tiket {number} sudah keluar?"),
        Lang::En => format!("Has ticket {number} come out?"),
    };
    let explanation = if can_reprint {
        pick(
            lang,
            "Mesin ini sempat mati saat mencetak. Lihat tempat keluar kertas.",
            "This machine stopped while it was printing. Please look at the paper slot.",
        )
    } else {
        pick(
            lang,
            "Mesin ini sempat mati saat mencetak. Bila tiket belum keluar, potret nomor dan kode QR ini.",
            "This machine stopped while it was printing. If no ticket came out, take a photo of this number \
             and QR code.",
        )
    };
    said(headline, explanation)
}

/// A restart left unknown whether this sheet is on paper. A list has no code.
pub fn undecided_sheet(lang: Lang, number: &str, can_reprint: bool, code: bool) -> Said {
    let headline = match lang {
        Lang::Id => format!("Apakah lembar {number} sudah keluar?"),
        Lang::En => format!("Has sheet {number} come out?"),
    };
    let explanation = match (can_reprint, code) {
        (true, _) => pick(
            lang,
            "Mesin ini sempat mati saat mencetak. Lihat pencetak A4.",
            "This machine stopped while it was printing. Please look at the A4 printer.",
        ),
        (false, true) => pick(
            lang,
            "Mesin ini sempat mati saat mencetak. Bila lembar belum keluar, potret nomor dan kode QR ini.",
            "This machine stopped while it was printing. If no sheet came out, take a photo of this number \
             and QR code.",
        ),
        (false, false) => pick(
            lang,
            "Mesin ini sempat mati saat mencetak. Bila lembar belum keluar, susun dan cetak daftarnya sekali lagi.",
            "This machine stopped while it was printing. If no sheet came out, search and print the list once \
             more.",
        ),
    };
    said(headline, explanation)
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

/// On a tile of Home, when tickets can't be printed.
pub fn tile_note(lang: Lang, sheets: bool) -> &'static str {
    if sheets {
        pick(lang, "Tanpa tiket: cetak lembar A4", "No tickets: print a sheet")
    } else {
        pick(lang, "Tanpa cetak: simpan di HP", "No printing: keep it on your phone")
    }
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
        for kind in [PaperKind::Ticket, PaperKind::Sheet] {
            for said in [
                ticket_waiting(Lang::Id, kind, Cause::PaperOut),
                ticket_suspended(Lang::Id, Cause::PaperOut),
                ticket_not_out(Lang::Id, kind, false),
                ticket_not_out(Lang::Id, kind, true),
            ] {
                assert!(said.explanation.ends_with("Beri tahu petugas."), "{said:?}");
            }
        }
    }
}
