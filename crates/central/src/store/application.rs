//! Applications: what came in, where it is, and what happened to it.
//!
//! ```text
//! receive.rs   an op of a kiosk becomes an application, mends one, or reports   (store/apply.rs calls it)
//! act.rs       a move of the machine of office::workflow, once per key, in one transaction with its audit row
//! lease.rs     who works on it
//! issue.rs     approved ─▶ number ─▶ signed document ─▶ locked blob
//! row.rs       its row in cards@PROVINCE, made anew with every change
//! settle.rs    duplicates and other concerns
//! ```
//!
//! **Architecture invariant:** every change of an application, its move, its audit row and its row in the feed are one
//! transaction.

mod act;
mod issue;
mod lease;
mod receive;
mod report;
mod row;
mod settle;

use std::collections::BTreeMap;

use crate::store::db::{Connection, OptionalExtension, Row, Value, params, params_from_iter};
use anjungan_wire::application::{Application, ApplicationKind, Part};
use anjungan_wire::card::CardNumber;
use anjungan_wire::id::RegionCode;
use anjungan_wire::nik::Nik;
use anjungan_wire::receipt::ReceiptNumber;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Store;
use super::error::{Result, StoreError};
use super::fields::{self, Owner, Place};
use super::keys::Keys;
use crate::office::dossier::{self, Cover, Group};
use crate::office::offices::Offices;
use crate::office::people::OfficerId;
use crate::office::same::Concern;
use crate::office::workflow::{Act, Stage};

pub use act::{ActRefusal, Moved};
pub use issue::{CardState, IssueFacts, IssuedRecord, PublicCard};
pub use lease::Lease;
pub(super) use receive::{Origin, apply_application, apply_mend, apply_report, count_print};
pub use report::{Placements, ReportRecord, ReportState};
pub(super) use row::unpublish;

/// An application at central. In the order in which central received them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApplicationId(pub i64);

impl std::fmt::Display for ApplicationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Which applications.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Of these offices.
    pub offices: Offices,
    /// In one of these stages. Empty: in any.
    pub stages: Vec<Stage>,
    /// Only those that were due before, the longest waiting first.
    pub overdue_at: Option<Timestamp>,
    /// Only those that this officer works on at this time.
    pub worked_on: Option<(OfficerId, Timestamp)>,
    /// Only those with a concern.
    pub concerned: bool,
    /// Without those of persons who were erased: nothing is to be done with them any more.
    pub living: bool,
    /// With this receipt.
    pub receipt: Option<ReceiptNumber>,
    /// With this card number.
    pub number: Option<CardNumber>,
    /// Of the person with this NIK.
    pub nik: Option<Nik>,
    /// Those after this one.
    pub after: Option<ApplicationId>,
    /// So many at most; 100 when 0.
    pub limit: u32,
    /// The newest first.
    pub newest_first: bool,
}

/// A line of the queue. Nothing about the person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Summary {
    /// Which.
    pub id: ApplicationId,
    /// The office that decides.
    pub office: RegionCode,
    /// Its receipt.
    pub receipt: ReceiptNumber,
    /// What is applied for.
    pub kind: ApplicationKind,
    /// Where it is.
    pub stage: Stage,
    /// Since when.
    pub since: Timestamp,
    /// When central received it.
    pub received: Timestamp,
    /// When it was sent off at the kiosk, as well as can be known.
    pub happened: Timestamp,
    /// When the office means to decide; `None` once it has.
    pub due: Option<Timestamp>,
    /// What must be looked at before approving.
    pub concerns: Vec<Concern>,
    /// Another application of the same person: see [`Summary::merged`].
    pub duplicate_of: Option<ApplicationId>,
    /// Whether it was closed as the same as [`Summary::duplicate_of`]; otherwise an officer decides.
    pub merged: bool,
    /// The parts the applicant was asked to mend.
    pub mend: Vec<Part>,
    /// Codes of the last decision's reasons.
    pub reasons: Vec<String>,
    /// Prints so far.
    pub prints: u32,
    /// Who works on it, lapsed or not.
    pub lease: Option<Lease>,
    /// The card's number, from approval on.
    pub number: Option<CardNumber>,
    /// The officer who helped at the kiosk.
    pub assisted_by: Option<String>,
    /// Whether the person was erased: nothing about them is left.
    pub erased: bool,
}

/// An application, opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dossier {
    /// The line of the queue.
    pub summary: Summary,
    /// What the person told, as it stands now.
    pub application: Application,
    /// Every move, oldest first.
    pub moves: Vec<MoveRecord>,
    /// The card, from approval on.
    pub card: Option<IssuedRecord>,
    /// What its holder reported.
    pub reports: Vec<ReportRecord>,
    /// Applications that were found to be, or may be, of the same person.
    pub duplicates: Vec<Summary>,
    /// How many versions of what the person told there are; [`Store::version`] opens the earlier ones.
    pub versions: u32,
}

