//! A version's body, and its way from and to fields.
//!
//! Most kinds are read by their list of fields alone ([`super::kind`]); the few whose body is shaped otherwise than
//! their form are put together here.

use anjungan_wire::content::{Content, Item, MediaHash, Period, SlideFace};
use anjungan_wire::id::{KioskCode, RegionCode, Scope};
use anjungan_wire::limits::ROW_BODY_BYTES_MAX;
use anjungan_wire::vacancy::{Place, Source, Vacancy};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::field::{Fault, Fields, Wrong};
use super::kind::Kind;
use super::{read, schedule, write};

/// What a version says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Body {
    /// A vacancy entered by hand.
    Vacancy(Box<ByHand>),
    /// Anything else: as it goes to kiosks.
    Content(Box<Content>),
}

/// A vacancy entered by hand, and when kiosks have it: vacancies carry no period of their own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ByHand {
    /// When kiosks have it.
    pub period: Period,
    /// The vacancy. Its id is given when it is published.
    pub vacancy: Vacancy,
}

impl ByHand {
    /// The vacancy as kiosks get it at `now`, with its id among those of its source.
    pub fn on_kiosks(&self, id: &str, now: Timestamp) -> Vacancy {
        Vacancy { source_id: id.to_owned(), fetched_s: now.as_second(), ..self.vacancy.clone() }
    }
}

/// A body that was checked, and how lists call it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checked {
    /// What it says.
    pub body: Body,
    /// Its name in lists.
    pub title: String,
}

/// A picture of the library.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Picture {
    /// Bytes.
    pub size: u64,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// What a body is checked against.
pub struct Known<'a> {
    /// A picture of the library.
    pub picture: &'a dyn Fn(&MediaHash) -> Option<Picture>,
    /// Where a kiosk stands.
    pub kiosk: &'a dyn Fn(&KioskCode) -> Option<RegionCode>,
    /// The offices that the officer writes for; none: all of them.
    pub offices: &'a [RegionCode],
}

impl Known<'_> {
    /// Whether the officer writes for this region.
    pub fn allows(&self, region: &RegionCode) -> bool {
        self.offices.is_empty() || self.offices.iter().any(|office| office.contains(region))
    }
}

impl std::fmt::Debug for Known<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Known({:?})", self.offices)
    }
}

/// A row of a feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeedRow {
    /// The feed.
    pub scope: Scope,
    /// The row's id.
    pub id: String,
    /// Its body, JSON on one line.
    pub body: String,
    /// The regency or city whose opening hours it says.
    pub region: Option<RegionCode>,
}

