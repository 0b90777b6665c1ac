//! How an application stands, as its applicant is told: rows of `cards@…`, and `POST /v1/status`.
//!
//! A row says nothing to whoever reads the feed or a kiosk's disk: status and card are locked under the secret of
//! the receipt ([`crate::card`]). Who has lost the receipt asks central by number and day of birth, which is counted
//! against a limit and never opens the card.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::application::{ApplicationKind, Part};
use crate::card::{CardId, CardNumber, DoesNotOpen, Locked, lock, unlock};
use crate::encoding::base64;
use crate::fact::Language;
use crate::receipt::{ReceiptNumber, Secret};
use crate::signed::{Content, Signed};

/// A row of `cards@…`. Its id is the [`CardId`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CardRow {
    /// A [`Status`], locked.
    #[serde(with = "base64")]
    pub status: Vec<u8>,
    /// SHA-256 of the locked card: its name under `/v1/blob/`. In the clear, so that a kiosk can fetch it before
    /// anybody asks. `None`: there is none, or it is to be fetched at the counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<Blob>,
}

/// A file that central offers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Blob {
    /// Its name.
    #[serde(with = "crate::encoding::hex_array")]
    pub sha256: [u8; 32],
    /// Bytes.
    pub size: u64,
}

impl CardRow {
    /// The row for a status. `nonce` is drawn anew for every row.
    pub fn new(secret: &Secret, nonce: [u8; 12], status: &Status, card: Option<Blob>) -> Self {
        let plain =
            zeroize::Zeroizing::new(serde_json::to_vec(status).expect("a status of plain fields is JSON"));
        Self { status: lock(secret, Locked::Status, nonce, &plain), card }
    }

    /// The status, for who has the secret.
    pub fn open(&self, secret: &Secret) -> Result<Status, DoesNotOpen> {
        let plain = unlock(secret, Locked::Status, &self.status)?;
        serde_json::from_slice(&plain).map_err(|_| DoesNotOpen)
    }
}

/// How an application stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Status {
    /// Its number.
    pub receipt: ReceiptNumber,
    /// What was applied for.
    pub kind: ApplicationKind,
    /// Where it is.
    pub stage: PublicStage,
    /// Since when, by central's clock.
    pub since: Timestamp,
    /// When the office means to be done; `None` once it is.
    pub due: Option<Date>,
    /// Why it was sent back or refused, from the office's own list.
    pub reasons: Vec<Reason>,
    /// What is to be mended.
    pub mend: Vec<Part>,
    /// The card, once there is one.
    pub card: Option<IssuedCard>,
    /// When it came to each stage, oldest first; a stage may come again. Empty from a central that does not tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Reached>,
}

impl Status {
    /// When it came to a stage last.
    pub fn reached(&self, stage: PublicStage) -> Option<Timestamp> {
        self.steps.iter().rev().find(|step| step.stage == stage).map(|step| step.at)
    }
}

/// A stage that was reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reached {
    /// Which.
    pub stage: PublicStage,
    /// When, by central's clock.
    pub at: Timestamp,
}

/// What an applicant is told of the stage.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublicStage {
    /// Central has it: TERKIRIM.
    Received,
    /// An officer looks at it: DIVERIFIKASI.
    Verifying,
    /// The applicant is to mend something: PERLU_PERBAIKAN.
    NeedsMending,
    /// Approved, and not signed yet: DISETUJUI, DITANDATANGANI.
    Approved,
    /// It can be printed, or fetched: SIAP_CETAK, DICETAK, DIAMBIL.
    Ready,
    /// Refused, with reasons: DITOLAK.
    Refused,
    /// Withdrawn, or the same as another application: DIBATALKAN.
    Withdrawn,
    /// The card has ended: KEDALUWARSA.
    Expired,
    /// Its holder is at work: DITUTUP_SUDAH_BEKERJA.
    Employed,
}

impl PublicStage {
    /// Every stage, in the order in which an application meets them.
    pub const ALL: [PublicStage; 9] = [
        PublicStage::Received,
        PublicStage::Verifying,
        PublicStage::NeedsMending,
        PublicStage::Approved,
        PublicStage::Ready,
        PublicStage::Refused,
        PublicStage::Withdrawn,
        PublicStage::Expired,
        PublicStage::Employed,
    ];

