//! What a visitor takes home of a training or a job fair: when, where, what to bring, and the code to go on with.
//!
//! It goes the way of a vacancy's ticket (the same number, ledger and proof), and says what somebody must know who has
//! lost their phone's battery: the day stands in large letters.

use anjungan_printer::command::{Align, LogoKey, Size};
use anjungan_printer::job::Job;
use anjungan_printer::layout;
use anjungan_printer::profile::Profile;
use anjungan_wire::content::{Fair, Training};
use jiff::Timestamp;

use super::ticket::{code, lines, short_day, short_moment};
use crate::ledger::{Paper, TicketNumber};
use crate::wording::board as words;
use crate::wording::{self, Lang, Phrase, Zone, pick};

/// Lines of the title, at most: it is set large.
const TITLE_LINES_MAX: usize = 4;
/// Lines of any other fact, at most.
const TEXT_LINES_MAX: usize = 2;
/// Printed lines of what an editor wrote at length, at most.
const PROSE_LINES_MAX: usize = 24;

/// What it is about.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A training.
    Training(&'a Training),
    /// A job fair.
    Fair(&'a Fair),
}

/// What stands on it.
#[derive(Clone, Copy, Debug)]
pub struct Handout<'a> {
    /// Of what.
    pub event: Event<'a>,
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

/// The paper for one printer.
pub fn compose(handout: &Handout<'_>, profile: &Profile) -> Paper {
    let Handout { lang, .. } = *handout;
    let mut job = Job::new(profile);
    job.align(Align::Centre);
    if profile.nv_logo && handout.logo_stored {
        job.logo(LogoKey::FIRST, None);
    } else {
        job.bold(true);
        lines(&mut job, handout.tenant, TEXT_LINES_MAX);
        job.bold(false);
        lines(&mut job, handout.site, TEXT_LINES_MAX);
    }
    match handout.event {
        Event::Training(training) => of_training(&mut job, training, lang),
        Event::Fair(fair) => of_fair(&mut job, fair, lang),
    }
    job.align(Align::Centre);
    job.line(handout.number.as_str());
    if handout.copy > 1 {
        job.line(&match lang {
            Lang::Id => format!("CETAK ULANG ke-{}", handout.copy),
            Lang::En => format!("REPRINT no. {}", handout.copy),
        });
    }
    job.line(&footer(handout));
    job.cut();
    let printout = job.finish();
    Paper { bytes: printout.bytes, paper_mm: printout.paper_mm }
}

fn of_training(job: &mut Job, training: &Training, lang: Lang) {
    heading(job, pick(lang, "PELATIHAN KERJA", "TRAINING"), training.title.get(lang), &training.organiser);
    job.bold(true);
    lines(job, &words::days(lang, training.starts, training.ends), TEXT_LINES_MAX);
    job.bold(false);
    lines(job, &training.place, TEXT_LINES_MAX);
    job.align(Align::Left);
    if let Some(until) = training.register_until {
        fact(job, words::REGISTER_BY, lang, &wording::date(lang, until));
    }
    fact(job, words::COST, lang, training.cost.get(lang));
    fact(job, words::CONTACT, lang, &training.contact);
    if let Some(requirements) = &training.requirements {
        prose(job, words::REQUIREMENTS, lang, requirements.get(lang));
    }
    prose(job, words::HOW_TO_REGISTER, lang, training.how_to_register.get(lang));
    if let Some(url) = &training.url {
        job.align(Align::Centre);
        code(job, url);
        job.line(pick(lang, "Pindai untuk mendaftar lewat HP", "Scan to register on your phone"));
    }
}

fn of_fair(job: &mut Job, fair: &Fair, lang: Lang) {
    heading(job, pick(lang, "BURSA KERJA", "JOB FAIR"), fair.name.get(lang), &fair.organiser);
    job.bold(true);
    lines(job, &words::days(lang, fair.starts, fair.ends), TEXT_LINES_MAX);
    lines(job, &fair.hours, TEXT_LINES_MAX);
    job.bold(false);
    lines(job, &fair.place, TEXT_LINES_MAX);
    if fair.free_entry {
        job.line(words::FREE_ENTRY.of(lang));
    }
    job.align(Align::Left);
    prose(job, words::HOW_TO_COME, lang, fair.how_to_come.get(lang));
    if let Some(url) = &fair.url {
        job.align(Align::Centre);
        code(job, url);
        job.line(pick(lang, "Pindai untuk keterangan di HP", "Scan for more on your phone"));
    }
}

fn heading(job: &mut Job, sort: &str, title: &str, organiser: &str) {
    job.line(sort);
    job.size(Size::DOUBLE);
    lines(job, title, TITLE_LINES_MAX);
    job.size(Size::NORMAL);
    lines(job, organiser, TEXT_LINES_MAX);
}

/// `Biaya: Gratis (APBD)`
fn fact(job: &mut Job, label: Phrase, lang: Lang, value: &str) {
    lines(job, &format!("{}: {value}", label.of(lang)), TEXT_LINES_MAX);
}

/// A heading and what an editor wrote, a line of theirs on a line of its own.
fn prose(job: &mut Job, label: Phrase, lang: Lang, text: &str) {
    job.bold(true);
    job.line(label.of(lang));
    job.bold(false);
    let columns = job.columns();
    let written = text.lines().map(str::trim).filter(|line| !line.is_empty()).flat_map(|line| {
        // Printers have no bullet.
        let line = line.strip_prefix("• ").map_or_else(|| line.to_owned(), |item| format!("- {item}"));
        layout::wrap(&line, columns)
    });
    let written: Vec<String> = written.collect();
    for line in written.iter().take(PROSE_LINES_MAX) {
        job.line(line);
    }
    if written.len() > PROSE_LINES_MAX {
        job.line("...");
    }
}

/// When it was printed and how old the data are.
fn footer(handout: &Handout<'_>) -> String {
    let Handout { lang, zone, printed_at, as_of, .. } = *handout;
    let data = match as_of {
        Some(at) => format!("{} {}", pick(lang, "Data per", "Data as of"), short_day(at, zone)),
        None => wording::data_as_of(lang, None, zone),
    };
    format!("{}. {data}", short_moment(lang, printed_at, zone))
}

#[cfg(test)]
mod tests;
