//! How an application stands, as its applicant is told: its row in `cards@PROVINCE`, and the answer to
//! `POST /v1/status`.

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::application::ApplicationKind;
use anjungan_wire::id::Scope;
use anjungan_wire::nik::Nik;
use anjungan_wire::receipt::ReceiptNumber;
use anjungan_wire::status::{Blob, CardRow, IssuedCard, PrintRule, PublicStage, Reached, Reason, Status};
use jiff::civil::Date;

use super::issue::{CardState, IssuedRecord, record};
use super::{ApplicationId, Summary, moment, summary_of};
use crate::office::dossier::{self, Group};
use crate::office::reasons::SAME_AS_ANOTHER;
use crate::office::workflow::Stage;
use crate::store::error::{Result, StoreError};
use crate::store::fields::{self, Owner, random};
use crate::store::keys::Keys;
use crate::store::publish::Writing;
use crate::store::{Store, office};

/// Stages that are told of one application.
const STEPS_MAX: usize = 16;

impl Store {
    /// What `POST /v1/status` answers: only for the right day of birth, and never the document.
    pub fn status(&self, receipt: &ReceiptNumber, born: Date) -> Result<Option<Status>> {
        let found: Option<i64> = self
            .conn
            .prepare_cached("SELECT id FROM application WHERE receipt = ?1 AND birth_mac = ?2")?
            .query_row(params![receipt.as_str(), self.keys.records.birth(receipt.as_str(), born)], |row| {
                row.get(0)
            })
            .optional()?;
        let Some(id) = found else { return Ok(None) };
        let (mut status, _) = status(&self.conn, ApplicationId(id))?;
        if let Some(card) = &mut status.card {
            card.document = None;
        }
        Ok(Some(status))
    }

    /// The application of a receipt whose secret is known: for the page that the receipt's code opens.
    pub fn application_of(
        &self,
        code: &anjungan_wire::receipt::ReceiptCode,
    ) -> Result<Option<ApplicationId>> {
        let found: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT id FROM application WHERE receipt = ?1 AND card_id = ?2 AND erased_ms IS NULL",
            )?
            .query_row(params![code.number.as_str(), code.secret.card_id().to_string()], |row| row.get(0))
            .optional()?;
        Ok(found.map(ApplicationId))
    }

    /// Every application of a person, the newest first.
    pub fn applications_of(&self, nik: &Nik) -> Result<Vec<Summary>> {
        let filter = super::Filter { nik: Some(nik.clone()), newest_first: true, ..super::Filter::default() };
        self.applications(&filter)
    }
}

/// Makes the row anew, and those of applications that were merged into this one.
pub(in crate::store) fn republish(conn: &Connection, keys: &Keys, id: ApplicationId) -> Result<()> {
    let mut feed = Writing::new(conn);
    let mut ids = vec![id];
    let mut merged =
        conn.prepare_cached("SELECT id FROM application WHERE duplicate_of = ?1 AND merged = 1")?;
    for other in merged.query_map([id.0], |row| row.get(0))? {
        ids.push(ApplicationId(other?));
    }
    for id in ids {
        publish(&mut feed, keys, id)?;
    }
    feed.finish(crate::store::now_s())
}

fn publish(feed: &mut Writing<'_>, keys: &Keys, id: ApplicationId) -> Result<()> {
    let conn = feed.conn();
    let (status, blob) = status(conn, id)?;
    let opened = fields::groups(conn, &keys.fields, Owner::Application, id.0, &[Group::Receipt])?;
    // An erased person has no secret, and no row.
    let Ok(secret) = dossier::secret(&opened) else { return Ok(()) };
    let mut nonce = [0; 12];
    random(&mut nonce)?;
    let row = CardRow::new(&secret, nonce, &status, blob);
    let body = serde_json::to_string(&row).map_err(|_| StoreError::Damaged { place: "application" })?;
    let office = summary_of(conn, id)?.ok_or(StoreError::Damaged { place: "application" })?.office;
    feed.set(&Scope::Cards(office.province()), &secret.card_id().to_string(), Some(&body))?;
    Ok(())
}

/// Removes the row of an erased application.
pub(in crate::store) fn unpublish(conn: &Connection, province: &Scope, card_id: &str) -> Result<()> {
    let mut feed = Writing::new(conn);
    feed.set(province, card_id, None)?;
    feed.finish(crate::store::now_s())
}

