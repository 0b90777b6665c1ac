//! Made-up records in the shapes of the sources, and a store in a temporary folder.

use anjungan_central::import::{Converted, Raw, RawKind, Refused, Report, SourceArg, convert, import};
use anjungan_central::store::Store;
use anjungan_wire::vacancy::{Flag, Vacancy};
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;

/// 22 November 2026, 09.00 WIB.
pub const NOW_S: i64 = 1_795_312_800;

pub fn now() -> Timestamp {
    Timestamp::from_second(NOW_S).unwrap()
}

/// A sound Karirhub detail.
pub fn detail(id: &str) -> Value {
    let text = r#"{
        "title": "Operator Contoh", "status": "open",
        "quota": 5, "usage_quota": 0, "available_quota": 5,
        "published_at": "2026-11-01 08:00:00", "expires_at": "2026-12-31",
        "description": "<p>Menjalankan mesin contoh.</p>", "qualification": "<ul><li>Teliti</li></ul>",
        "show_salary": true,
        "min_salary_currency": "IDR", "min_salary_amount": 5000000,
        "max_salary_currency": "IDR", "max_salary_amount": 6000000,
        "gender": null, "physical_condition": "normal", "min_year_experience": null,
        "min_age": null, "max_age": null,
        "confidential": false, "platform_type": "internal", "platform_link": null,
        "employer": {"name": "PT Contoh",
            "employerable": {"address": "Jl. Contoh 1", "industry": {"name": "Manufaktur"}}},
        "job_type": {"name": "Full time"}, "job_function": {"name": "Produksi"},
        "region": {"regionable_type": "village", "regionable": {
            "name": "Contoh", "code": "3216082005", "latitude": -6.3, "longitude": 107.1,
            "sub_district": {"name": "Cikarang Barat", "code": "321608", "city": {
                "name": "KAB. BEKASI", "code": 3216, "province": {"name": "JAWA BARAT", "code": 32}}}}},
        "skills": [{"name": "Mesin &amp; alat"}, {"name": "mesin &amp; alat"}],
        "min_education": {"name": "SMA atau Sederajat", "level": 30}
    }"#;
    with(serde_json::from_str(text).unwrap(), &[("id", json!(id))])
}

/// A sound row of a Karirhub list page.
pub fn list_row(id: &str) -> Value {
    json!({
        "id": id, "platform_type": "internal", "title": "Operator Contoh", "skills": ["mesin"],
        "city_name": "KAB. BEKASI", "company_name": "PT Contoh", "published_at": 1_793_500_000,
        "show_salary": false, "min_salary_amount": null, "max_salary_amount": null,
        "job_type_name": "Contract", "job_function_name": "Produksi", "industry_name": "Manufaktur"
    })
}

/// A sound MagangHub record.
pub fn magang(id: &str) -> Value {
    json!({
        "id_posisi": id, "posisi": "Admin Contoh", "deskripsi_posisi": "1. Satu\n2. Dua",
        "syarat_khusus": null, "usia_minimal": null, "usia_maksimal": null, "kode_kbji": null,
        "jumlah_kuota": 4, "jumlah_terdaftar": 2,
        "program_studi": "[{\"id\":\"a\",\"title\":\"Akuntansi\"}]", "jenjang": "[\"Sarjana\",\"Diploma\"]",
        "perusahaan": {"nama_perusahaan": "Contoh Sejahtera", "alamat": "Jl. Contoh 2",
            "kode_kabupaten": "3374", "nama_kabupaten": "KOTA SEMARANG", "kode_provinsi": "33"},
        "jadwal": {"tanggal_pendaftaran_awal": "2026-11-06 00:00:00", "tanggal_pendaftaran_akhir": "2026-12-14 23:59:59"},
        "government_agency": {"government_agency_name": null},
        "sub_government_agency": {"sub_government_agency_name": null}
    })
}

/// The record with fields set; `/` separates the names of a path, which must exist but for its end.
pub fn with(mut record: Value, changes: &[(&str, Value)]) -> Value {
    for (path, value) in changes {
        let (parent, name) = path.rsplit_once('/').map_or(("", *path), |(parent, name)| (parent, name));
        let pointer = if parent.is_empty() { String::new() } else { format!("/{parent}") };
        record.pointer_mut(&pointer).unwrap()[name] = value.clone();
    }
    record
}

pub fn converted(kind: RawKind, value: Value) -> Result<Converted, Refused> {
    convert(&Raw { place: "contoh.json, record 1".into(), kind, value }, NOW_S)
}

/// A detail with changes, converted.
pub fn karirhub(changes: &[(&str, Value)]) -> Vacancy {
    converted(RawKind::KarirhubDetail, with(detail("k-1"), changes)).unwrap().vacancy
}

/// A MagangHub record with changes, converted.
pub fn maganghub(changes: &[(&str, Value)]) -> Vacancy {
    converted(RawKind::Maganghub, with(magang("m-1"), changes)).unwrap().vacancy
}

/// The reason why a detail with changes is refused.
pub fn refusal(changes: &[(&str, Value)]) -> String {
    let refused = converted(RawKind::KarirhubDetail, with(detail("k-1"), changes)).unwrap_err();
    refused.to_string()
}

pub fn has(vacancy: &Vacancy, flag: Flag) -> bool {
    vacancy.flags.contains(&flag)
}

/// A store and a folder for inputs.
pub struct Central {
    pub store: Store,
    folder: TempDir,
    _data: crate::kit::Folder,
}

impl Central {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let data = crate::kit::folder();
        let store = Store::open(data.path()).unwrap();
        std::fs::create_dir(folder.path().join("in")).unwrap();
        Self { store, folder, _data: data }
    }

    /// Writes an input file and gives its path.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join("in").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// The folder of the input files.
    pub fn inputs(&self) -> String {
        self.folder.path().join("in").display().to_string()
    }

    pub fn import(&mut self, source: SourceArg, inputs: &[String], as_of: &str) -> anyhow::Result<Report> {
        let report = import(&mut self.store, source, inputs, Some(as_of.parse().unwrap()), now())?;
        assert!(report.adds_up());
        Ok(report)
    }

    /// The numbers alone: read, new, changed, unchanged, closed, refused.
    pub fn counts(&mut self, source: SourceArg, inputs: &[String], as_of: &str) -> [usize; 6] {
        let report = self.import(source, inputs, as_of).unwrap();
        [report.read, report.new, report.changed, report.unchanged, report.closed, report.refused.len()]
    }

    pub fn vacancies(&self, source: SourceArg) -> Vec<Vacancy> {
        self.store.vacancies_from(source.source()).unwrap()
    }
}

/// A page of records, as the sources send them.
pub fn page(records: &[Value]) -> String {
    json!({ "data": records }).to_string()
}
