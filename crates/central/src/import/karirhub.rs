//! Karirhub's records: the detail of a vacancy, and the row of a list page, which has far less.

use anjungan_wire::sector::canonical;
use anjungan_wire::vacancy::{Education, Employment, Flag, Place, Quota, Sex, Source, Vacancy, Wage};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;

use super::convert::{
    Converted, Note, Refused, age, closing, education, long_texts, number, required_title, source_id, wage,
};
use super::day::{day, in_wib};
use super::field::{self, at, line, names, raw_text, says_something, yes};
use super::place::{SourceNames, place, regency_by_name};

/// Where the public reads a vacancy.
const PAGE: &str = "https://karirhub.kemnaker.go.id/lowongan-dalam-negeri/lowongan/";
/// A list row has no closing day. Employers' shortest usual term is a month, so this errs on the side of
/// taking a vacancy down early.
const LIST_ROW_DAYS: i64 = 30;

/// Converts a detail. `place` names the record when it has no id; `fetched_s` is when it was read.
pub fn detail(raw: &Value, place_in_input: &str, fetched_s: i64) -> Result<Converted, Refused> {
    let id = source_id(raw, "id", place_in_input)?;
    let mut common = Common::of(raw, &id, fetched_s)?;
    let place = work_place(raw, common.confidential).map_err(|reason| Refused::new(&id, reason))?;

    let flags = &mut common.flags;
    let [description, requirements] = long_texts(raw, ["description", "qualification"], flags);
    let quota = Quota {
        wanted: number(raw, "quota", flags),
        left: number(raw, "available_quota", flags),
        // `usage_quota` counts those taken on, not those who applied.
        applied: None,
    };
    if quota.wanted.is_some_and(|wanted| wanted >= 1000) {
        flags.push(Flag::QuotaHuge);
    }
    let ages = ["min_age", "max_age"].map(|name| number(raw, name, flags));
    let age = age(ages, flags);
    let experience_years = number(raw, "min_year_experience", flags);
    let sex = sex(raw);
    if sex.is_some() {
        flags.push(Flag::SexLimited);
    }
    let vacancy = Vacancy {
        employer: common.employer(line(raw, &["employer", "name"], 160)),
        sector: common.sector(
            line(raw, &["employer", "employerable", "industry", "name"], 120)
                .or_else(|| line(raw, &["vacancyable", "industry", "name"], 120)),
        ),
        job_function: line(raw, &["job_function", "name"], 120),
        employment: common.employment(line(raw, &["job_type", "name"], 60)),
        quota,
        education: common.education(raw),
        experience_years,
        skills: names(raw, &["skills"], &["name"], 40),
        age,
        sex,
        open_to_disabled: raw_text(raw, &["physical_condition"])
            .is_some_and(|condition| condition.eq_ignore_ascii_case("disabled")),
        description,
        requirements,
        ..common.vacancy(raw, id, place)
    };
    let ended = raw_text(raw, &["status"]).is_some_and(|status| !status.eq_ignore_ascii_case("open"));
    Ok(common.converted(vacancy, false, ended))
}

/// Converts a row of a list page.
pub fn list_row(raw: &Value, place_in_input: &str, fetched_s: i64) -> Result<Converted, Refused> {
    let id = source_id(raw, "id", place_in_input)?;
    let mut common = Common::of(raw, &id, fetched_s)?;
    let city =
        line(raw, &["city_name"], 80).ok_or_else(|| Refused::new(&id, "it names no place (city_name)"))?;
    let code = regency_by_name(&city)
        .ok_or_else(|| Refused::new(&id, format!("there is no regency or city called {city:?}")))?;
    let place = place(code, &SourceNames::default(), None).map_err(|reason| Refused::new(&id, reason))?;
    common.flags.push(Flag::NoText);
    let vacancy = Vacancy {
        employer: common.employer(line(raw, &["company_name"], 160)),
        sector: common.sector(line(raw, &["industry_name"], 120)),
        job_function: line(raw, &["job_function_name"], 120),
        employment: common.employment(line(raw, &["job_type_name"], 60)),
        skills: names(raw, &["skills"], &["name"], 40),
        ..common.vacancy(raw, id, place)
    };
    Ok(common.converted(vacancy, true, false))
}

