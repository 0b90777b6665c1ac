//! What machines said, written for many at once: a fleet of ten thousand speaks hundreds of times a second, and hardly
//! ever says anything new.

use anjungan_wire::request::Beat;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::Store;
use super::super::error::{Result, StoreError};
use super::live::{set_aspects, set_standing};
use crate::fleet::{self, Standing};
use crate::store::db::many::{self, in_sizes, places};
use crate::store::db::{Connection, Value, params_from_iter};

/// A beat as it is kept. Ten thousand may wait to be written, so there is nothing in it but its text.
pub(crate) struct HeardBeat {
    text: Box<str>,
    received_ms: i64,
}

impl HeardBeat {
    pub(crate) fn new(beat: &Beat, received_ms: i64) -> Result<HeardBeat> {
        let text = serde_json::to_string(beat).map_err(|_| DAMAGED)?;
        Ok(HeardBeat { text: text.into_boxed_str(), received_ms })
    }
}

const DAMAGED: StoreError = StoreError::Damaged { place: "device.beat" };

impl Store {
    /// Notes that machines spoke, each by its key's id and once.
    pub(crate) fn note_beats(&mut self, beats: &[(String, HeardBeat)]) -> Result<()> {
        let tx = self.write()?;
        for some in in_sizes(beats) {
            note(&tx, &some)?;
        }
        tx.commit()?;
        Ok(())
    }
}

fn note(conn: &Connection, beats: &[&(String, HeardBeat)]) -> Result<()> {
    let known: Vec<(String, String, Option<String>, Option<String>)> = conn
        .prepare_cached(&format!(
            "SELECT device.key_id, device.kiosk, device.beat, kiosk_live.standing FROM device
             LEFT JOIN kiosk_live ON kiosk_live.kiosk = device.kiosk
             WHERE device.key_id IN ({}) AND device.state = 'accepted'",
            places(beats.len())
        ))?
        .query_map(params_from_iter(beats.iter().map(|(key_id, _)| key_id.clone())), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<crate::store::db::Result<_>>()?;
    for (key_id, kiosk, last, standing) in &known {
        let heard = beats.iter().find(|(of, _)| of == key_id);
        if let Some((_, heard)) = heard {
            compare(conn, kiosk, last.as_deref(), standing.as_deref(), heard)?;
        }
    }
    let values = beats.iter().flat_map(|(key_id, heard)| {
        [Value::Text(key_id.clone()), Value::Text(heard.text.to_string()), Value::Integer(heard.received_ms)]
    });
    let update = format!(
        "UPDATE device SET beat = said.column2, beat_received_ms = said.column3
         FROM ({}) AS said WHERE device.key_id = said.column1",
        many::values(beats.len(), &["TEXT", "TEXT", "BIGINT"])
    );
    Ok(conn.later(&update, params_from_iter(values))?)
}

/// What a beat says that the one before did not. `last` and `standing` are as before it.
fn compare(
    conn: &Connection,
    kiosk: &str,
    last: Option<&str>,
    standing: Option<&str>,
    heard: &HeardBeat,
) -> Result<()> {
    // One that another version wrote differs in its letters: then nothing below finds anything new.
    let same = last.and_then(health_of).is_some_and(|last| Some(last) == health_of(&heard.text));
    let there = standing.is_some_and(|standing| standing != Standing::Disconnected.as_str());
    if same && there {
        return Ok(());
    }
    let beat: Beat = serde_json::from_str(&heard.text).map_err(|_| DAMAGED)?;
    set_aspects(conn, kiosk, &fleet::aspects(&beat), heard.received_ms)?;
    set_standing(conn, kiosk, Some(&beat), 0, heard.received_ms)
}

/// What a beat says of the machine, letter by letter.
fn health_of(beat: &str) -> Option<&str> {
    #[derive(Deserialize)]
    struct Said<'a> {
        #[serde(borrow)]
        health: &'a RawValue,
    }
    serde_json::from_str::<Said<'_>>(beat).ok().map(|said| said.health.get())
}