/// What the applicant is told, and the locked card to fetch.
fn status(conn: &Connection, id: ApplicationId) -> Result<(Status, Option<Blob>)> {
    const DAMAGED: StoreError = StoreError::Damaged { place: "application" };
    let own = summary_of(conn, id)?.ok_or(DAMAGED)?;
    if own.merged
        && let Some(first) = own.duplicate_of
        && let Some(first) = summary_of(conn, first)?
    {
        // The first's stage and nothing else of it: a NIK is no secret, and a card opens with its own receipt.
        let mut status = of(conn, &first, None)?;
        status.receipt = own.receipt;
        status.kind = own.kind;
        status.reasons = reasons(conn, &[SAME_AS_ANOTHER.into()])?;
        status.mend = Vec::new();
        status.steps = Vec::new();
        return Ok((status, None));
    }
    let card = record(conn, id)?;
    let usable = own.stage.has_card() && card.as_ref().is_some_and(|card| card.state == CardState::Issued);
    let rules = office::rules(conn, &own.office)?;
    let blob = card.as_ref().and_then(|card| card.blob).filter(|_| usable && !rules.pickup);
    let status = of(conn, &own, card.as_ref())?;
    Ok((status, blob))
}

fn of(conn: &Connection, summary: &Summary, card: Option<&IssuedRecord>) -> Result<Status> {
    let rules = office::rules(conn, &summary.office)?;
    let revoked = card.is_some_and(|card| card.state == CardState::Revoked);
    let usable = summary.stage.has_card() && !revoked;
    let issued = card.filter(|card| !matches!(card.state, CardState::Numbered | CardState::Void));
    let issued = issued.map(|card| IssuedCard {
        number: card.number.clone(),
        issued: card.days.issued,
        valid_until: card.days.valid_until,
        reports: card.days.reports.clone(),
        print: if rules.pickup {
            PrintRule::AtCounter
        } else {
            PrintRule::AtKiosk { left: rules.prints_max.saturating_sub(summary.prints) }
        },
        document: card.document.clone().filter(|_| usable && !rules.pickup),
    });
    Ok(Status {
        receipt: summary.receipt.clone(),
        kind: summary.kind.clone(),
        // A card that was made invalid is no card any more, whatever its application was.
        stage: if revoked && summary.stage.has_card() {
            PublicStage::Withdrawn
        } else {
            summary.stage.public()
        },
        since: summary.since,
        due: summary.due.map(|due| rules.clock.zone.local(due).date()),
        reasons: reasons(conn, &summary.reasons)?,
        mend: summary.mend.clone(),
        card: issued,
        steps: steps(conn, summary)?,
    })
}

/// When it came to each stage that an applicant is told of. The newest, should it have gone to and fro very often.
fn steps(conn: &Connection, summary: &Summary) -> Result<Vec<Reached>> {
    let mut statement =
        conn.prepare_cached("SELECT to_stage, at_ms FROM move WHERE application = ?1 ORDER BY id")?;
    let mut rows = statement.query([summary.id.0])?;
    let mut steps: Vec<Reached> = Vec::new();
    while let Some(row) = rows.next()? {
        let stage = Stage::named(&row.get::<_, String>(0)?)
            .ok_or(StoreError::Damaged { place: "move.stage" })?
            .public();
        // A print, or an amendment at the counter, is no other stage.
        if steps.last().is_none_or(|last| last.stage != stage) {
            steps.push(Reached { stage, at: moment(row.get(1)?)? });
        }
    }
    let old = steps.len().saturating_sub(STEPS_MAX);
    steps.drain(..old);
    Ok(steps)
}

fn reasons(conn: &Connection, codes: &[String]) -> Result<Vec<Reason>> {
    let mut statement = conn.prepare_cached("SELECT text_id, text_en FROM reason WHERE code = ?1")?;
    let mut reasons = Vec::new();
    for code in codes {
        let found =
            statement.query_row([code], |row| Ok(Reason { id: row.get(0)?, en: row.get(1)? })).optional()?;
        reasons.extend(found);
    }
    Ok(reasons)
}

/// The kind's name and the number it is about, as the table has them.
pub(super) fn kind_columns(kind: &ApplicationKind) -> (&'static str, Option<&str>) {
    match kind {
        ApplicationKind::New => ("new", None),
        ApplicationKind::Correction { number } => ("correction", Some(number.as_str())),
        ApplicationKind::Renewal { number } => ("renewal", Some(number.as_str())),
    }
}