/// What details and list rows write alike.
struct Common {
    title: String,
    opens: Date,
    closes: Date,
    wage: Wage,
    confidential: bool,
    fetched_s: i64,
    flags: Vec<Flag>,
    notes: Vec<Note>,
}

impl Common {
    fn of(raw: &Value, id: &str, fetched_s: i64) -> Result<Self, Refused> {
        let (mut flags, mut notes) = (Vec::new(), Vec::new());
        let title = required_title(raw, "title", id)?;
        if title.generic {
            flags.push(Flag::TitleGeneric);
        }
        if title.capitals {
            flags.push(Flag::TitleCapitals);
        }
        let published = day(raw, &["published_at"]).or_else(|| day(raw, &["created_at"]));
        let closes = match (at(raw, &["expires_at"]), published) {
            (Some(written), _) => day(raw, &["expires_at"]).ok_or_else(|| {
                Refused::new(id, format!("its closing day (expires_at) is unreadable: {}", brief(written)))
            })?,
            // Only list rows have these names.
            (None, Some(published)) if at(raw, &["city_name"]).is_some() => {
                notes.push(Note::ClosingAssumed);
                published.saturating_add(LIST_ROW_DAYS.days())
            }
            (None, _) => return Err(Refused::new(id, "it has no closing day (expires_at)")),
        };
        let opens = published.or_else(|| in_wib(fetched_s)).unwrap_or(closes).min(closes);
        Ok(Self {
            title: title.text,
            opens,
            closes: closing(opens, closes, &mut notes),
            wage: stated_wage(raw, &mut flags, &mut notes),
            confidential: yes(raw, &["confidential"]),
            fetched_s,
            flags,
            notes,
        })
    }

    /// The employer's name without the registration number that some carry ("…/84457").
    fn employer(&self, name: Option<String>) -> Option<String> {
        let name = name.filter(|_| !self.confidential)?;
        Some(match name.rsplit_once('/') {
            Some((bare, number)) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => {
                bare.into()
            }
            _ => name,
        })
    }

    /// The line of business by the name it has here. One that is not known stays as the source has it.
    fn sector(&mut self, name: Option<String>) -> Option<String> {
        let name = name?;
        let known = canonical(&name);
        if known.is_none() {
            self.notes.push(Note::SectorUnknown);
        }
        Some(known.map_or(name, str::to_owned))
    }

    fn employment(&mut self, name: Option<String>) -> Employment {
        let Some(name) = name else { return Employment::NotStated };
        match anjungan_regions::fold(&name).as_str() {
            "fulltime" | "penuhwaktu" => Employment::FullTime,
            "contract" | "kontrak" | "pkwt" => Employment::Contract,
            "parttime" | "paruhwaktu" => Employment::PartTime,
            "daily" | "harian" | "pekerjaharian" | "dailyworker" => Employment::Daily,
            "internship" | "magang" => Employment::Internship,
            _ => {
                self.notes.push(Note::EmploymentUnknown);
                Employment::NotStated
            }
        }
    }

    fn education(&mut self, raw: &Value) -> Option<Education> {
        at(raw, &["min_education"])?;
        let by_level = match field::number(raw, &["min_education", "level"]) {
            Some(20) => Some(Education::Smp),
            Some(30) => Some(Education::Sma),
            Some(40) => Some(Education::Diploma),
            Some(50) => Some(Education::S1),
            _ => None,
        };
        let name = || line(raw, &["min_education", "name"], 60).or_else(|| line(raw, &["min_education"], 60));
        let level = by_level.or_else(|| education(&name()?));
        if level.is_none() {
            self.notes.push(Note::EducationUnknown);
        }
        level
    }