/// A move that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MoveRecord {
    /// What was done. `None`: it came in.
    pub act: Option<Act>,
    /// From where.
    pub from: Option<Stage>,
    /// To where.
    pub to: Stage,
    /// When.
    pub at: Timestamp,
    /// Who: see [`crate::office::workflow::Actor`]'s `Display`.
    pub actor: String,
    /// Reason codes.
    pub reasons: Vec<String>,
    /// The officer's note.
    pub note: String,
}

/// The condition that a column names one of some offices, and its values.
pub(super) fn within(column: &str, offices: &Offices, values: &mut Vec<Value>) -> String {
    match offices {
        Offices::Every => String::new(),
        Offices::These(codes) => {
            values.extend(codes.iter().map(|code| code.as_str().to_owned().into()));
            format!(" AND {column} IN ({})", vec!["?"; codes.len()].join(", "))
        }
    }
}

/// The condition that a column names the stream of a kiosk that stands with one of some offices, and its values.
pub(super) fn streams_within(column: &str, offices: &Offices, values: &mut Vec<Value>) -> String {
    if *offices == Offices::Every {
        return String::new();
    }
    let within = within("substr(kiosk.region, 1, 4)", offices, values);
    format!(
        " AND {column} IN (SELECT device.stream FROM device JOIN kiosk ON kiosk.code = device.kiosk
                           WHERE device.stream IS NOT NULL{within})"
    )
}

fn limit(filter: &Filter) -> u32 {
    if filter.limit == 0 { 100 } else { filter.limit }
}

impl Store {
    /// The applications that pass a filter.
    pub fn applications(&self, filter: &Filter) -> Result<Vec<Summary>> {
        if filter.stages.len() < 2 {
            return self.applications_at(filter);
        }
        // Each stage in the order of its index: asked for several in the order of their ids, an engine may go through all of
        // the office that ever were.
        let mut found = Vec::new();
        for stage in &filter.stages {
            found.extend(self.applications_at(&Filter { stages: vec![*stage], ..filter.clone() })?);
        }
        match (filter.overdue_at, filter.newest_first) {
            (Some(_), _) => found.sort_by_key(|it| (it.due, it.id)),
            (None, true) => found.sort_by_key(|it| std::cmp::Reverse(it.id)),
            (None, false) => found.sort_by_key(|it| it.id),
        }
        found.truncate(limit(filter) as usize);
        Ok(found)
    }

