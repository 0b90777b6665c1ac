//! Reports of holders: still looking, or at work. One that fits no card waits for an officer and is never dropped.

use crate::store::db::{Connection, OptionalExtension, Value, params, params_from_iter};
use anjungan_wire::application::{Holder, Report, ReportNews};
use anjungan_wire::card::CardNumber;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

use super::act::{ActRefusal, Asked, perform};
use super::issue::{living, office_day, publish_revoked, record};
use super::receive::{Origin, proven};
use super::{ApplicationId, moment, streams_within, summary_of, within};
use crate::office::dossier::Group;
use crate::office::offices::Offices;
use crate::office::people::{Action, may};
use crate::office::workflow::{Act, Actor, NotAllowed, Why};
use crate::store::apply::NotApplied;
use crate::store::error::{Result, StoreError};
use crate::store::fields::{self, Owner, Place};
use crate::store::keys::Keys;
use crate::store::{Store, audit};

/// What became of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReportState {
    /// It is noted with its card.
    Applied,
    /// An officer must find its card.
    Waiting,
    /// An officer found none.
    Discarded,
}

/// A report, opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportRecord {
    /// Its number.
    pub id: i64,
    /// Whose card.
    pub application: Option<ApplicationId>,
    /// What was told, and by whom.
    pub report: Report,
    /// What became of it.
    pub state: ReportState,
    /// Why it waits.
    pub why: String,
    /// When central received it.
    pub received: Timestamp,
}

impl Store {
    /// The reports that wait for an officer of some offices, where the kiosk stands that sent them; oldest first.
    pub fn waiting_reports(&self, offices: &Offices) -> Result<Vec<ReportRecord>> {
        let mut values = Vec::new();
        let within = streams_within("report.stream", offices, &mut values);
        query(&self.conn, &self.keys, &format!("state = 'waiting'{within}"), values)
    }

    /// An officer says whose card a waiting report is about, or that it is about none.
    pub fn resolve_report(
        &mut self,
        report: i64,
        whose: Option<ApplicationId>,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<(), ActRefusal> {
        match actor {
            Actor::Officer { role, .. } if may(*role, Action::ResolveReport) => {}
            Actor::Officer { .. } | Actor::Applicant | Actor::Kiosk(_) | Actor::System => {
                return Err(NotAllowed::Actor { act: Act::Employ }.into());
            }
        }
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let found = query(&tx, &keys, "state = 'waiting' AND id = ?", vec![report.into()])?
            .pop()
            .ok_or(ActRefusal::Unknown)?;
        let state = if whose.is_some() { "applied" } else { "discarded" };
        tx.execute(
            "UPDATE report SET state = ?2, application = ?3 WHERE id = ?1",
            params![report, state, whose.map(|id| id.0)],
        )?;
        if let Some(id) = whose {
            employ(&tx, &keys, id, &found.report.news, &format!("resolve:{report}"), at)?;
        }
        let detail = json!({ "application": whose, "state": state });
        let subject = format!("report:{report}");
        audit::note(
            &tx,
            &keys,
            at.as_millisecond(),
            &actor.to_string(),
            "resolve-report",
            &subject,
            &detail,
        )?;
        tx.commit()?;
        Ok(())
    }
}

/// Takes a report in.
pub(super) fn receive(
    conn: &Connection,
    keys: &Keys,
    origin: Origin<'_>,
    told: &Report,
) -> Result<(), NotApplied> {
    let (news, day, found_here) = match &told.news {
        ReportNews::StillLooking { day } => ("still-looking", day, None),
        ReportNews::Employed { employer, since, found_here } => {
            if employer.chars().count() > anjungan_wire::application::limits::LINE_MAX {
                return Err(NotApplied::Limits);
            }
            ("employed", since, *found_here)
        }
    };
    let (whose, why) = match whose(conn, keys, &told.holder)? {
        Ok(id) => (Some(id), ""),
        Err(why) => (None, why),
    };
    let state = if whose.is_some() { "applied" } else { "waiting" };
    let id: i64 = conn.prepare_cached(
        "INSERT INTO report (application, news, day, found_here, state, why, received_ms, happened_ms, stream, no,
            assisted_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING id",
    )?
    .query_row(params![
        whose.map(|id| id.0),
        news,
        day.to_string(),
        found_here,
        state,
        why,
        origin.received_ms,
        origin.happened_ms,
        origin.stream.to_string(),
        origin.no.cast_signed(),
        told.assisted_by
    ], |row| row.get(0))?;
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(told).map_err(|_| NotApplied::Fact)?);
    fields::put(
        conn,
        &keys.fields,
        Place { owner: Owner::Report, row: id, group: Group::Report },
        &plain,
        origin.received_ms,
    )?;
    let detail = json!({ "news": news, "state": state, "application": whose });
    audit::note(conn, keys, origin.received_ms, "applicant", "report", &format!("report:{id}"), &detail)?;
    if let Some(whose) = whose {
        let key = format!("report:{}:{}", origin.stream, origin.no);
        employ(conn, keys, whose, &told.news, &key, moment(origin.received_ms)?)?;
    }
    Ok(())
}