impl Body {
    /// Reads a form.
    pub fn from_fields(kind: Kind, fields: &Fields, known: &Known<'_>) -> Result<Checked, Vec<Fault>> {
        let mut faults = Vec::new();
        let period = schedule::read_period(fields, &mut faults);
        let mut item = read::item(kind, fields, known, &mut faults);
        let own = item.get("region").and_then(Value::as_str).and_then(|code| code.parse().ok());
        if own.is_some_and(|region: RegionCode| !known.allows(&region)) {
            faults.push(Fault { key: "region".into(), what: Wrong::OtherOffice });
        }
        ordered(&item, fields, &mut faults);
        let body = if kind == Kind::Vacancy {
            json!({ "period": period, "vacancy": vacancy(&item) })
        } else {
            let target = schedule::read_target(fields, known, &mut faults);
            shape(kind, &mut item, &mut faults);
            item.insert("kind".into(), kind.as_str().into());
            json!({ "period": period, "target": target, "item": item })
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        if body.to_string().len() > ROW_BODY_BYTES_MAX / 2 {
            // Half, because a kiosk's limit is on the row and ours should be met long before.
            return Err(vec![Fault { key: first_key(kind), what: Wrong::TooLarge }]);
        }
        // Every limit of the wire is a field's too, so this fails only where the two disagree.
        let body: Body = serde_json::from_value(body)
            .map_err(|_| vec![Fault { key: first_key(kind), what: Wrong::Row(String::new()) }])?;
        let title = title(kind, fields);
        Ok(Checked { body, title })
    }

    /// As a form shows it.
    pub fn to_fields(&self, kind: Kind) -> Fields {
        let mut fields = Fields::default();
        let item = match self {
            Body::Content(content) => {
                schedule::write_period(&content.period, &mut fields);
                schedule::write_target(&content.target, &mut fields);
                unshaped(&content.item)
            }
            Body::Vacancy(by_hand) => {
                schedule::write_period(&by_hand.period, &mut fields);
                vacancy_fields(&by_hand.vacancy)
            }
        };
        write::item(kind, &item, &mut fields);
        fields
    }

    /// When it is shown.
    pub fn period(&self) -> &Period {
        match self {
            Body::Content(content) => &content.period,
            Body::Vacancy(by_hand) => &by_hand.period,
        }
    }

    /// The row that kiosks get at `now`, and when central has to look again. A kiosk decides by its own clock when
    /// something begins and ends, except for a vacancy's beginning; what is over is taken away so that feeds stay short.
    pub fn row(&self, id: i64, now: Timestamp) -> (Option<FeedRow>, Option<Timestamp>) {
        let period = self.period();
        if period.is_over(now) {
            return (None, None);
        }
        let row = match self {
            Body::Content(content) => content.item.scope().and_then(|scope| {
                let region = match &content.item {
                    Item::OpeningHours(hours) => Some(hours.region.clone()),
                    Item::Announcement(_)
                    | Item::Slide(_)
                    | Item::ServiceText(_)
                    | Item::ServiceStandard(_)
                    | Item::PrivacyNotice(_)
                    | Item::WageReference(_)
                    | Item::Training(_)
                    | Item::Fair(_)
                    | Item::Employer(_)
                    | Item::Unknown => None,
                };
                let body = serde_json::to_string(content).ok()?;
                Some(FeedRow { scope, id: format!("c{id}"), body, region })
            }),
            Body::Vacancy(_) if !period.includes(now) => return (None, period.from()),
            Body::Vacancy(by_hand) => {
                let vacancy = by_hand.on_kiosks(&vacancy_id(id), now);
                let scope = Scope::Vacancies(vacancy.place.region.province());
                let body = serde_json::to_string(&vacancy).ok();
                body.map(|body| FeedRow { scope, id: vacancy.row_id(), body, region: None })
            }
        };
        (row, period.until())
    }

    /// The pictures it shows.
    pub fn pictures(&self) -> Vec<MediaHash> {
        match self {
            Body::Content(content) => match &content.item {
                Item::Slide(slide) => match &slide.face {
                    SlideFace::Image { image } => {
                        std::iter::once(&image.id).chain(&image.en).map(|media| media.sha256).collect()
                    }
                    SlideFace::Text { .. } => Vec::new(),
                },
                Item::Announcement(_)
                | Item::ServiceText(_)
                | Item::ServiceStandard(_)
                | Item::PrivacyNotice(_)
                | Item::OpeningHours(_)
                | Item::WageReference(_)
                | Item::Training(_)
                | Item::Fair(_)
                | Item::Employer(_)
                | Item::Unknown => Vec::new(),
            },
            Body::Vacancy(_) => Vec::new(),
        }
    }
}

/// The id that a vacancy of the desk has among those of its source: no importer makes one that begins so.
pub fn vacancy_id(content: i64) -> String {
    format!("desk-{content}")
}

fn first_key(kind: Kind) -> String {
    kind.fields().first().and_then(|field| field.keys().into_iter().next()).unwrap_or_default()
}

/// What lists call it: its first text, behind what it is about.
fn title(kind: Kind, fields: &Fields) -> String {
    let place = |key: &str| {
        schedule::region(fields.get(key), &[2, 4, 6])
            .ok()
            .and_then(|code| anjungan_regions::name(code.as_str()))
            .unwrap_or_default()
            .to_owned()
    };
    let whole = match kind {
        Kind::Announcement => fields.get("headline.id").to_owned(),
        Kind::Slide if fields.get("face") == "image" => fields.get("image.id.alt").to_owned(),
        Kind::Slide => fields.get("headline.id").to_owned(),
        Kind::Training | Kind::Vacancy => fields.get("title.id").to_owned() + fields.get("title"),
        Kind::Fair | Kind::Employer => fields.get("name.id").to_owned() + fields.get("name"),
        Kind::ServiceStandard | Kind::ServiceText => service_label(fields.get("service")).to_owned(),
        Kind::OpeningHours => place("region"),
        Kind::WageReference => {
            format!("{} {}", place("region"), fields.get("valid_from").get(..4).unwrap_or_default())
        }
        Kind::PrivacyNotice => fields.get("version").to_owned(),
    };
    whole.chars().take(200).collect()
}

fn service_label(name: &str) -> &'static str {
    let field = Kind::ServiceText.fields().iter().find(|field| field.name == "service");
    match field.map(|field| field.input) {
        Some(super::Input::Choice(of)) => {
            of.iter().find(|(code, _)| *code == name).map_or("", |(_, label)| label.0)
        }
        Some(_) | None => "",
    }
}

/// Days and amounts that belong together stand in order.
fn ordered(item: &Map<String, Value>, fields: &Fields, faults: &mut Vec<Fault>) {
    let day = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default();
    for (first, last) in [("starts", "ends"), ("opens", "closes"), ("register_until", "ends")] {
        // Days as texts are in order.
        if !day(first).is_empty() && !day(last).is_empty() && day(first) > day(last) {
            let key = if first == "register_until" { first } else { last };
            faults.push(Fault { key: key.into(), what: Wrong::Order });
        }
    }
    let number = |key: &str| fields.get(key).parse::<u64>().ok();
    for (least, most) in [("wage_min", "wage_max"), ("places_left", "places")] {
        if let (Some(least_is), Some(most_is)) = (number(least), number(most))
            && least_is > most_is
        {
            faults.push(Fault { key: least.into(), what: Wrong::Range });
        }
    }
    if number("wage_max").is_some() && number("wage_min").is_none() {
        faults.push(Fault { key: "wage_min".into(), what: Wrong::Missing });
    }
}

