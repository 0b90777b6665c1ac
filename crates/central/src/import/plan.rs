//! What an import changes: raw records and what is published already, to changes and a report. Pure.

use std::collections::HashMap;

use anjungan_wire::vacancy::Vacancy;
use jiff::civil::Date;
use serde_json::Value;

use super::convert::{Converted, Refused};
use super::read::{Raw, RawKind};
use super::report::Report;
use super::{karirhub, maganghub};
use crate::store::VacancyChange;

/// Changes to publish, and what to tell people.
#[derive(Debug, Default)]
pub struct Plan {
    /// In the order of the input.
    pub changes: Vec<VacancyChange>,
    /// The numbers.
    pub report: Report,
}

/// Converts one raw record.
pub fn convert(raw: &Raw, fetched_s: i64) -> Result<Converted, Refused> {
    if !raw.value.is_object() {
        return Err(Refused::new(&raw.place, format!("it is no object but {}", kind_of(&raw.value))));
    }
    match raw.kind {
        RawKind::KarirhubDetail => karirhub::detail(&raw.value, &raw.place, fetched_s),
        RawKind::KarirhubRow => karirhub::list_row(&raw.value, &raw.place, fetched_s),
        RawKind::Maganghub => maganghub::apprenticeship(&raw.value, &raw.place, fetched_s),
    }
}

/// Plans an import on the day `as_of`, where `known` is published already, by source id.
///
/// One id is published once: the last record of it wins, except that a list row never wins over a detail.
/// The records it wins over are counted as unchanged, so that every record read is in exactly one count.
pub fn plan(raws: &[Raw], known: &HashMap<String, Vacancy>, as_of: Date, fetched_s: i64) -> Plan {
    let mut plan = Plan::default();
    let mut winners: Vec<Converted> = Vec::new();
    let mut position: HashMap<String, usize> = HashMap::new();
    for raw in raws {
        plan.report.read += 1;
        let converted = match convert(raw, fetched_s) {
            Ok(converted) => converted,
            Err(refused) => {
                plan.report.refused.push(refused);
                continue;
            }
        };
        match position.get(&converted.vacancy.source_id) {
            None => {
                position.insert(converted.vacancy.source_id.clone(), winners.len());
                winners.push(converted);
            }
            Some(&at) => {
                plan.report.unchanged += 1;
                plan.report.repeated += 1;
                if !converted.rough || winners[at].rough {
                    winners[at] = converted;
                }
            }
        }
    }
    for winner in winners {
        let known = known.get(&winner.vacancy.source_id);
        plan.one(winner, known, as_of);
    }
    plan
}

impl Plan {
    fn one(&mut self, read: Converted, known: Option<&Vacancy>, as_of: Date) {
        let report = &mut self.report;
        // A list row tells nothing new about a vacancy whose detail is published.
        let known_detail = known.filter(|known| read.rough && !came_from_a_list_row(known));
        let closes = known_detail.map_or(read.vacancy.closes, |known| known.closes);
        if read.ended || closes < as_of {
            report.closed += 1;
            if known.is_some() {
                self.changes.push(VacancyChange::Remove { row_id: read.vacancy.row_id() });
            }
            return;
        }
        for flag in &read.vacancy.flags {
            report.count(flag);
        }
        for note in &read.notes {
            report.count(note);
        }
        match known {
            Some(_) if known_detail.is_some() => report.unchanged += 1,
            Some(known) if same_content(known, &read.vacancy) => report.unchanged += 1,
            Some(_) => {
                report.changed += 1;
                self.changes.push(VacancyChange::Put(Box::new(read.vacancy)));
            }
            None => {
                report.new += 1;
                self.changes.push(VacancyChange::Put(Box::new(read.vacancy)));
            }
        }
    }
}

/// When it was fetched is not what it says.
fn same_content(known: &Vacancy, read: &Vacancy) -> bool {
    *known == Vacancy { fetched_s: known.fetched_s, ..read.clone() }
}

/// Every detail says how many are wanted or has a text; no list row does.
fn came_from_a_list_row(known: &Vacancy) -> bool {
    known.quota.wanted.is_none() && known.description.is_empty() && known.requirements.is_empty()
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a yes or no",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