    /// The same for one stage, or any.
    fn applications_at(&self, filter: &Filter) -> Result<Vec<Summary>> {
        let (mut which, mut values) = self.passing(filter);
        if let Some(after) = filter.after {
            match filter.overdue_at {
                Some(_) => {
                    // What is decided meanwhile has no place in this order any more: the list begins anew.
                    if let Some(due) = summary_of(&self.conn, after)?.and_then(|summary| summary.due) {
                        which += " AND (due_ms, id) > (?, ?)";
                        values.extend([due.as_millisecond().into(), after.0.into()]);
                    }
                }
                None => {
                    which += if filter.newest_first { " AND id < ?" } else { " AND id > ?" };
                    values.push(after.0.into());
                }
            }
        }
        let order = match (filter.overdue_at, filter.newest_first) {
            // In the order of its own index: by id, the whole table would be looked through for a few.
            (Some(_), _) => "due_ms, id",
            (None, true) => "id DESC",
            (None, false) => "id",
        };
        let sql = format!("SELECT {COLUMNS} FROM application WHERE TRUE{which} ORDER BY {order} LIMIT ?");
        values.push(i64::from(limit(filter)).into());
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), |row| Ok(summary(row)))?;
        rows.map(|row| row?).collect()
    }

    /// How many applications pass a filter, wherever it begins. Counts no further than `most`: among millions a page is
    /// not worth more.
    pub fn count_applications(&self, filter: &Filter, most: u32) -> Result<u64> {
        let (which, values) = self.passing(filter);
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM application WHERE TRUE{which} LIMIT {most}) AS counted"
        );
        let count: i64 =
            self.conn.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?;
        Ok(count.cast_unsigned())
    }

    /// The conditions of a filter, each after an `AND`, and their values.
    fn passing(&self, filter: &Filter) -> (String, Vec<Value>) {
        let mut values = Vec::new();
        // Concerned are few: their own index finds them, and which office's they are is looked at there. SQLite would go
        // through everything of the office instead.
        let office = if filter.concerned { "office || ''" } else { "office" };
        let mut which = within(office, &filter.offices, &mut values);
        if !filter.stages.is_empty() {
            let marks = vec!["?"; filter.stages.len()].join(", ");
            which += &format!(" AND stage IN ({marks})");
            values.extend(filter.stages.iter().map(|stage| stage.as_str().to_owned().into()));
        }
        if let Some(at) = filter.overdue_at {
            which += " AND due_ms IS NOT NULL AND due_ms < ?";
            values.push(at.as_millisecond().into());
        }
        if let Some((officer, at)) = filter.worked_on {
            which += " AND lease_by = ? AND lease_until_ms > ?";
            values.extend([officer.0.into(), at.as_millisecond().into()]);
        }
        if filter.concerned {
            which += " AND concerns <> '[]'";
        }
        if filter.living {
            which += " AND erased_ms IS NULL";
        }
        if let Some(receipt) = &filter.receipt {
            which += " AND receipt = ?";
            values.push(receipt.as_str().to_owned().into());
        }
        if let Some(number) = &filter.number {
            which += " AND id IN (SELECT application FROM card WHERE number = ?)";
            values.push(number.as_str().to_owned().into());
        }
        if let Some(nik) = &filter.nik {
            which += " AND nik_mac = ?";
            values.push(self.keys.records.nik(nik).to_vec().into());
        }
        (which, values)
    }

    /// How many applications of some offices are in each stage.
    pub fn stage_counts(&self, offices: &Offices) -> Result<Vec<(Stage, u64)>> {
        let mut values = Vec::new();
        let within = within("office", offices, &mut values);
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT stage, count(*) FROM application WHERE TRUE{within} GROUP BY stage"
        ))?;
        let rows = statement.query_map(params_from_iter(values), |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
        })?;
        rows.map(|row| {
            let (stage, count) = row?;
            let stage = Stage::named(&stage).ok_or(StoreError::Damaged { place: "application.stage" })?;
            Ok((stage, count.cast_unsigned()))
        })
        .collect()
    }

    /// A line of the queue.
    pub fn summary(&self, id: ApplicationId) -> Result<Option<Summary>> {
        summary_of(&self.conn, id)
    }

    /// An application, opened. `None`: there is none, or the person was erased.
    pub fn application(&self, id: ApplicationId) -> Result<Option<Dossier>> {
        let tx = self.conn.read()?;
        let Some(summary) = summary_of(&tx, id)?.filter(|summary| !summary.erased) else {
            return Ok(None);
        };
        let application = open(&tx, &self.keys, &summary)?;
        let mut statement = tx.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM application
             WHERE (duplicate_of = ?1 OR id = ?2) AND id <> ?1 ORDER BY id"
        ))?;
        let duplicates = statement
            .query_map(params![id.0, summary.duplicate_of.map(|other| other.0)], |row| {
                Ok(self::summary(row))
            })?
            .map(|row| row?)
            .collect::<Result<_>>()?;
        let versions = tx.query_row(
            "SELECT coalesce(max(version), 0) FROM sealed_field WHERE owner = 'application' AND row = ?1",
            [id.0],
            |row| row.get(0),
        )?;
        Ok(Some(Dossier {
            moves: moves(&tx, &self.keys, id)?,
            card: issue::record(&tx, id)?,
            reports: report::of(&tx, &self.keys, id)?,
            duplicates,
            versions,
            application,
            summary,
        }))
    }

    /// What a person told at an earlier time: each group as it was at this version or before.
    pub fn version(&self, id: ApplicationId, version: u32) -> Result<Option<Application>> {
        let Some(summary) = self.summary(id)?.filter(|summary| !summary.erased) else { return Ok(None) };
        let mut opened = dossier::Opened::new();
        for group in Group::OF_APPLICATION {
            let place = Place { owner: Owner::Application, row: id.0, group };
            if let Some(plain) = fields::at(&self.conn, &self.keys.fields, place, i64::from(version))? {
                opened.insert(group, plain);
            }
        }
        dossier::join(&cover(&summary), &opened)
            .map(Some)
            .map_err(|_| StoreError::Damaged { place: "sealed_field.sealed" })
    }

    /// Name and day of birth of those of whom they are known.
    pub fn names_and_births(&self, ids: &[ApplicationId]) -> Result<BTreeMap<ApplicationId, (String, Date)>> {
        let rows: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let opened =
            fields::newest(&self.conn, &self.keys.fields, Owner::Application, Group::Identity, &rows)?;
        let read = |(row, plain): (i64, Zeroizing<Vec<u8>>)| {
            let read = dossier::name_and_birth(&plain);
            read.map(|read| (ApplicationId(row), read))
                .map_err(|_| StoreError::Damaged { place: "sealed_field.sealed" })
        };
        opened.into_iter().map(read).collect()
    }

    /// Name and day of birth of one.
    pub fn name_and_birth(&self, id: ApplicationId) -> Result<Option<(String, Date)>> {
        Ok(self.names_and_births(&[id])?.remove(&id))
    }
}

