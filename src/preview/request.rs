//! What is asked, and what is answered.

use anjungan_wire::content::{Content, Item, Period, Target};
use anjungan_wire::id::{KioskCode, RegionCode};
use anjungan_wire::vacancy::Vacancy;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::catalogue::{read_content, read_vacancy};
use crate::wording::Lang;

/// Rows of a request, at most.
const ROWS_MAX: usize = 200;
/// Pictures of a request, at most.
const PICTURES_MAX: usize = 8;
/// Characters of a tenant's or a site's name, at most.
const NAME_CHARS_MAX: usize = 120;

/// Which screen is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    /// The screen that waits, at the invitation's turn.
    Attract,
    /// The same at the first row's turn.
    Slide,
    /// The tiles, with the announcement over them.
    Home,
    /// The page of what the office has to say.
    Announcement,
    /// The list of trainings.
    Trainings,
    /// The first row's training.
    Training,
    /// The list of job fairs.
    Fairs,
    /// The first row's job fair.
    Fair,
    /// The list of employers.
    Employers,
    /// The first row's employer.
    Employer,
    /// The week and the days off.
    Hours,
    /// What is published of the first row's service.
    Service,
    /// The notice before anything is typed.
    PrivacyNotice,
    /// The minimum wages.
    MinimumWage,
    /// The request's vacancy.
    Vacancy,
    /// Whichever screen the request's vacancy, or else the first row's kind, is for.
    Kind,
}

/// The sizes of a panel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// 1080 × 1920
    #[default]
    Portrait,
    /// 1920 × 1080
    Landscape,
}

impl Size {
    /// Width and height.
    pub fn px(self) -> (u32, u32) {
        match self {
            Size::Portrait => (1080, 1920),
            Size::Landscape => (1920, 1080),
        }
    }
}

#[derive(Deserialize)]
struct Row {
    id: String,
    body: Box<serde_json::value::RawValue>,
}

#[derive(Deserialize)]
struct Picture(#[serde(with = "anjungan_wire::encoding::base64")] Vec<u8>);

#[derive(Deserialize)]
struct Asked {
    screen: Wanted,
    rows: Vec<Row>,
    #[serde(default)]
    vacancy: Option<Box<serde_json::value::RawValue>>,
    #[serde(default)]
    pictures: Vec<Picture>,
    #[serde(default)]
    lang: Option<Lang>,
    #[serde(default)]
    text_step: u8,
    #[serde(default)]
    contrast: bool,
    #[serde(default)]
    low_reach: bool,
    #[serde(default)]
    size: Size,
    #[serde(default)]
    scale: Option<u32>,
    #[serde(default)]
    at: Option<Timestamp>,
    #[serde(default)]
    tenant: Option<String>,
    #[serde(default)]
    site: Option<String>,
    #[serde(default)]
    kiosk: Option<KioskCode>,
    #[serde(default)]
    region: Option<RegionCode>,
}

/// What is asked, checked.
#[derive(Debug)]
pub struct Request {
    /// Never [`Wanted::Kind`].
    pub screen: Wanted,
    /// What a kiosk would have. The first is what is looked at.
    pub rows: Vec<(String, Content)>,
    /// What somebody who looks for work finds.
    pub vacancy: Option<Box<Vacancy>>,
    /// Files.
    pub pictures: Vec<Vec<u8>>,
    /// The language.
    pub lang: Lang,
    /// 0 to 2.
    pub text_step: u8,
    /// High contrast.
    pub contrast: bool,
    /// Everything in the lower half.
    pub low_reach: bool,
    /// The panel.
    pub size: Size,
    /// The picture is made so many times smaller.
    pub scale: u32,
    /// When it is looked at.
    pub at: Timestamp,
    /// Whose kiosk.
    pub tenant: String,
    /// Where it stands.
    pub site: String,
    /// Its name.
    pub kiosk: KioskCode,
    /// Its place.
    pub region: RegionCode,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum NotDrawn {
    /// Too long.
    #[error("the request is longer than {most} bytes: send fewer or smaller pictures")]
    TooLong {
        /// Allowed.
        most: usize,
    },
    /// No request.
    #[error("the request can't be read: {0}")]
    Malformed(#[from] serde_json::Error),
    /// A limit.
    #[error("the request has more {what} than {most}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// Allowed.
        most: usize,
    },
    /// A row.
    #[error("row {id} can't be read by a kiosk: {why}")]
    Row {
        /// Its id.
        id: String,
        /// Why.
        why: String,
    },
    /// Nothing to look at.
    #[error("this screen shows {needed}, and the first row is none")]
    Missing {
        /// What it shows.
        needed: &'static str,
    },
    /// A picture.
    #[error(
        "the slide's picture is not among the request's pictures, or can't be shown: it must be a JPEG file"
    )]
    Picture,
    /// The renderer.
    #[error("the screen can't be drawn: {0}")]
    Renderer(String),
}

