//! From a receipt's code to the bytes of a card: every check there is, in memory. Pure.
//!
//! ```text
//!  row ──secret──▶ status ──central's signature──▶ what the PDF must be ─┐
//!  file ──SHA-256 of the row──▶ locked ──secret──▶ PDF ──SHA-256─────────┴─ the same ──▶ printed as it is
//! ```
//!
//! **Architecture invariant:** a card is printed byte for byte as central signed it, or not at all. Nothing here makes,
//! changes or keeps a PDF.

use anjungan_wire::card::{CardId, Locked, unlock};
use anjungan_wire::receipt::{ReceiptCode, Secret};
use anjungan_wire::status::{Blob, CardRow, PrintRule, PublicStage, SignedCard, Status};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::wording::Cause;

/// A card that may be printed, and what its file must be.
#[derive(Debug, PartialEq, Eq)]
pub struct Printable {
    /// Which.
    pub id: CardId,
    /// Its file, locked.
    pub blob: Blob,
    /// The SHA-256 of the file, unlocked.
    pub pdf_sha256: [u8; 32],
    /// Prints left, as central knows.
    pub left: u32,
}

/// Whether a row offers a card that may be printed here. `content_key`: central's, from enrolment.
///
/// # Errors
/// The cause that the visitor is told.
pub fn printable(
    row: &CardRow,
    code: &ReceiptCode,
    content_key: &[u8; 32],
    now_s: i64,
) -> Result<Printable, Cause> {
    let id = code.secret.card_id();
    // A row that does not open with the secret whose id it has was altered.
    let Status { stage, card, .. } = row.open(&code.secret).map_err(|_| Cause::CardAltered)?;
    let (PublicStage::Ready, Some(card)) = (stage, card) else { return Err(Cause::NotPrintable) };
    let left = match card.print {
        PrintRule::AtCounter => return Err(Cause::NotPrintable),
        PrintRule::AtKiosk { left: 0 } => return Err(Cause::CardUsedUp),
        PrintRule::AtKiosk { left } => left,
    };
    let (Some(document), Some(blob)) = (card.document, row.card) else { return Err(Cause::CardNotHere) };
    let SignedCard { card: whose, pdf_sha256 } = document
        .verify(content_key, 0, now_s)
        .map_err(|error| {
            tracing::error!(%error, "what vouches for a card is not to be trusted");
            Cause::CardAltered
        })?
        .content;
    if whose != id {
        return Err(Cause::CardAltered);
    }
    Ok(Printable { id, blob, pdf_sha256, left })
}

/// Unlocks a card's file. What comes out is what central signed, and a printer takes it.
///
/// # Errors
/// [`Cause::CardAltered`].
pub fn open(card: &Printable, secret: &Secret, locked: &[u8]) -> Result<Zeroizing<Vec<u8>>, Cause> {
    let pdf = unlock(secret, Locked::Card, locked).map_err(|_| Cause::CardAltered)?;
    if Sha256::digest(pdf.as_slice()).as_slice() != card.pdf_sha256 {
        return Err(Cause::CardAltered);
    }
    // The printer's driver would refuse it, and its job would end as one that the disk did not take.
    anjungan_ipp::driver::takes(&pdf).map_err(|why| {
        tracing::error!(?why, "central signed a card that no printer takes");
        Cause::CardAltered
    })?;
    Ok(pdf)
}

/// Whether these bytes are the file that the row names.
pub fn is_file(blob: &Blob, bytes: &[u8]) -> bool {
    bytes.len() as u64 == blob.size && Sha256::digest(bytes).as_slice() == blob.sha256
}

#[cfg(test)]
pub(super) mod tests {
    use anjungan_wire::application::ApplicationKind;
    use anjungan_wire::card::lock;
    use anjungan_wire::receipt::ReceiptNumber;
    use anjungan_wire::signed::Signed;
    use anjungan_wire::status::IssuedCard;
    use ed25519_dalek::SigningKey;

    use super::*;

    pub const PDF: &[u8] = b"%PDF-1.7\nCONTOH SINTETIS\n%%EOF\n";
    const NOW_S: i64 = 1_795_000_000;

    pub fn code() -> ReceiptCode {
        let number = ReceiptNumber::draw(&"K07".parse().unwrap(), [1; 8]);
        ReceiptCode { number, secret: Secret::new([2; 16]) }
    }

    pub fn central() -> SigningKey {
        SigningKey::from_bytes(&[3; 32])
    }

