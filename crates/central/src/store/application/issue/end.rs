//! How a card ends: withdrawn, on its day, or replaced by another.

use crate::store::db::{Connection, params};
use anjungan_wire::card::Revoked;
use anjungan_wire::id::{RegionCode, Scope};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

use super::record::{CardState, IssuedRecord, living, record};
use crate::office::dossier::Group;
use crate::office::people::{Action, may};
use crate::office::reasons::REPLACED;
use crate::office::workflow::{Act, Actor, NotAllowed, Why};
use crate::store::application::act::{ActRefusal, Asked, of_office, perform};
use crate::store::application::{ApplicationId, row, subject, summary_of, to_json};
use crate::store::error::{Result, StoreError};
use crate::store::fields::{self, Owner, Place};
use crate::store::keys::Keys;
use crate::store::publish::Writing;
use crate::store::{Store, audit, now_s, office};

impl Store {
    /// Makes a card invalid before its day. Kiosks learn of it by `revoked@PROVINCE`.
    pub fn revoke_card(
        &mut self,
        id: ApplicationId,
        actor: &Actor,
        note: &str,
        at: Timestamp,
    ) -> Result<(), ActRefusal> {
        let Actor::Officer { id: officer, role } = *actor else { return Err(ActRefusal::Unknown) };
        if !may(role, Action::Revoke) {
            return Err(NotAllowed::Actor { act: Act::Sign }.into());
        }
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let summary = summary_of(&tx, id)?.filter(|summary| !summary.erased).ok_or(ActRefusal::Unknown)?;
        of_office(&tx, officer, &summary)?;
        let card =
            record(&tx, id)?.filter(|card| card.state == CardState::Issued).ok_or(ActRefusal::Unknown)?;
        tx.execute("UPDATE card SET state = 'revoked' WHERE application = ?1", [id.0])?;
        publish_revoked(&tx, &summary.office, &card, office_day(&tx, &summary.office, at)?)?;
        let detail = json!({ "noted": !note.is_empty() });
        audit::note(
            &tx,
            &keys,
            at.as_millisecond(),
            &actor.to_string(),
            "revoke-card",
            &subject(id),
            &detail,
        )?;
        if !note.is_empty() {
            let place = Place { owner: Owner::Application, row: id.0, group: Group::Note };
            fields::put(&tx, &keys.fields, place, note.as_bytes(), at.as_millisecond())?;
        }
        row::republish(&tx, &keys, id)?;
        tx.commit()?;
        Ok(())
    }

    /// Ends the cards whose last day has passed. How many.
    pub fn expire_cards(&mut self, at: Timestamp) -> Result<u64> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        // A day early for the easternmost zone; each office's own day decides below.
        let latest = crate::office::calendar::Zone::Wit.local(at).date();
        let due: Vec<(i64, String, String)> = tx
            .prepare_cached(
                "SELECT card.application, card.office, card.valid_until FROM card
                 JOIN application ON application.id = card.application
                 WHERE state IN ('issued', 'revoked') AND valid_until < ?1
                   AND stage IN ('SIAP_CETAK', 'DICETAK', 'DIAMBIL') AND erased_ms IS NULL LIMIT 1000",
            )?
            .query_map([latest.to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<crate::store::db::Result<_>>()?;
        let mut ended = 0;
        for (id, office, valid_until) in due {
            const DAMAGED: StoreError = StoreError::Damaged { place: "card" };
            let office = office.parse().map_err(|_| DAMAGED)?;
            let valid_until: Date = valid_until.parse().map_err(|_| DAMAGED)?;
            if valid_until >= office_day(&tx, &office, at)? {
                continue;
            }
            let (id, why) = (ApplicationId(id), Why::default());
            let key = format!("expire:{id}");
            perform(
                &tx,
                &keys,
                &Asked { id, act: Act::Expire, actor: &Actor::System, key: &key, why: &why, at },
            )?;
            ended += 1;
        }
        tx.commit()?;
        Ok(ended)
    }
}

/// The office's own day at a moment.
pub(in crate::store) fn office_day(conn: &Connection, office: &RegionCode, at: Timestamp) -> Result<Date> {
    Ok(office::rules(conn, office)?.clock.zone.local(at).date())
}

/// A row of `revoked@PROVINCE`.
pub(in crate::store) fn publish_revoked(
    conn: &Connection,
    office: &RegionCode,
    card: &IssuedRecord,
    since: Date,
) -> Result<()> {
    let mut feed = Writing::new(conn);
    let row = Revoked { since, until: card.days.valid_until };
    let scope = Scope::Revoked(office.province());
    feed.set(&scope, &Revoked::row_id(&card.number), Some(&to_json(&row)?))?;
    feed.finish(now_s())
}

/// The card that had this number before goes out of use, and so does its application.
pub(super) fn replace_earlier(
    conn: &Connection,
    keys: &Keys,
    card: &IssuedRecord,
    at: Timestamp,
) -> Result<(), ActRefusal> {
    let Some(earlier) = living(conn, &card.number)? else { return Ok(()) };
    let id = earlier.application;
    conn.execute("UPDATE card SET state = 'superseded' WHERE application = ?1", [id.0])?;
    let summary = summary_of(conn, id)?.ok_or(ActRefusal::Unknown)?;
    if !summary.erased && summary.stage.after(Act::Supersede).is_ok() {
        let (key, why) = (format!("supersede:{id}"), Why::default());
        perform(
            conn,
            keys,
            &Asked { id, act: Act::Supersede, actor: &Actor::System, key: &key, why: &why, at },
        )?;
        conn.execute(
            "UPDATE application SET reasons = ?2 WHERE id = ?1",
            params![id.0, to_json(&[REPLACED])?],
        )?;
        row::republish(conn, keys, id)?;
    }
    Ok(())
}
