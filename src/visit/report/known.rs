//! Who reports, and what this machine knows of their card.

use anjungan_wire::application::Holder;
use anjungan_wire::card::CardCode;
use anjungan_wire::status::IssuedCard;
use jiff::ToSpan;
use jiff::civil::Date;

use super::super::Machine;
use crate::wording::card::report::Next;

/// Somebody who is known.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::visit) struct Known {
    holder: Holder,
    card: Option<Days>,
}

/// A card's days.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Days {
    reports: Vec<Date>,
    valid_until: Date,
    /// Months between two reports.
    every: u8,
}

/// What holds in all of Indonesia, where no office says otherwise.
const EVERY_MONTHS: u8 = 6;

impl Known {
    /// By a card's code, whose signature is right. Its days of report are counted from the day of issue, each of
    /// them from there: the end of a month that is shorter holds that one day, not those after it.
    pub(in crate::visit) fn by_card(code: &CardCode, machine: &Machine) -> Self {
        let every = machine.office.as_ref().map_or(EVERY_MONTHS, |office| office.report_months).max(1);
        let days = (1i32..)
            .map_while(|n| code.issued.checked_add((n * i32::from(every)).months()).ok())
            .take_while(|day| *day < code.valid_until);
        Self {
            holder: Holder::Card { number: code.number.clone() },
            card: Some(Days { reports: days.collect(), valid_until: code.valid_until, every }),
        }
    }

    /// By a receipt's code; the card, where this machine knows it.
    pub(in crate::visit) fn by_receipt(holder: Holder, card: Option<&IssuedCard>) -> Self {
        let card = card.map(|card| Days {
            reports: card.reports.clone(),
            valid_until: card.valid_until,
            every: EVERY_MONTHS,
        });
        Self { holder, card }
    }

    /// By what was typed.
    pub(in crate::visit) fn typed(holder: Holder) -> Self {
        Self { holder, card: None }
    }

    pub(super) fn holder(&self) -> &Holder {
        &self.holder
    }

    /// The day after this report by which the next is due. A report counts for the day it is nearest to, so whoever
    /// comes a week early or late is told of the one after it.
    pub(super) fn next(&self, today: Date) -> Next {
        let Some(Days { reports, valid_until, every }) = &self.card else { return Next::OnCard };
        let half = (i64::from(*every) * 30 / 2).days();
        let from = today.checked_add(half).unwrap_or(today);
        reports.iter().find(|day| **day > from).map_or(Next::Renewal(*valid_until), |day| Next::By(*day))
    }

    /// The card's days of report, where they are known.
    pub(super) fn reports(&self) -> &[Date] {
        self.card.as_ref().map_or(&[], |card| &card.reports)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::visit::fixtures::machine;

    fn card(issued: Date, valid_until: Date) -> Known {
        let number = "3216 211126 000123".parse().unwrap();
        let code = CardCode { key: 1, number, name: "CONTOH SINTETIS".into(), issued, valid_until };
        Known::by_card(&code, &machine())
    }

    /// The vectors of card dates: three reports in two years, ends of months held each from the day of issue.
    #[test]
    fn days_of_report_are_counted_from_the_day_of_issue() {
        let known = card(date(2026, 11, 21), date(2028, 11, 21));
        assert_eq!(known.reports(), [date(2027, 5, 21), date(2027, 11, 21), date(2028, 5, 21)]);
        let known = card(date(2026, 8, 31), date(2028, 8, 31));
        assert_eq!(known.reports(), [date(2027, 2, 28), date(2027, 8, 31), date(2028, 2, 29)]);
    }

    #[test]
    fn a_report_a_little_early_or_late_counts_for_the_day_it_is_near() {
        let known = card(date(2026, 11, 21), date(2028, 11, 21));
        assert_eq!(known.next(date(2027, 5, 14)), Next::By(date(2027, 11, 21)));
        assert_eq!(known.next(date(2027, 6, 3)), Next::By(date(2027, 11, 21)));
        assert_eq!(known.next(date(2028, 5, 20)), Next::Renewal(date(2028, 11, 21)));
    }
}