/// The columns that [`summary`] reads, in its order.
pub(super) const COLUMNS: &str = "id, office, receipt, kind, of_number, stage, since_ms, received_ms, happened_ms, due_ms, \
    concerns, duplicate_of, merged, mend, reasons, prints, lease_by, lease_until_ms, \
    (SELECT number FROM card WHERE card.application = application.id), assisted_by, erased_ms";

const DAMAGED: StoreError = StoreError::Damaged { place: "application" };

pub(super) fn summary(row: &Row<'_>) -> Result<Summary> {
    let text = |at: usize| row.get::<_, String>(at);
    let time = |at: usize| -> Result<Timestamp> { moment(row.get(at)?) };
    let number = |text: Option<String>| text.map(|text| text.parse::<CardNumber>()).transpose();
    let of_number = number(row.get(4)?).map_err(|_| DAMAGED)?;
    let kind = match (text(3)?.as_str(), of_number) {
        ("new", None) => ApplicationKind::New,
        ("correction", Some(number)) => ApplicationKind::Correction { number },
        ("renewal", Some(number)) => ApplicationKind::Renewal { number },
        (_, _) => return Err(DAMAGED),
    };
    let lease = match (row.get::<_, Option<i64>>(16)?, row.get::<_, Option<i64>>(17)?) {
        (Some(by), Some(until)) => Some(Lease { by: OfficerId(by), until: moment(until)? }),
        (_, _) => None,
    };
    Ok(Summary {
        id: ApplicationId(row.get(0)?),
        office: text(1)?.parse().map_err(|_| DAMAGED)?,
        receipt: text(2)?.parse().map_err(|_| DAMAGED)?,
        kind,
        stage: Stage::named(&text(5)?).ok_or(DAMAGED)?,
        since: time(6)?,
        received: time(7)?,
        happened: time(8)?,
        due: row.get::<_, Option<i64>>(9)?.map(moment).transpose()?,
        concerns: json(&text(10)?)?,
        duplicate_of: row.get::<_, Option<i64>>(11)?.map(ApplicationId),
        merged: row.get(12)?,
        mend: json(&text(13)?)?,
        reasons: json(&text(14)?)?,
        prints: row.get(15)?,
        lease,
        number: number(row.get(18)?).map_err(|_| DAMAGED)?,
        assisted_by: row.get(19)?,
        erased: row.get::<_, Option<i64>>(20)?.is_some(),
    })
}

fn summary_of(conn: &Connection, id: ApplicationId) -> Result<Option<Summary>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM application WHERE id = ?1"))?
        .query_row([id.0], |row| Ok(summary(row)))
        .optional()?
        .transpose()
}

fn cover(summary: &Summary) -> Cover {
    Cover {
        receipt: summary.receipt.clone(),
        kind: summary.kind.clone(),
        office: summary.office.clone(),
        assisted_by: summary.assisted_by.clone(),
    }
}

/// Opens everything that the person told.
fn open(conn: &Connection, keys: &Keys, summary: &Summary) -> Result<Application> {
    let opened =
        fields::groups(conn, &keys.fields, Owner::Application, summary.id.0, &Group::OF_APPLICATION)?;
    dossier::join(&cover(summary), &opened).map_err(|_| StoreError::Damaged { place: "sealed_field.sealed" })
}

fn moves(conn: &Connection, keys: &Keys, id: ApplicationId) -> Result<Vec<MoveRecord>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, act, from_stage, to_stage, at_ms, actor, reasons FROM move WHERE application = ?1 ORDER BY id",
    )?;
    let mut rows = statement.query([id.0])?;
    let mut moves = Vec::new();
    while let Some(row) = rows.next()? {
        let place = Place { owner: Owner::Move, row: row.get(0)?, group: Group::Note };
        let note = fields::get(conn, &keys.fields, place)?;
        let stage = |text: String| Stage::named(&text).ok_or(StoreError::Damaged { place: "move.stage" });
        moves.push(MoveRecord {
            act: Act::named(&row.get::<_, String>(1)?),
            from: row.get::<_, Option<String>>(2)?.map(stage).transpose()?,
            to: stage(row.get(3)?)?,
            at: moment(row.get(4)?)?,
            actor: row.get(5)?,
            reasons: json(&row.get::<_, String>(6)?)?,
            note: note.map(|note| String::from_utf8_lossy(&note).into_owned()).unwrap_or_default(),
        });
    }
    Ok(moves)
}

pub(super) fn moment(ms: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(ms).map_err(|_| StoreError::Damaged { place: "a time" })
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| DAMAGED)
}

pub(super) fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| DAMAGED)
}

/// `application:12`, as the audit trail says it.
pub(super) fn subject(id: ApplicationId) -> String {
    format!("application:{id}")
}
