//! The slip: the proof of an application, with its number and the code that finds it again.
//!
//! It is not the card, and says so in its first line: thermal paper fades within the card's two years, and a card has
//! its number from central alone. Nobody is named on it. What its code carries opens the card at any kiosk, so
//! whoever holds the slip is taken for the applicant.

use anjungan_printer::command::{Align, LogoKey, Size};
use anjungan_printer::job::Job;
use anjungan_printer::profile::Profile;
use anjungan_wire::receipt::ReceiptCode;
use jiff::Timestamp;

use super::ticket::{code, lines, short_moment};
use crate::ledger::Paper;
use crate::wording::{Lang, Zone, pick};

/// Lines of the office's name, at most.
const OFFICE_LINES_MAX: usize = 2;
/// Lines that say what comes next, at most.
const NEXT_LINES_MAX: usize = 4;

/// What stands on a slip.
#[derive(Clone, Copy, Debug)]
pub struct Slip<'a> {
    /// Number and secret.
    pub code: &'a ReceiptCode,
    /// Where the public reaches central, as the code says it; empty: nowhere.
    pub public_host: &'a str,
    /// 1; 2 and more says "CETAK ULANG".
    pub copy: u32,
    /// The visit's language.
    pub lang: Lang,
    /// The office that decides.
    pub office: &'a str,
    /// When it was asked for; `None` where the clock is not set.
    pub printed_at: Option<Timestamp>,
    /// The kiosk's zone.
    pub zone: Zone,
    /// Whether the printer has the office's logo in its memory.
    pub logo_stored: bool,
}

/// The slip for one printer.
pub fn compose(slip: &Slip<'_>, profile: &Profile) -> Paper {
    let Slip { lang, .. } = *slip;
    let mut job = Job::new(profile);
    job.align(Align::Centre);
    if profile.nv_logo && slip.logo_stored {
        job.logo(LogoKey::FIRST, None);
    }
    job.bold(true);
    // The name of the paper is what an officer looks for, whatever the applicant speaks.
    job.line("BUKTI PENDAFTARAN (SEMENTARA)");
    job.bold(false);
    job.line(pick(lang, "bukan Kartu AK/1", "registration proof, not the AK/1 card"));
    job.size(Size::DOUBLE);
    job.line(slip.code.number.as_str());
    job.size(Size::NORMAL);
    code(&mut job, &slip.code.to_text(slip.public_host));
    if slip.copy > 1 {
        job.line(&match lang {
            Lang::Id => format!("CETAK ULANG ke-{}", slip.copy),
            Lang::En => format!("REPRINT no. {}", slip.copy),
        });
    }
    let next = match (lang, slip.public_host) {
        (Lang::Id, "") => "Simpan. Pindai di anjungan untuk status dan cetak kartu.",
        (Lang::Id, _) => "Simpan. Pindai di anjungan atau HP untuk status dan kartu.",
        (Lang::En, "") => "Keep it. Scan it at a kiosk for your status and your card.",
        (Lang::En, _) => "Keep it. Scan it at a kiosk or with a phone for your card.",
    };
    lines(&mut job, next, NEXT_LINES_MAX);
    lines(&mut job, slip.office, OFFICE_LINES_MAX);
    job.line(&short_moment(lang, slip.printed_at, slip.zone));
    job.line(pick(lang, "GRATIS – tidak ada pungutan", "FREE – there is no fee"));
    job.cut();
    let printout = job.finish();
    Paper { bytes: printout.bytes, paper_mm: printout.paper_mm }
}

#[cfg(test)]
mod tests;
