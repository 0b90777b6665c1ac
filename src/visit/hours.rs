//! When the office is open: a line where people wait and where they choose, and a page with the week and the days off.
//!
//! Of an office that has published nothing, nothing is said: the hours in its rules for applications are what it reckons
//! with, and nobody has promised them to visitors.

use anjungan_wire::content::{Bilingual, Holiday, Hours, Line};
use anjungan_wire::kiosk_config::{HoursChoice, TileName};
use jiff::civil::{Date, DateTime, Time};

use super::detail::Paragraph;
use super::{Machine, info};
use crate::wording::Lang;
use crate::wording::hours as words;

/// Days looked ahead for the next opening, at most.
const DAYS_AHEAD_MAX: usize = 90;
/// Days off on the page, at most.
const HOLIDAYS_MAX: usize = 8;

/// What is known of the hours.
#[derive(Clone, Debug)]
pub(super) struct Known<'a> {
    week: &'a [Option<Hours>; 7],
    holidays: &'a [Holiday],
    note: Option<&'a Bilingual<Line<160>>>,
}

/// How the office stands at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Standing {
    Open { closes: Time, next: Option<(Date, Time)> },
    Closed { next: Option<(Date, Time)> },
}

/// Whether the office is open now, whether or not that is told to visitors; `None`: nobody has said when it is, or this
/// machine does not know what time it is.
pub(super) fn is_open(machine: &Machine) -> Option<bool> {
    let choice = match &machine.hours {
        HoursChoice::Hidden => &HoursChoice::Published,
        told @ (HoursChoice::Published | HoursChoice::Week { .. } | HoursChoice::Unknown) => told,
    };
    let known = chosen(machine, choice)?;
    Some(match known.standing(machine.zone.civil(machine.now)) {
        Standing::Open { .. } => true,
        Standing::Closed { .. } => false,
    })
}

/// The hours that are told here; `None`: nobody has said, or the office wants none told, or this machine does not know
/// what time it is.
pub(super) fn known(machine: &Machine) -> Option<Known<'_>> {
    chosen(machine, &machine.hours)
}

fn chosen<'a>(machine: &'a Machine, choice: &'a HoursChoice) -> Option<Known<'a>> {
    if machine.clock_unset {
        return None;
    }
    let published = machine.published.opening_hours(&machine.region, machine.now);
    let holidays = published.map_or(&[][..], |hours| &hours.holidays);
    match choice {
        HoursChoice::Hidden => None,
        HoursChoice::Week { week } => Some(Known { week, holidays, note: None }),
        HoursChoice::Published | HoursChoice::Unknown => published.map(|hours| Known {
            week: &hours.week,
            holidays: &hours.holidays,
            note: hours.note.as_ref(),
        }),
    }
}

impl Known<'_> {
    fn holiday(&self, day: Date) -> Option<&Holiday> {
        self.holidays.iter().find(|holiday| holiday.day == day)
    }

    fn usually(&self, day: Date) -> Option<Hours> {
        let of_week = usize::try_from(day.weekday().to_monday_zero_offset()).ok()?;
        self.week.get(of_week).copied().flatten()
    }

    fn on(&self, day: Date) -> Option<Hours> {
        self.usually(day).filter(|_| self.holiday(day).is_none())
    }

    fn next_opening(&self, now: DateTime) -> Option<(Date, Time)> {
        let days = std::iter::successors(Some(now.date()), |day| day.tomorrow().ok());
        let opens = days.take(DAYS_AHEAD_MAX).filter_map(|day| Some((day, self.on(day)?.opens)));
        opens.into_iter().find(|(day, opens)| day.to_datetime(*opens) > now)
    }

    fn standing(&self, now: DateTime) -> Standing {
        let next = self.next_opening(now);
        match self.on(now.date()) {
            Some(hours) if (hours.opens..hours.closes).contains(&now.time()) => {
                Standing::Open { closes: hours.closes, next }
            }
            Some(_) | None => Standing::Closed { next },
        }
    }
}

/// On the tiles.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// "Buka sampai 15.00 · besok 08.00"
    pub line: String,
    /// Below it while nobody is there: what the machine does all the same. Empty while somebody is.
    pub note: String,
}

/// The line of the screen that waits; empty: nothing is told.
pub(super) fn line(machine: &Machine, lang: Lang) -> String {
    view(machine, lang).map_or_else(String::new, |view| view.line)
}

pub(super) fn view(machine: &Machine, lang: Lang) -> Option<View> {
    let known = known(machine)?;
    let now = machine.zone.civil(machine.now);
    Some(match known.standing(now) {
        Standing::Open { closes, next } => {
            View { line: words::open(lang, closes, next, now.date()), note: String::new() }
        }
        Standing::Closed { next } => {
            let day_off =
                known.holiday(now.date()).map(|holiday| words::day_off(lang, holiday.name.get(lang)));
            let meanwhile = match looked_at(machine, now) {
                Some(day) => words::applications(lang, day),
                None => words::machine_works(lang).into(),
            };
            let note = day_off.into_iter().chain([meanwhile]).collect::<Vec<_>>().join(" ");
            View { line: words::closed(lang, next, now.date()), note }
        }
    })
}

