//! The vacancy ticket: what a visitor takes home.
//!
//! Small on purpose. With the logo in the printer's memory and the QR code drawn by the printer a typical
//! ticket is under 400 bytes, so even at 9,600 baud the paper, not the line, is what one waits for.

use anjungan_printer::command::{Align, LogoKey, Size};
use anjungan_printer::job::Job;
use anjungan_printer::layout;
use anjungan_printer::profile::Profile;
use anjungan_wire::vacancy::{Vacancy, Wage};
use jiff::Timestamp;

use crate::ledger::{Paper, TicketNumber};
use crate::wording::{self, Lang, Zone, pick};

/// Lines of the title, at most: it is set large.
const TITLE_LINES_MAX: usize = 3;
/// Lines of any other text, at most.
const TEXT_LINES_MAX: usize = 2;
/// Dots a module of the QR code, from what reads best to what still reads.
const MODULE_DOTS: [u8; 4] = [6, 5, 4, 3];

/// What stands on a ticket.
#[derive(Clone, Copy, Debug)]
pub struct Ticket<'a> {
    /// The vacancy.
    pub vacancy: &'a Vacancy,
    /// Its number.
    pub number: &'a TicketNumber,
    /// 1; 2 and more says "CETAK ULANG".
    pub copy: u32,
    /// The visit's language.
    pub lang: Lang,
    /// Who runs the kiosk.
    pub tenant: &'a str,
    /// Where it stands.
    pub site: &'a str,
    /// When it was asked for; `None` where the clock is not set.
    pub printed_at: Option<Timestamp>,
    /// The kiosk's zone.
    pub zone: Zone,
    /// When central last heard from the sources.
    pub as_of: Option<Timestamp>,
    /// Whether the printer has the office's logo in its memory.
    pub logo_stored: bool,
}

/// The ticket for one printer.
pub fn compose(ticket: &Ticket<'_>, profile: &Profile) -> Paper {
    let Ticket { vacancy, lang, .. } = *ticket;
    let mut job = Job::new(profile);
    job.align(Align::Centre);
    header(&mut job, ticket, profile);
    job.line(pick(lang, "LOWONGAN KERJA", "JOB VACANCY"));
    job.size(Size::DOUBLE);
    lines(&mut job, &vacancy.title, TITLE_LINES_MAX);
    job.size(Size::NORMAL);
    lines(&mut job, &wording::employer(lang, vacancy.employer.as_deref()), TEXT_LINES_MAX);
    lines(&mut job, &wording::place_short(&vacancy.place), TEXT_LINES_MAX);
    if vacancy.wage != Wage::No {
        lines(&mut job, &wording::wage_line(lang, vacancy.wage), TEXT_LINES_MAX);
    }
    let closes = wording::date(lang, vacancy.closes);
    job.line(&match lang {
        Lang::Id => format!("Batas lamaran {closes}"),
        Lang::En => format!("Apply by {closes}"),
    });
    code(&mut job, &vacancy.url);
    job.line(pick(lang, "Pindai untuk melamar lewat HP", "Scan to apply on your phone"));
    job.line(ticket.number.as_str());
    if ticket.copy > 1 {
        job.line(&match lang {
            Lang::Id => format!("CETAK ULANG ke-{}", ticket.copy),
            Lang::En => format!("REPRINT no. {}", ticket.copy),
        });
    }
    job.line(pick(lang, "GRATIS – tidak ada pungutan", "FREE – there is no fee"));
    job.line(&footer(ticket));
    job.cut();
    let printout = job.finish();
    Paper { bytes: printout.bytes, paper_mm: printout.paper_mm }
}

/// The logo names the office; where the printer has none, words name office and site. The kiosk itself is
/// named by the ticket's number.
fn header(job: &mut Job, ticket: &Ticket<'_>, profile: &Profile) {
    if profile.nv_logo && ticket.logo_stored {
        job.logo(LogoKey::FIRST, None);
    } else {
        job.bold(true);
        lines(job, ticket.tenant, TEXT_LINES_MAX);
        job.bold(false);
        lines(job, ticket.site, TEXT_LINES_MAX);
    }
}

/// When it was printed and how old the data are, short: both are for the doubtful case, not for reading.
fn footer(ticket: &Ticket<'_>) -> String {
    let Ticket { lang, zone, printed_at, as_of, .. } = *ticket;
    let data = match as_of {
        Some(at) => format!("{} {}", pick(lang, "Data per", "Data as of"), short_day(at, zone)),
        None => wording::data_as_of(lang, None, zone),
    };
    format!("{}. {data}", short_moment(lang, printed_at, zone))
}

/// Day and time in few characters; that the clock is not set, where it is not.
pub(super) fn short_moment(lang: Lang, at: Option<Timestamp>, zone: Zone) -> String {
    match at {
        Some(at) => format!("{} {} {}", short_day(at, zone), wording::clock(lang, at, zone), zone.name()),
        None => wording::CLOCK_UNSET.of(lang).into(),
    }
}

/// `21/11/26`
pub(super) fn short_day(at: Timestamp, zone: Zone) -> String {
    let civil = zone.civil(at);
    let (day, month, year) = (civil.day(), civil.month(), civil.year() % 100);
    format!("{day:02}/{month:02}/{year:02}")
}

/// At most `most` lines; what is cut off is said to be.
pub(super) fn lines(job: &mut Job, text: &str, most: usize) {
    let columns = job.columns();
    let mut wrapped = layout::wrap(text, columns);
    if wrapped.len() > most {
        wrapped.truncate(most);
        if let Some(last) = wrapped.last_mut() {
            *last = last.chars().take(columns.saturating_sub(3)).collect::<String>() + "...";
        }
    }
    for line in wrapped {
        job.line(&line);
    }
}

/// The code as large as the paper allows; an address too long for any code is written out.
pub(super) fn code(job: &mut Job, url: &str) {
    let content = shortest(url);
    let fits = MODULE_DOTS.iter().any(|dots| job.qr(&content, *dots).is_ok());
    if !fits {
        job.line(url);
    }
}

/// Letters of scheme and host may be of either case. In capitals they pay only where the rest can be
/// written in QR's alphanumeric mode too (5.5 bits a character instead of 8). The path stays as it is.
pub(super) fn shortest(url: &str) -> String {
    let host_begins = url.find("://").map_or(0, |at| at + 3);
    let host_ends = url[host_begins..].find(['/', '?', '#']).map_or(url.len(), |at| host_begins + at);
    let capitals = format!("{}{}", url[..host_ends].to_ascii_uppercase(), &url[host_ends..]);
    let alphanumeric = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase() || " $%*+-./:".contains(c);
    if capitals.chars().all(alphanumeric) { capitals } else { url.into() }
}

#[cfg(test)]
mod tests;