    /// What is known so far; the rest as not stated.
    fn vacancy(&mut self, raw: &Value, id: String, place: Place) -> Vacancy {
        let page = format!("{PAGE}{id}");
        let external =
            raw_text(raw, &["platform_type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("external"));
        let link = raw_text(raw, &["platform_link"]).map(|link| link.trim().to_string());
        let url = match link.filter(|_| external) {
            Some(link) if is_web_address(&link) => {
                self.flags.push(Flag::External);
                link
            }
            Some(_) => {
                self.notes.push(Note::LinkUnusable);
                page
            }
            None => page,
        };
        Vacancy {
            source: Source::Karirhub,
            source_id: id,
            fetched_s: self.fetched_s,
            title: self.title.clone(),
            employer: None,
            sector: None,
            job_function: None,
            place,
            wage: self.wage,
            employment: Employment::NotStated,
            hours: None,
            conditions: None,
            quota: Quota::default(),
            opens: self.opens,
            closes: self.closes,
            education: None,
            studies: Vec::new(),
            experience_years: None,
            skills: Vec::new(),
            age: None,
            sex: None,
            open_to_disabled: false,
            description: String::new(),
            requirements: String::new(),
            url,
            flags: Vec::new(),
        }
    }

    fn converted(mut self, mut vacancy: Vacancy, rough: bool, ended: bool) -> Converted {
        self.flags.sort_unstable();
        self.flags.dedup();
        vacancy.flags = self.flags;
        Converted { vacancy, rough, ended, notes: self.notes }
    }
}

/// The place of work, out of the region tree: a node holds its parent under the parent's kind.
fn work_place(raw: &Value, confidential: bool) -> Result<Place, String> {
    let deepest = at(raw, &["region", "regionable"]).ok_or("it names no place (region)")?;
    let mut names = SourceNames::default();
    let mut kind = raw_text(raw, &["region", "regionable_type"]).unwrap_or_default();
    let mut node = deepest;
    // From the village up to the city; the province has an official name.
    for _ in 0..3 {
        let name = line(node, &["name"], 80);
        let parent = match kind.as_str() {
            "village" => "sub_district",
            "sub_district" => {
                names.district = name;
                "city"
            }
            "city" => {
                names.regency = name;
                "province"
            }
            _ => break,
        };
        let Some(above) = at(node, &[parent]) else { break };
        node = above;
        kind = parent.into();
    }
    let code = raw_text(deepest, &["code"]).ok_or("its region has no code")?;
    // The employer's address would name an employer who asked not to be named.
    let address = line(raw, &["employer", "employerable", "address"], 240).filter(|_| !confidential);
    place(code.trim(), &names, address)
}

fn sex(raw: &Value) -> Option<Sex> {
    match raw_text(raw, &["gender"])?.to_lowercase().as_str() {
        "male" => Some(Sex::Male),
        "female" => Some(Sex::Female),
        _ => None,
    }
}

fn stated_wage(raw: &Value, flags: &mut Vec<Flag>, notes: &mut Vec<Note>) -> Wage {
    let shown = yes(raw, &["show_salary"]);
    let foreign = |name| raw_text(raw, &[name]).is_some_and(|currency| !currency.eq_ignore_ascii_case("IDR"));
    if shown && (foreign("min_salary_currency") || foreign("max_salary_currency")) {
        notes.push(Note::CurrencyForeign);
        return Wage::No;
    }
    let paths = [["min_salary_amount", "min_salary"], ["max_salary_amount", "max_salary"]];
    let [min, max] = paths.map(|[flat, nested]| {
        let amount = field::number(raw, &[flat]).or_else(|| field::number(raw, &[nested, "amount"]));
        let said = says_something(raw, &[flat]) || says_something(raw, &[nested, "amount"]);
        (amount, amount.is_none() && said)
    });
    // An amount that can't be read is none that was left out.
    if shown && (min.1 || max.1) {
        flags.push(Flag::NumberUnreadable);
        return wage(shown, min.0, max.0, &mut Vec::new());
    }
    wage(shown, min.0, max.0, flags)
}

/// A link a phone can follow and nothing else: no `javascript:`, no spaces, no end.
fn is_web_address(link: &str) -> bool {
    let host = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    host.is_some_and(|host| {
        host.starts_with(|c: char| c.is_ascii_alphanumeric())
            && link.len() <= 1000
            && link.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '`'))
    })
}

/// The beginning of a value, for a reason that a person reads.
pub(super) fn brief(value: &Value) -> String {
    super::text::shortened_to_chars(&value.to_string(), 40)
}