/// The day on which somebody looks at applications again, while nobody does: by the office's own hours, which may be other
/// than those of the place that the kiosk stands at.
fn looked_at(machine: &Machine, now: DateTime) -> Option<Date> {
    if machine.card_service().is_none() || machine.tiles_hidden.contains(&TileName::Ak1) {
        return None;
    }
    let office = machine.published.opening_hours(&machine.region, machine.now)?;
    match (Known { week: &office.week, holidays: &office.holidays, note: None }).standing(now) {
        Standing::Open { .. } => None,
        Standing::Closed { next } => next.map(|(day, _)| day),
    }
}

/// The week and the days off.
pub(super) fn page(machine: &Machine, lang: Lang) -> info::View {
    let mut body = Vec::new();
    if let (Some(known), Some(view)) = (known(machine), view(machine, lang)) {
        let today = machine.today();
        body.push(Paragraph::text(view.line));
        if !view.note.is_empty() {
            body.push(Paragraph::text(view.note));
        }
        body.push(Paragraph::heading(words::WEEK.of(lang)));
        let monday = today.checked_sub(jiff::Span::new().days(today.weekday().to_monday_zero_offset()));
        let days = std::iter::successors(monday.ok(), |day| day.tomorrow().ok()).take(7);
        body.extend(days.map(|day| {
            let hours = known.usually(day).map(|hours| (hours.opens, hours.closes));
            Paragraph::bullet(words::of_day(lang, day, hours, day == today && known.holiday(day).is_none()))
        }));
        body.extend(known.note.map(|note| Paragraph::text(note.get(lang).as_str())));
        let mut off: Vec<_> = known.holidays.iter().filter(|holiday| holiday.day >= today).collect();
        off.sort_by_key(|holiday| holiday.day);
        if !off.is_empty() {
            body.push(Paragraph::heading(words::HOLIDAYS.of(lang)));
            let lines = off.iter().take(HOLIDAYS_MAX);
            body.extend(
                lines.map(|off| Paragraph::bullet(words::holiday(lang, off.day, off.name.get(lang)))),
            );
        }
    }
    info::View { title: words::TITLE.of(lang).into(), body, qr: String::new(), qr_note: String::new() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;
    use crate::wording::Zone;

    fn hours(opens: i8, closes: i8) -> Option<Hours> {
        Some(Hours { opens: time(opens, 0, 0, 0), closes: time(closes, 0, 0, 0) })
    }

    #[test]
    fn the_next_opening_passes_over_the_weekend_and_days_off() {
        let week = [hours(8, 16), hours(8, 16), hours(8, 16), hours(8, 16), hours(8, 15), None, None];
        let name = serde_json::from_str(r#"{"id":"Libur Contoh"}"#).unwrap();
        let holidays = [Holiday { day: date(2026, 11, 23), name }];
        let known = Known { week: &week, holidays: &holidays, note: None };
        let next = |day, opens: i8| Some((date(2026, 11, day), time(opens, 0, 0, 0)));
        let open = |closes: i8, next| Standing::Open { closes: time(closes, 0, 0, 0), next };
        for (day, hour, minute, expected) in [
            (19, 7, 59, Standing::Closed { next: next(19, 8) }),
            (19, 8, 0, open(16, next(20, 8))),
            (20, 14, 59, open(15, next(24, 8))),
            (20, 15, 0, Standing::Closed { next: next(24, 8) }),
            (21, 10, 0, Standing::Closed { next: next(24, 8) }),
            (23, 10, 0, Standing::Closed { next: next(24, 8) }),
        ] {
            assert_eq!(
                known.standing(date(2026, 11, day).at(hour, minute, 0, 0)),
                expected,
                "{day} {hour}.{minute}"
            );
        }
    }

    #[test]
    fn hours_hold_for_the_machine_although_visitors_are_not_told_and_only_with_a_clock() {
        let week = [hours(8, 16); 7];
        let at =
            |hour: i8| Zone::Wib.begins(date(2026, 11, 20)) + jiff::SignedDuration::from_hours(hour.into());
        let mut machine = Machine { hours: HoursChoice::Week { week }, now: at(9), ..Machine::nameless() };
        assert_eq!(is_open(&machine), Some(true));
        machine.now = at(17);
        assert_eq!(is_open(&machine), Some(false));
        machine.clock_unset = true;
        assert_eq!((is_open(&machine), known(&machine).is_none()), (None, true));
        let silent = Machine { hours: HoursChoice::Hidden, ..Machine::nameless() };
        assert_eq!(is_open(&silent), None, "and nobody has published any");
    }

    #[test]
    fn an_office_that_never_opens_says_no_day() {
        let known = Known { week: &[None; 7], holidays: &[], note: None };
        assert_eq!(known.standing(date(2026, 11, 20).at(9, 0, 0, 0)), Standing::Closed { next: None });
    }
}
