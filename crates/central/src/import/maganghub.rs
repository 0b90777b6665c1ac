//! MagangHub's records: apprenticeships of the ministry's programme, at companies and public bodies.

use anjungan_wire::vacancy::{Employment, Flag, Place, Quota, Sex, Source, Vacancy, Wage};
use serde_json::Value;

use super::convert::{
    Converted, Note, Refused, age, closing, education, long_texts, number, required_title, source_id,
};
use super::day::{day, in_wib};
use super::field::{at, line, names, raw_text};
use super::karirhub::brief;
use super::place::{SourceNames, place};
use super::title::mend_capitals;

/// Where the public reads a vacancy.
const PAGE: &str = "https://maganghub.kemnaker.go.id/lowongan/view/";
/// The name of the closing day.
const CLOSES: [&str; 2] = ["jadwal", "tanggal_pendaftaran_akhir"];

/// Converts a record. `place_in_input` names it when it has no id; `fetched_s` is when it was read.
pub fn apprenticeship(raw: &Value, place_in_input: &str, fetched_s: i64) -> Result<Converted, Refused> {
    let id = source_id(raw, "id_posisi", place_in_input)?;
    let (mut flags, mut notes) = (Vec::new(), Vec::new());
    let title = required_title(raw, "posisi", &id)?;
    for (odd, flag) in [(title.generic, Flag::TitleGeneric), (title.capitals, Flag::TitleCapitals)] {
        if odd {
            flags.push(flag);
        }
    }
    let place = work_place(raw).map_err(|reason| Refused::new(&id, reason))?;
    let written = at(raw, &CLOSES)
        .ok_or_else(|| Refused::new(&id, "it has no closing day (tanggal_pendaftaran_akhir)"))?;
    let closes = day(raw, &CLOSES).ok_or_else(|| {
        Refused::new(
            &id,
            format!("its closing day (tanggal_pendaftaran_akhir) is unreadable: {}", brief(written)),
        )
    })?;
    let opens = day(raw, &["jadwal", "tanggal_pendaftaran_awal"])
        .or_else(|| day(raw, &["created_at"]))
        .or_else(|| in_wib(fetched_s))
        .unwrap_or(closes)
        .min(closes);
    let closes = closing(opens, closes, &mut notes);

    let [description, requirements] = long_texts(raw, ["deskripsi_posisi", "syarat_khusus"], &mut flags);
    let quota = Quota {
        wanted: number(raw, "jumlah_kuota", &mut flags),
        left: None,
        applied: number(raw, "jumlah_terdaftar", &mut flags),
    };
    if quota.wanted.is_some_and(|wanted| wanted >= 1000) {
        flags.push(Flag::QuotaHuge);
    }
    if quota.applied.zip(quota.wanted).is_some_and(|(applied, wanted)| applied > wanted) {
        flags.push(Flag::Oversubscribed);
    }
    let levels = names(raw, &["jenjang"], &["title", "nama", "name"], 10);
    let known: Vec<_> = levels.iter().filter_map(|level| education(level)).collect();
    if known.len() < levels.len() {
        notes.push(Note::EducationUnknown);
    }
    let ages = ["usia_minimal", "usia_maksimal"].map(|name| number(raw, name, &mut flags));
    let age = age(ages, &mut flags);
    let sex = sex(raw);
    if sex.is_some() {
        flags.push(Flag::SexLimited);
    }
    flags.sort_unstable();
    flags.dedup();
    let vacancy = Vacancy {
        source: Source::Maganghub,
        url: format!("{PAGE}{id}"),
        source_id: id,
        fetched_s,
        title: title.text,
        employer: employer(raw),
        sector: None,
        job_function: None,
        place,
        // The programme pays an allowance that no record states.
        wage: Wage::No,
        employment: Employment::Apprenticeship,
        hours: None,
        conditions: None,
        quota,
        opens,
        closes,
        education: known.into_iter().min(),
        studies: names(raw, &["program_studi"], &["title", "nama", "name"], 60),
        experience_years: None,
        skills: Vec::new(),
        age,
        sex,
        // `id_kondisi_fisik` has been null in every record seen; what its numbers mean is unknown.
        open_to_disabled: false,
        description,
        requirements,
        flags,
    };
    Ok(Converted { vacancy, rough: false, ended: false, notes })
}

/// The employer. A public body writes its name in capitals; a company's name is a mark, and stays as it is
/// written. The agency above a public body is no line of business, so none is stated.
fn employer(raw: &Value) -> Option<String> {
    let company = line(raw, &["perusahaan", "nama_perusahaan"], 160);
    let body = line(raw, &["sub_government_agency", "sub_government_agency_name"], 160);
    let agency = line(raw, &["government_agency", "government_agency_name"], 160);
    if agency.is_none() && body.is_none() {
        return company;
    }
    company.or(body).or(agency).map(|name| mend_capitals(&name))
}

/// Where the apprentice is placed, when the record says so with a code; else where the employer is.
fn work_place(raw: &Value) -> Result<Place, String> {
    let of = |part: &str| {
        let code = raw_text(raw, &[part, "kode_kabupaten"]).filter(|code| !code.trim().is_empty());
        let code = code.or_else(|| raw_text(raw, &[part, "kode_provinsi"]))?;
        let names = SourceNames { regency: line(raw, &[part, "nama_kabupaten"], 80), district: None };
        Some((code, names))
    };
    let (code, names) =
        of("penempatan").or_else(|| of("perusahaan")).ok_or("it names no place (kode_kabupaten)")?;
    place(code.trim(), &names, line(raw, &["perusahaan", "alamat"], 240))
}

fn sex(raw: &Value) -> Option<Sex> {
    match raw_text(raw, &["id_jenis_kelamin"])?.to_uppercase().as_str() {
        "L" | "LAKI-LAKI" | "MALE" => Some(Sex::Male),
        "P" | "PEREMPUAN" | "FEMALE" => Some(Sex::Female),
        _ => None,
    }
}