    /// A card that is ready, and its locked file.
    pub fn ready(print: PrintRule) -> (Status, Vec<u8>, Blob) {
        let code = code();
        let locked = lock(&code.secret, Locked::Card, [4; 12], PDF);
        let blob = Blob { sha256: Sha256::digest(&locked).into(), size: locked.len() as u64 };
        let signed = SignedCard { card: code.secret.card_id(), pdf_sha256: Sha256::digest(PDF).into() };
        let card = IssuedCard {
            number: "3216 211126 000123".parse().unwrap(),
            issued: "2026-11-21".parse().unwrap(),
            valid_until: "2028-11-21".parse().unwrap(),
            reports: vec![],
            print,
            document: Some(Signed::sign(&central(), 1, 4_000_000_000, signed)),
        };
        let status = Status {
            receipt: code.number,
            kind: ApplicationKind::New,
            stage: PublicStage::Ready,
            since: jiff::Timestamp::UNIX_EPOCH,
            due: None,
            reasons: vec![],
            mend: vec![],
            card: Some(card),
            steps: vec![],
        };
        (status, locked, blob)
    }

    pub fn row(status: &Status, blob: Option<Blob>) -> CardRow {
        CardRow::new(&code().secret, [5; 12], status, blob)
    }

    fn judged(row: &CardRow) -> Result<Printable, Cause> {
        printable(row, &code(), central().verifying_key().as_bytes(), NOW_S)
    }

    #[test]
    fn a_card_comes_out_byte_for_byte_as_central_signed_it() {
        let (status, locked, blob) = ready(PrintRule::AtKiosk { left: 2 });
        let card = judged(&row(&status, Some(blob))).unwrap();
        assert_eq!((card.left, card.id), (2, code().secret.card_id()));
        assert!(is_file(&blob, &locked));
        assert_eq!(open(&card, &code().secret, &locked).unwrap().as_slice(), PDF);
    }

    #[test]
    fn whatever_is_not_right_refuses_with_its_cause() {
        let (status, _, blob) = ready(PrintRule::AtKiosk { left: 2 });
        let with = |change: &dyn Fn(&mut Status)| {
            let mut status = status.clone();
            change(&mut status);
            judged(&row(&status, Some(blob)))
        };
        let print = |rule| move |status: &mut Status| status.card.as_mut().unwrap().print = rule;
        let sign = |key: &SigningKey, until_s: i64, signed: SignedCard| {
            let document = Signed::sign(key, 1, until_s, signed);
            move |status: &mut Status| status.card.as_mut().unwrap().document = Some(document.clone())
        };
        let right = SignedCard { card: code().secret.card_id(), pdf_sha256: Sha256::digest(PDF).into() };
        let another = SignedCard { card: Secret::new([9; 16]).card_id(), ..right };
        let stranger = SigningKey::from_bytes(&[8; 32]);
        let cases: [(Result<Printable, Cause>, Cause); 9] = [
            (with(&print(PrintRule::AtCounter)), Cause::NotPrintable),
            (with(&print(PrintRule::AtKiosk { left: 0 })), Cause::CardUsedUp),
            (with(&|status| status.stage = PublicStage::Verifying), Cause::NotPrintable),
            (with(&|status| status.card = None), Cause::NotPrintable),
            (with(&|status| status.card.as_mut().unwrap().document = None), Cause::CardNotHere),
            (judged(&row(&status, None)), Cause::CardNotHere),
            (with(&sign(&stranger, NOW_S + 9, right)), Cause::CardAltered),
            (with(&sign(&central(), NOW_S - 9, right)), Cause::CardAltered),
            (with(&sign(&central(), NOW_S + 9, another)), Cause::CardAltered),
        ];
        for (at, (judged, cause)) in cases.into_iter().enumerate() {
            assert_eq!(judged, Err(cause), "case {at}");
        }
        let other = CardRow::new(&Secret::new([9; 16]), [5; 12], &status, Some(blob));
        assert_eq!(judged(&other), Err(Cause::CardAltered), "a row under another secret");
    }

    #[test]
    fn every_changed_byte_of_a_file_is_caught() {
        let (status, locked, blob) = ready(PrintRule::AtKiosk { left: 2 });
        let card = judged(&row(&status, Some(blob))).unwrap();
        for at in 0..locked.len() {
            let mut changed = locked.clone();
            changed[at] ^= 1;
            assert!(!is_file(&blob, &changed), "byte {at}");
            assert_eq!(open(&card, &code().secret, &changed), Err(Cause::CardAltered), "byte {at}");
        }
        let another = lock(&code().secret, Locked::Card, [4; 12], b"%PDF-1.7\nSOMEBODY ELSE\n%%EOF\n");
        assert_eq!(open(&card, &code().secret, &another), Err(Cause::CardAltered), "locked, but not signed");
    }

    /// Else it would be queued, counted, and refused by the printer's driver for a reason that is not the disk's.
    #[test]
    fn what_no_printer_takes_is_not_queued_even_if_it_was_signed() {
        let half = b"%PDF-1.7\nhalf a file";
        let (status, _, blob) = ready(PrintRule::AtKiosk { left: 2 });
        let card = judged(&row(&status, Some(blob))).unwrap();
        let card = Printable { pdf_sha256: Sha256::digest(half).into(), ..card };
        let locked = lock(&code().secret, Locked::Card, [4; 12], half);
        assert_eq!(open(&card, &code().secret, &locked), Err(Cause::CardAltered));
    }
}
