//! How much waits for an officer, for the menu of every page: one statement, over indexes that hold what waits and little
//! else.

use super::application::{streams_within, within};
use super::db::{Value, params_from_iter};
use super::error::Result;
use super::{Account, Store};
use crate::content::Kind;
use crate::content::machine::Stage as Content;
use crate::import::run::State as Import;
use crate::office::offices::Offices;
use crate::office::people::{Action, may};
use crate::office::workflow::Stage;

/// What can wait for somebody.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Waits {
    /// Applications that nobody has taken.
    Queue,
    /// Cards to be signed.
    Sign,
    /// Pairs of applications with the same NIK.
    Duplicates,
    /// Reports and ops that could not be applied.
    Held,
    /// What persons asked about their data.
    Requests,
    /// Content to be reviewed.
    Content,
    /// Imports that wait for a yes.
    Imports,
    /// Alerts that nobody has in hand.
    Alerts,
}

impl Waits {
    const ALL: [Waits; 8] = [
        Waits::Queue,
        Waits::Sign,
        Waits::Duplicates,
        Waits::Held,
        Waits::Requests,
        Waits::Content,
        Waits::Imports,
        Waits::Alerts,
    ];

    /// What one must be allowed for it to wait for them.
    fn needs(self) -> Action {
        match self {
            Waits::Queue => Action::Verify,
            Waits::Sign => Action::Sign,
            Waits::Duplicates => Action::Settle,
            Waits::Held => Action::ResolveReport,
            Waits::Requests => Action::ServePerson,
            Waits::Content => Action::PublishContent,
            Waits::Imports => Action::RunImports,
            Waits::Alerts => Action::RunFleet,
        }
    }

    /// How it is counted: a number, of `offices` alone.
    fn sql(self, offices: &Offices, values: &mut Vec<Value>) -> String {
        match self {
            // What is owed has a day on which it is due, and an index of those days.
            Waits::Queue => {
                values.push(Stage::Submitted.as_str().into());
                let own = within("office", offices, values);
                format!("SELECT count(*) FROM application WHERE due_ms IS NOT NULL AND stage = ?{own}")
            }
            // By office and stage, which have an index together: who signs for every office does so for those with rules.
            Waits::Sign => {
                values.push(Stage::Approved.as_str().into());
                let own = match offices {
                    Offices::Every => " AND office IN (SELECT region FROM office_published)".to_owned(),
                    Offices::These(_) => within("office", offices, values),
                };
                format!("SELECT count(*) FROM application WHERE stage = ? AND erased_ms IS NULL{own}")
            }
            Waits::Duplicates => {
                let own = within("office", offices, values);
                format!(
                    "SELECT count(*) FROM application WHERE duplicate_of IS NOT NULL AND merged = 0
                        AND concerns LIKE '%\"conflict\"%'{own}"
                )
            }
            Waits::Held => {
                let reports = streams_within("report.stream", offices, values);
                let ops = streams_within("inbox.stream", offices, values);
                format!(
                    "SELECT (SELECT count(*) FROM report WHERE state = 'waiting'{reports})
                        + (SELECT count(*) FROM inbox WHERE status = 'held'{ops})"
                )
            }
            Waits::Requests => {
                let own = within("application.office", offices, values);
                format!(
                    "SELECT count(*) FROM data_request JOIN application ON application.id = data_request.application
                     WHERE data_request.done_ms IS NULL{own}"
                )
            }
            Waits::Content => {
                values.push(Content::InReview.as_str().into());
                let kinds: Vec<String> =
                    Kind::ALL.iter().map(|kind| format!("'{}'", kind.as_str())).collect();
                format!(
                    "SELECT count(*) FROM content WHERE kind IN ({}) AND stage = ?{}",
                    kinds.join(", "),
                    include("office", offices, values)
                )
            }
            Waits::Imports => {
                values.push(Import::Checked.as_str().into());
                let own = within("substr(import_source.region, 1, 4)", offices, values);
                format!(
                    "SELECT count(*) FROM import_run JOIN import_source ON import_source.id = import_run.source
                     WHERE import_run.state = ?{own}"
                )
            }
            Waits::Alerts => {
                let own = within("substr(kiosk.region, 1, 4)", offices, values);
                format!(
                    "SELECT count(*) FROM alert LEFT JOIN kiosk ON kiosk.code = substr(alert.subject, 7)
                     WHERE alert.state = 'open'{own}"
                )
            }
        }
    }
}

/// The condition that a list of offices, as a column keeps it, is within theirs: see [`Offices::include`].
fn include(column: &str, offices: &Offices, values: &mut Vec<Value>) -> String {
    let Offices::These(codes) = offices else { return String::new() };
    // Every code of the list is four digits: what is left of it without theirs must be nothing but spaces.
    let mut left = column.to_owned();
    for code in codes {
        left = format!("replace({left}, ?, '')");
        values.push(code.as_str().to_owned().into());
    }
    format!(" AND {column} IS NOT NULL AND trim({left}) = ''")
}

impl Store {
    /// How much waits for this officer. What there is none of is left out.
    pub fn waiting_for(&self, officer: &Account) -> Result<Vec<(Waits, u64)>> {
        let theirs: Vec<Waits> =
            Waits::ALL.into_iter().filter(|waits| may(officer.role, waits.needs())).collect();
        if theirs.is_empty() {
            return Ok(Vec::new());
        }
        let mut values = Vec::new();
        let counts: Vec<String> =
            theirs.iter().map(|waits| format!("({})", waits.sql(&officer.offices, &mut values))).collect();
        let mut statement = self.conn.prepare_cached(&format!("SELECT {}", counts.join(", ")))?;
        let found = statement.query_row(params_from_iter(values), |row| {
            (0..theirs.len()).map(|at| row.get::<_, i64>(at)).collect::<super::db::Result<Vec<_>>>()
        })?;
        let counted = theirs.into_iter().zip(found.into_iter().map(i64::cast_unsigned));
        Ok(counted.filter(|(_, count)| *count > 0).collect())
    }
}