/// Makes of a form's list what the wire calls it.
fn shape(kind: Kind, item: &mut Map<String, Value>, faults: &mut Vec<Fault>) {
    match kind {
        Kind::Slide => {
            let face = item.remove("face").unwrap_or_default();
            let (headline, text, image) =
                (item.remove("headline"), item.remove("text"), item.remove("image"));
            let is_image = face == "image";
            let missing = if is_image {
                image.is_none().then_some("image.id")
            } else {
                headline.is_none().then_some("headline.id")
            };
            if let Some(key) = missing.filter(|_| faults.is_empty()) {
                faults.push(Fault { key: key.into(), what: Wrong::Missing });
            }
            let face = match (is_image, text) {
                (true, _) => json!({ "is": "image", "image": image }),
                (false, Some(text)) => json!({ "is": "text", "headline": headline, "text": text }),
                (false, None) => json!({ "is": "text", "headline": headline }),
            };
            item.insert("face".into(), face);
        }
        Kind::WageReference => {
            let code = item.get("region").and_then(Value::as_str).unwrap_or_default();
            let place = anjungan_regions::name(code).unwrap_or_default();
            item.insert("place".into(), place.into());
        }
        Kind::Fair => {
            item.entry("free_entry").or_insert(false.into());
        }
        Kind::OpeningHours => {
            item.entry("week").or_insert_with(|| json!([null, null, null, null, null, null, null]));
        }
        Kind::Announcement
        | Kind::Training
        | Kind::Vacancy
        | Kind::Employer
        | Kind::ServiceStandard
        | Kind::ServiceText
        | Kind::PrivacyNotice => {}
    }
}

/// The item as a form's list, with a slide's face taken apart.
fn unshaped(item: &Item) -> Value {
    let mut value = serde_json::to_value(item).unwrap_or_default();
    let Some(map) = value.as_object_mut() else { return value };
    if let Some(Value::Object(mut face)) = map.remove("face") {
        let is = face.remove("is").unwrap_or_default();
        map.extend(face);
        map.insert("face".into(), is);
    }
    value
}

fn vacancy(item: &Map<String, Value>) -> Value {
    let text = |key: &str| item.get(key).and_then(Value::as_str);
    let number = |key: &str| item.get(key).and_then(Value::as_u64);
    let region = text("region").unwrap_or_default();
    let name = |digits: usize| region.get(..digits).and_then(anjungan_regions::name);
    let wage = match (number("wage_min"), number("wage_max")) {
        (Some(min), Some(max)) => json!({ "stated": "range", "min": min, "max": max }),
        (Some(min), None) => json!({ "stated": "from", "min": min }),
        (None, _) => json!({ "stated": "no" }),
    };
    let mut vacancy = json!({
        "source": Source::Local,
        "source_id": "",
        "fetched_s": 0,
        "title": text("title"),
        "employer": text("employer"),
        "sector": text("sector"),
        "place": {
            "region": region,
            "province": name(2).unwrap_or_default(),
            "regency": name(4),
            "district": name(6),
            "address": text("address"),
        },
        "wage": wage,
        "employment": text("employment"),
        "hours": text("hours"),
        "quota": { "wanted": number("wanted") },
        "opens": text("opens"),
        "closes": text("closes"),
        "open_to_disabled": item.contains_key("open_to_disabled"),
        "description": text("description").unwrap_or_default(),
        "requirements": text("requirements").unwrap_or_default(),
        "url": text("url").unwrap_or_default(),
    });
    if let Some(education) = text("education").filter(|education| *education != "not-stated") {
        vacancy["education"] = education.into();
    }
    vacancy
}

fn vacancy_fields(vacancy: &Vacancy) -> Value {
    let mut value = serde_json::to_value(vacancy).unwrap_or_default();
    let Place { region, address, .. } = &vacancy.place;
    let Some(map) = value.as_object_mut() else { return value };
    map.insert("region".into(), region.as_str().into());
    if let Some(address) = address {
        map.insert("address".into(), address.as_str().into());
    }
    if let Some(wage) = map.remove("wage") {
        map.extend(
            ["min", "max"]
                .into_iter()
                .filter_map(|end| Some((format!("wage_{end}"), wage.get(end)?.clone()))),
        );
    }
    if let Some(wanted) = vacancy.quota.wanted {
        map.insert("wanted".into(), wanted.into());
    }
    map.entry("education").or_insert("not-stated".into());
    value
}