/// A line of the answer.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// A picture.
    Picture {
        /// A PNG file.
        #[serde(with = "anjungan_wire::encoding::base64")]
        png: Vec<u8>,
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// None.
    Error {
        /// What to change.
        error: String,
    },
}

/// Reads a line.
pub fn read(line: &[u8]) -> Result<Request, NotDrawn> {
    let asked: Asked = serde_json::from_slice(line)?;
    limit("rows", asked.rows.len(), ROWS_MAX)?;
    limit("pictures", asked.pictures.len(), PICTURES_MAX)?;
    let mut rows = Vec::with_capacity(asked.rows.len());
    for Row { id, body } in asked.rows {
        let mut content = read_content(body.get())
            .map_err(|why| NotDrawn::Row { id: id.chars().take(80).collect(), why })?;
        content.target = Target::default();
        if asked.at.is_none() {
            content.period = Period::ALWAYS;
        }
        rows.push((id, content));
    }
    let vacancy = match &asked.vacancy {
        Some(body) => {
            let read = read_vacancy(body.get());
            Some(Box::new(read.map_err(|why| NotDrawn::Row { id: "vacancy".into(), why })?))
        }
        None => None,
    };
    let screen = match (asked.screen, &vacancy) {
        (Wanted::Kind, Some(_)) => Wanted::Vacancy,
        (Wanted::Kind, None) => screen_of(rows.first().map(|(_, content)| &content.item))?,
        (screen, _) => screen,
    };
    // Hours and employers belong to a place: a specimen that stands elsewhere would not show them.
    let own_region = match &vacancy {
        Some(vacancy) => vacancy.place.region.regency(),
        None => rows.first().and_then(|(_, content)| region_of(&content.item)),
    };
    let name = |given: Option<String>, specimen: &str| {
        given.map_or_else(|| specimen.to_owned(), |given| given.chars().take(NAME_CHARS_MAX).collect())
    };
    Ok(Request {
        screen,
        rows,
        vacancy,
        pictures: asked.pictures.into_iter().map(|Picture(bytes)| bytes).collect(),
        lang: asked.lang.unwrap_or(Lang::Id),
        text_step: asked.text_step.min(2),
        contrast: asked.contrast,
        low_reach: asked.low_reach,
        size: asked.size,
        scale: asked.scale.unwrap_or(1).clamp(1, 4),
        at: asked.at.unwrap_or_else(Timestamp::now),
        tenant: name(asked.tenant, "Disnaker Contoh"),
        site: name(asked.site, "Anjungan Contoh"),
        kiosk: asked.kiosk.map_or_else(specimen_kiosk, Ok)?,
        region: asked.region.or(own_region).map_or_else(specimen_region, Ok)?,
    })
}

fn limit(what: &'static str, number: usize, most: usize) -> Result<(), NotDrawn> {
    if number > most { Err(NotDrawn::TooMany { what, most }) } else { Ok(()) }
}

fn specimen_kiosk() -> Result<KioskCode, serde_json::Error> {
    serde_json::from_str("\"K07\"")
}

fn specimen_region() -> Result<RegionCode, serde_json::Error> {
    serde_json::from_str("\"3216\"")
}

fn region_of(item: &Item) -> Option<RegionCode> {
    match item {
        Item::OpeningHours(hours) => Some(hours.region.clone()),
        Item::Employer(employer) => Some(employer.region.clone()),
        Item::Announcement(_)
        | Item::Slide(_)
        | Item::ServiceText(_)
        | Item::ServiceStandard(_)
        | Item::PrivacyNotice(_)
        | Item::WageReference(_)
        | Item::Training(_)
        | Item::Fair(_)
        | Item::Unknown => None,
    }
}

fn screen_of(item: Option<&Item>) -> Result<Wanted, NotDrawn> {
    Ok(match item {
        Some(Item::Announcement(_)) => Wanted::Announcement,
        Some(Item::Slide(_)) => Wanted::Slide,
        Some(Item::ServiceText(_)) => Wanted::Home,
        Some(Item::ServiceStandard(_)) => Wanted::Service,
        Some(Item::PrivacyNotice(_)) => Wanted::PrivacyNotice,
        Some(Item::WageReference(_)) => Wanted::MinimumWage,
        Some(Item::Training(_)) => Wanted::Training,
        Some(Item::Fair(_)) => Wanted::Fair,
        Some(Item::OpeningHours(_)) => Wanted::Hours,
        Some(Item::Employer(_)) => Wanted::Employer,
        Some(Item::Unknown) | None => {
            return Err(NotDrawn::Missing { needed: "something that a kiosk has a screen for" });
        }
    })
}