    /// Its short name to an applicant, the same on a kiosk and on central's pages. What else is said about a stage
    /// differs: a kiosk says what can be done at it.
    pub fn name(self, language: Language) -> &'static str {
        let (id, en) = match self {
            PublicStage::Received => ("Diterima Disnaker", "Received by the office"),
            PublicStage::Verifying => ("Diverifikasi petugas", "Checked by an officer"),
            PublicStage::NeedsMending => ("Perlu perbaikan", "Needs a correction"),
            PublicStage::Approved => ("Disetujui", "Approved"),
            PublicStage::Ready => ("Kartu siap", "Card ready"),
            PublicStage::Refused => ("Belum disetujui", "Not approved"),
            PublicStage::Withdrawn => ("Dibatalkan", "Withdrawn"),
            PublicStage::Expired => ("Kartu berakhir", "Card has ended"),
            PublicStage::Employed => ("Sudah bekerja", "At work"),
        };
        match language {
            Language::Id => id,
            Language::En => en,
        }
    }
}

/// A reason in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reason {
    /// In Indonesian: "Foto terlalu gelap".
    pub id: String,
    /// In English.
    pub en: String,
}

/// An issued card.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct IssuedCard {
    /// Its number.
    pub number: CardNumber,
    /// The day of issue.
    pub issued: Date,
    /// The last day it is valid.
    pub valid_until: Date,
    /// The days by which its holder reports.
    pub reports: Vec<Date>,
    /// Whether it may be printed here, and how often still.
    pub print: PrintRule,
    /// What the PDF must be: signed by central, so that a kiosk prints exactly these bytes or none. `None` while it
    /// must be fetched.
    pub document: Option<Signed<SignedCard>>,
}

/// How the holder comes by the paper.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrintRule {
    /// At the office's counter.
    AtCounter,
    /// At a kiosk; so many prints are left.
    AtKiosk {
        /// Prints left.
        left: u32,
    },
}

/// What vouches for a card's PDF.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedCard {
    /// Whose.
    pub card: CardId,
    /// SHA-256 of the PDF as it is printed.
    #[serde(with = "crate::encoding::hex_array")]
    pub pdf_sha256: [u8; 32],
}

impl Content for SignedCard {
    const KIND: &'static str = "card";
}

/// `POST /v1/status`: for who has lost the receipt's code. Central answers the same for a number that does not exist,
/// for another day of birth, and for a receipt that was tried too often. Too many tries of a terminal, or of all
/// together, are refused with `429` and `Retry-After` before anybody looks, right or wrong alike.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StatusQuery {
    /// The number.
    pub receipt: ReceiptNumber,
    /// The applicant's day of birth.
    pub born: Date,
}

/// The answer. It carries no document: only the receipt's code opens the card.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StatusAnswer {
    /// `None`: not found.
    pub status: Option<Status>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_nothing_without_the_secret() {
        let secret = Secret::new([3; 16]);
        let status = Status {
            receipt: ReceiptNumber::draw(&"K07".parse().unwrap(), [1; 8]),
            kind: ApplicationKind::New,
            stage: PublicStage::NeedsMending,
            since: Timestamp::from_second(1_790_000_000).unwrap(),
            due: None,
            reasons: vec![Reason { id: "Foto terlalu gelap".into(), en: "The photo is too dark".into() }],
            mend: vec![Part::Photo],
            card: None,
            steps: vec![Reached {
                stage: PublicStage::Received,
                at: Timestamp::from_second(1_789_999_999).unwrap(),
            }],
        };
        let row = CardRow::new(&secret, [4; 12], &status, None);
        let text = serde_json::to_string(&row).unwrap();
        assert!(!text.contains("mend") && !text.contains("Foto"), "{text}");
        assert_eq!(row.open(&secret).unwrap(), status);
        assert_eq!(row.open(&Secret::new([4; 16])), Err(DoesNotOpen));
    }

    /// As the version before wrote and read it.
    #[test]
    fn a_status_without_steps_is_read_and_one_with_steps_by_who_knows_none() {
        let old = r#"{"receipt":"K07-AAAAA-A","kind":"new","stage":"ready","since":"2026-11-21T01:10:00Z","due":null,
            "reasons":[],"mend":[],"card":null}"#;
        let receipt = ReceiptNumber::draw(&"K07".parse().unwrap(), [1; 8]);
        let old = old.replace("K07-AAAAA-A", receipt.as_str());
        let mut status: Status = serde_json::from_str(&old).unwrap();
        assert_eq!(status.steps, []);
        assert!(!serde_json::to_string(&status).unwrap().contains("steps"));

        #[derive(Deserialize)]
        struct Before {
            stage: PublicStage,
        }
        status.steps = vec![Reached { stage: PublicStage::Received, at: status.since }];
        let new = serde_json::to_string(&status).unwrap();
        assert_eq!(serde_json::from_str::<Before>(&new).unwrap().stage, PublicStage::Ready);
        assert_eq!(status.reached(PublicStage::Received), Some(status.since));
        assert_eq!(status.reached(PublicStage::Verifying), None);
    }
}
