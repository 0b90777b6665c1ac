//! What the tests of this module are made of.

use anjungan_wire::vacancy::{Education, Employment, Place, Quota, Rupiah, Source, Vacancy, Wage};
use jiff::civil::date;

use super::{Machine, Printer};
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
