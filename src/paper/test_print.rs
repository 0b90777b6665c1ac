//! Test papers: what a technician looks at to judge a printer.
//!
//! | test | what it shows |
//! |---|---|
//! | paper | a ruler across the whole width, bars in black and grey, every character that tickets use |
//! | QR | the same text as a code that the printer draws and as one sent as a picture |
//! | logo | the picture in the printer's memory |
//!
//! Pure, as the ticket is: the clock and the number come in.

mod bars;

use anjungan_printer::command::{Align, LogoKey, Size};
use anjungan_printer::job::Job;
use anjungan_printer::profile::Profile;
use jiff::Timestamp;

use crate::ledger::{Paper, TicketNumber};
use crate::wording::{self, Lang, Zone, pick};

/// Which test paper.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Test {
    /// Ruler, bars, characters.
    Paper,
    /// The logo in the printer's memory.
    Logo,
    /// Both forms of a QR code.
    Qr,
}

impl Test {
    /// Its name in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Test::Paper => "test-paper",
            Test::Logo => "test-logo",
            Test::Qr => "test-qr",
        }
    }
}

/// What stands on every test paper.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The job's number.
    pub number: &'a TicketNumber,
    /// Which machine.
    pub device: &'a str,
    /// When it was asked for; `None` where the clock is not set.
    pub printed_at: Option<Timestamp>,
    /// The kiosk's zone.
    pub zone: Zone,
    /// The language.
    pub lang: Lang,
}

/// Every character that a ticket may need, those that a code page may lack among them.
const CHARACTERS: [&str; 5] = [
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789 Rp .,:;-+/()",
    "!?%&*#@='\"",
    "é – … ° “ ” €",
];
/// Dots a module of the QR codes, from what reads best to what still reads: as on tickets.
const MODULE_DOTS: [u8; 4] = [6, 5, 4, 3];

/// The test paper for one printer.
pub fn compose(test: Test, context: &Context<'_>, profile: &Profile) -> Paper {
    match test {
        Test::Paper => paper(context, profile),
        Test::Logo => logo(context, profile),
        Test::Qr => qr(context, profile),
    }
}

fn paper(context: &Context<'_>, profile: &Profile) -> Paper {
    let mut job = Job::new(profile);
    head(&mut job, pick(context.lang, "CETAK UJI", "TEST PRINT"), context);
    let millimetres = bars::width_mm(profile);
    let ruler = match context.lang {
        Lang::Id => format!("Penggaris {millimetres} mm, tepi ke tepi"),
        Lang::En => format!("Ruler of {millimetres} mm, side to side"),
    };
    job.line(&ruler).picture(&bars::ruler(profile)).feed(1);
    job.line(pick(context.lang, "Hitam rata, tanpa garis putih", "All black, no white lines"));
    job.picture(&bars::black(profile)).picture(&bars::greys(profile)).feed(1);
    for line in CHARACTERS {
        job.line(line);
    }
    job.bold(true).line(CHARACTERS[0]).bold(false);
    job.size(Size::DOUBLE).line("Aa 0123").size(Size::NORMAL);
    job.line(pick(
        context.lang,
        "Terbaca jelas? Jawab di layar.",
        "Does it read well? Answer on the screen.",
    ));
    finish(job)
}

fn logo(context: &Context<'_>, profile: &Profile) -> Paper {
    let mut job = Job::new(profile);
    head(&mut job, pick(context.lang, "UJI LOGO", "LOGO TEST"), context);
    job.rule().logo(LogoKey::FIRST, None).rule();
    job.line(pick(context.lang, "Logo utuh? Jawab di layar.", "Is the logo whole? Answer on the screen."));
    finish(job)
}

/// Two jobs on one paper: each form is made as a ticket on a printer with that setting makes it.
fn qr(context: &Context<'_>, profile: &Profile) -> Paper {
    let form = |native_qr| Profile { native_qr, ..profile.clone() };
    let mut drawn = Job::new(&form(true));
    head(&mut drawn, pick(context.lang, "UJI KODE QR", "QR CODE TEST"), context);
    drawn.bold(true).line(pick(context.lang, "A: digambar pencetak", "A: drawn by the printer")).bold(false);
    code(&mut drawn, 'A', context);
    drawn.rule();
    let mut sent = Job::new(&form(false));
    sent.align(Align::Centre);
    sent.bold(true).line(pick(context.lang, "B: dikirim sebagai gambar", "B: sent as a picture")).bold(false);
    code(&mut sent, 'B', context);
    sent.line(pick(
        context.lang,
        "Mana yang terbaca? Jawab di layar.",
        "Which can be read? Answer on the screen.",
    ));
    let (mut both, sent) = (finish_uncut(drawn), finish(sent));
    both.bytes.extend(sent.bytes);
    both.paper_mm += sent.paper_mm;
    both
}

/// As long as a vacancy's address, so that the codes are as fine as those on tickets. Text and no address:
/// the telephone needs no network to show it.
fn code(job: &mut Job, which: char, context: &Context<'_>) {
    let content = match context.lang {
        Lang::Id => {
            format!("{} - UJI KODE QR ANJUNGAN - BILA TERBACA, TEKAN DI LAYAR: {which}", context.device)
        }
        Lang::En => {
            format!("{} - QR TEST OF THIS KIOSK - IF THIS READS, TOUCH ON SCREEN: {which}", context.device)
        }
    };
    let fits = MODULE_DOTS.iter().any(|dots| job.qr(&content, *dots).is_ok());
    if !fits {
        job.line(&content);
    }
}

fn head(job: &mut Job, title: &str, context: &Context<'_>) {
    job.align(Align::Centre).size(Size::DOUBLE).line(title).size(Size::NORMAL);
    let Context { number, device, printed_at, zone, lang } = *context;
    job.line(&format!("{device} · {number}"));
    job.line(&wording::made_at(lang, printed_at, zone));
}

fn finish(mut job: Job) -> Paper {
    job.cut();
    finish_uncut(job)
}

fn finish_uncut(job: Job) -> Paper {
    let printout = job.finish();
    Paper { bytes: printout.bytes, paper_mm: printout.paper_mm }
}

#[cfg(test)]
mod tests;
