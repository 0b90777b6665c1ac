//! A card, as central keeps it.

use crate::store::db::{Connection, OptionalExtension, Row};
use anjungan_wire::card::CardNumber;
use anjungan_wire::signed::Signed;
use anjungan_wire::status::{Blob, SignedCard};
use jiff::civil::Date;

use crate::office::rules::CardDays;
use crate::store::application::ApplicationId;
use crate::store::error::{Result, StoreError};

/// What has become of a card.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CardState {
    /// It has a number and is not signed.
    Numbered,
    /// Issued.
    Issued,
    /// Never issued; its number is not given again.
    Void,
    /// Made invalid before its day.
    Revoked,
    /// A correction, or a renewal with the same number, has taken its place.
    Superseded,
}

impl CardState {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "numbered" => CardState::Numbered,
            "issued" => CardState::Issued,
            "void" => CardState::Void,
            "revoked" => CardState::Revoked,
            "superseded" => CardState::Superseded,
            _ => return None,
        })
    }
}

/// A card, as central keeps it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssuedRecord {
    /// Of which application.
    pub application: ApplicationId,
    /// Its number.
    pub number: CardNumber,
    /// Its days.
    pub days: CardDays,
    /// What has become of it.
    pub state: CardState,
    /// The locked PDF.
    pub blob: Option<Blob>,
    /// Central's word for the PDF.
    pub document: Option<Signed<SignedCard>>,
}

const COLUMNS: &str =
    "application, number, issued, valid_until, reports, state, blob_sha256, blob_size, document";

/// An application's card.
pub(in crate::store) fn record(conn: &Connection, id: ApplicationId) -> Result<Option<IssuedRecord>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM card WHERE application = ?1"))?
        .query_row([id.0], |row| Ok(read(row)))
        .optional()?
        .transpose()
}

/// The card in use with this number.
pub(in crate::store) fn living(conn: &Connection, number: &CardNumber) -> Result<Option<IssuedRecord>> {
    conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM card WHERE number = ?1 AND state IN ('issued', 'revoked')"
    ))?
    .query_row([number.as_str()], |row| Ok(read(row)))
    .optional()?
    .transpose()
}

fn read(row: &Row<'_>) -> Result<IssuedRecord> {
    const DAMAGED: StoreError = StoreError::Damaged { place: "card" };
    let date = |at: usize| -> Result<Date> { row.get::<_, String>(at)?.parse().map_err(|_| DAMAGED) };
    let blob = match (row.get::<_, Option<String>>(6)?, row.get::<_, Option<i64>>(7)?) {
        (Some(name), Some(size)) => Some(Blob {
            sha256: anjungan_wire::encoding::from_hex(&name).map_err(|_| DAMAGED)?,
            size: size.cast_unsigned(),
        }),
        (_, _) => None,
    };
    let document: Option<String> = row.get(8)?;
    Ok(IssuedRecord {
        application: ApplicationId(row.get(0)?),
        number: row.get::<_, String>(1)?.parse().map_err(|_| DAMAGED)?,
        days: CardDays {
            issued: date(2)?,
            valid_until: date(3)?,
            reports: serde_json::from_str(&row.get::<_, String>(4)?).map_err(|_| DAMAGED)?,
        },
        state: CardState::named(&row.get::<_, String>(5)?).ok_or(DAMAGED)?,
        blob,
        document: document.map(|text| serde_json::from_str(&text)).transpose().map_err(|_| DAMAGED)?,
    })
}
