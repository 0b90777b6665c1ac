//! What the tests of this module are made of.

use std::sync::Arc;

use anjungan_wire::application::{ApplicationKind, Part};
use anjungan_wire::card::CardCode;
use anjungan_wire::office::{Helper, Office};
use anjungan_wire::receipt::{ReceiptCode, ReceiptNumber, Secret};
use anjungan_wire::signed::Signed;
use anjungan_wire::status::{IssuedCard, PrintRule, PublicStage, Reason, SignedCard, Status};
use anjungan_wire::vacancy::{Education, Employment, Place, Quota, Rupiah, Source, Vacancy, Wage};
use ed25519_dalek::SigningKey;
use jiff::civil::date;

use super::{Machine, Printer, SheetPrinter};
use crate::catalogue::{Card, Results};

/// 21 November 2026, 14.30 WIB.
pub(super) const NOW: &str = "2026-11-21T07:30:00Z";

/// A kiosk in Cikarang Barat with everything in order.
pub(super) fn machine() -> Machine {
    let region = "321608".parse().unwrap();
    Machine {
        now: NOW.parse().unwrap(),
        data_as_of: Some("2026-11-20T10:00:00Z".parse().unwrap()),
        printer: Printer::Ready,
        near: Some(312),
        ..Machine::new("Disnaker Kabupaten Bekasi", "MM2100", "K07".parse().unwrap(), region)
    }
}

/// A vacancy in Kab. Bekasi.
pub(super) fn vacancy(id: &str) -> Vacancy {
    Vacancy {
        source: Source::Karirhub,
        source_id: id.into(),
        fetched_s: 1_795_168_800, // 20 November 2026, 17.00 WIB
        title: format!("Operator Produksi {id}"),
        employer: Some("PT Maju Bersama".into()),
        sector: None,
        job_function: None,
        place: Place {
            region: "321608".parse().unwrap(),
            province: "Jawa Barat".into(),
            regency: Some("Kab. Bekasi".into()),
            district: Some("Cikarang Barat".into()),
            address: None,
        },
        wage: Wage::Range { min: Rupiah(6_000_000), max: Rupiah(6_500_000) },
        employment: Employment::Contract,
        hours: None,
        conditions: None,
        quota: Quota { wanted: Some(103), left: None, applied: Some(705) },
        opens: date(2026, 11, 1),
        closes: date(2026, 11, 24),
        education: Some(Education::Sma),
        studies: Vec::new(),
        experience_years: Some(0),
        skills: Vec::new(),
        age: None,
        sex: None,
        open_to_disabled: false,
        description: "Tugas:\n• Menjalankan mesin\nKerja tiga giliran.".into(),
        requirements: String::new(),
        url: format!("https://karirhub.kemnaker.go.id/lowongan-dalam-negeri/lowongan/{id}"),
        flags: Vec::new(),
    }
}

/// `count` cards from `first` on, of `total`.
pub(super) fn results(first: usize, count: usize, total: u32) -> Results {
    let cards = (first..first + count).map(|n| Card::of(vacancy(&n.to_string()))).collect();
    Results { total, cards, ..Results::default() }
}

/// The same kiosk, of an office that issues cards, with a scanner and a printer of sheets.
pub(super) fn card_machine() -> Machine {
    Machine {
        office: Some(Arc::new(office())),
        scanner: true,
        sheet_printer: SheetPrinter::Ready,
        ..machine()
    }
}

/// An office with one officer who helps.
pub(super) fn office() -> Office {
    let helper = Helper { code: "P03".into(), card_sha256: [3; 32], pin: String::new() };
    Office {
        public_host: "ak1.disnaker.example".into(),
        helpers: vec![helper],
        card_keys: vec![anjungan_wire::card::CardKey { id: 1, public: [7; 32] }],
        ..Office::usual("3216".parse().unwrap(), "Disnaker Kabupaten Bekasi")
    }
}

/// A receipt of this kiosk.
pub(super) fn receipt() -> ReceiptCode {
    let number = ReceiptNumber::draw(&"K07".parse().unwrap(), [0, 0, 0, 0, 1, 2, 3, 4]);
    ReceiptCode { number, secret: Secret::new([9; 16]) }
}

/// An application that is where `stage` says since 08.10 WIB of today.
pub(super) fn status(stage: PublicStage) -> Status {
    let sent_back = matches!(stage, PublicStage::NeedsMending | PublicStage::Refused);
    let open = matches!(stage, PublicStage::Received | PublicStage::Verifying | PublicStage::Approved);
    let reason = Reason { id: "Foto terlalu gelap".into(), en: "The photo is too dark".into() };
    Status {
        receipt: receipt().number,
        kind: ApplicationKind::New,
        stage,
        since: "2026-11-21T01:10:00Z".parse().unwrap(),
        due: open.then(|| date(2026, 11, 24)),
        reasons: sent_back.then_some(reason).into_iter().collect(),
        mend: if stage == PublicStage::NeedsMending { vec![Part::Photo] } else { Vec::new() },
        card: matches!(stage, PublicStage::Ready | PublicStage::Expired | PublicStage::Employed).then(issued),
        steps: Vec::new(),
    }
}

/// A card of that application, which may be printed three times.
pub(super) fn issued() -> IssuedCard {
    IssuedCard {
        number: "3216 211126 000123".parse().unwrap(),
        issued: date(2026, 11, 21),
        valid_until: date(2028, 11, 21),
        reports: vec![date(2027, 5, 21), date(2027, 11, 21), date(2028, 5, 21)],
        print: PrintRule::AtKiosk { left: 3 },
        document: Some(vouched()),
    }
}

fn vouched() -> Signed<SignedCard> {
    let content = SignedCard { card: receipt().secret.card_id(), pdf_sha256: [5; 32] };
    Signed::sign(&SigningKey::from_bytes(&[3; 32]), 1, i64::MAX, content)
}

/// What is read of that card.
pub(super) fn card_code() -> CardCode {
    CardCode {
        key: 1,
        number: "3216 211126 000123".parse().unwrap(),
        name: "CONTOH SINTETIS".into(),
        issued: date(2026, 11, 21),
        valid_until: date(2028, 11, 21),
    }
}