/// Whose card a report is about, or why nobody can tell without an officer.
fn whose(
    conn: &Connection,
    keys: &Keys,
    holder: &Holder,
) -> Result<Result<ApplicationId, &'static str>, NotApplied> {
    match holder {
        Holder::Card { number } => Ok(by_number(conn, number)?.ok_or("no card with this number is in use")),
        Holder::Receipt { receipt, secret } => {
            let id = proven(conn, keys, receipt, secret)?;
            let summary = summary_of(conn, id)?.ok_or(NotApplied::Waits)?;
            // Its card may have been corrected since.
            let living = match &summary.number {
                Some(number) => by_number(conn, number)?,
                None => None,
            };
            Ok(living.ok_or("this application has no card in use"))
        }
        Holder::Typed { number, born } => {
            let Some(id) = by_number(conn, number)? else {
                return Ok(Err("no card with this number is in use"));
            };
            let summary = summary_of(conn, id)?.ok_or(NotApplied::Waits)?;
            let known: Option<Vec<u8>> = conn
                .prepare_cached("SELECT birth_mac FROM application WHERE id = ?1")?
                .query_row([id.0], |row| row.get(0))?;
            let fits = known.is_some_and(|known| known == born_mac(keys, summary.receipt.as_str(), *born));
            Ok(if fits { Ok(id) } else { Err("the day of birth is another than the card's holder's") })
        }
    }
}

fn born_mac(keys: &Keys, receipt: &str, born: Date) -> [u8; 32] {
    keys.records.birth(receipt, born)
}

fn by_number(conn: &Connection, number: &CardNumber) -> Result<Option<ApplicationId>> {
    Ok(living(conn, number)?.map(|card| card.application))
}

/// At work: the application is closed, and its card goes out of use at kiosks too.
fn employ(
    conn: &Connection,
    keys: &Keys,
    id: ApplicationId,
    news: &ReportNews,
    key: &str,
    at: Timestamp,
) -> Result<(), ActRefusal> {
    let ReportNews::Employed { since, .. } = news else { return Ok(()) };
    let summary = summary_of(conn, id)?.ok_or(ActRefusal::Unknown)?;
    // Told twice, or after a correction was asked for: the report is noted, and there is nothing to close.
    if summary.stage.after(Act::Employ).is_err() {
        return Ok(());
    }
    let why = Why::default();
    perform(conn, keys, &Asked { id, act: Act::Employ, actor: &Actor::Applicant, key, why: &why, at })?;
    if let Some(card) = record(conn, id)? {
        // Whoever begins next month has told it today, and today the card goes out of use.
        let today = office_day(conn, &summary.office, at)?;
        publish_revoked(conn, &summary.office, &card, (*since).min(today))?;
    }
    Ok(())
}

pub(super) fn of(conn: &Connection, keys: &Keys, id: ApplicationId) -> Result<Vec<ReportRecord>> {
    query(conn, keys, "application = ?", vec![id.0.into()])
}

fn query(conn: &Connection, keys: &Keys, which: &str, values: Vec<Value>) -> Result<Vec<ReportRecord>> {
    const DAMAGED: StoreError = StoreError::Damaged { place: "report" };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT id, application, state, why, received_ms FROM report WHERE {which} ORDER BY id"
    ))?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut reports = Vec::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let place = Place { owner: Owner::Report, row: id, group: Group::Report };
        // An erased person's report has no content any more; the figure of placements stays.
        let Some(plain) = fields::get(conn, &keys.fields, place)? else { continue };
        reports.push(ReportRecord {
            id,
            application: row.get::<_, Option<i64>>(1)?.map(ApplicationId),
            report: serde_json::from_slice(&plain).map_err(|_| DAMAGED)?,
            state: match row.get::<_, String>(2)?.as_str() {
                "applied" => ReportState::Applied,
                "waiting" => ReportState::Waiting,
                "discarded" => ReportState::Discarded,
                _ => return Err(DAMAGED),
            },
            why: row.get(3)?,
            received: moment(row.get(4)?)?,
        });
    }
    Ok(reports)
}

/// Placements: the figure that is missing everywhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Placements {
    /// Holders who reported to be at work, each once.
    pub employed: u64,
    /// Of these, found through this service, as they said.
    pub found_here: u64,
}

impl Store {
    /// How many holders of some offices' cards reported to be at work since a day: the figure of placements.
    pub fn placements(&self, since: Date, offices: &Offices) -> Result<Placements> {
        let mut values = vec![since.to_string().into()];
        let within = within("application.office", offices, &mut values);
        let found = self
            .conn
            .prepare_cached(&format!(
                "SELECT count(DISTINCT application), count(DISTINCT CASE WHEN found_here = 1 THEN application END)
                 FROM report JOIN application ON application.id = report.application
                 WHERE news = 'employed' AND report.state = 'applied' AND day >= ?{within}",
            ))?
            .query_row(params_from_iter(values), |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
            .optional()?
            .unwrap_or_default();
        Ok(Placements { employed: found.0.cast_unsigned(), found_here: found.1.cast_unsigned() })
    }
}
