//! What differs between offices: configuration, never code. One TOML text an office, kept with its versions.
//!
//! The part that kiosks must know is published as [`anjungan_wire::office::Office`]; the rest (number pattern, signing
//! officer, template, retention) stays at central. Everything has a default but the region, the name and the number
//! pattern: the national core is 2 years, a report every 6 months, free.

mod days;
pub mod form;
mod number;

use anjungan_wire::card::CardKey;
use anjungan_wire::id::RegionCode;
use anjungan_wire::office::{Ask, Document, Helper, NoticeItem, Office};
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::calendar::{Calendar, Zone};
pub use days::{CardDays, End, card_days};
pub use number::{BadPattern, NumberPattern, Reset};

/// An office's rules.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeRules {
    /// Its regency or city, 4 digits.
    pub region: RegionCode,
    /// As people call it: "Disnaker Kabupaten Bekasi".
    pub name: String,
    /// Where the public reaches central: `ak1.disnaker.example`. Empty: nowhere.
    #[serde(default)]
    pub public_host: String,
    /// Whether it takes applications for cards at all.
    #[serde(default = "yes")]
    pub card_service: bool,
    /// The youngest who may apply, in years.
    #[serde(default = "fifteen")]
    pub minimum_age: u8,
    /// Whether the card is fetched at the counter rather than printed at a kiosk.
    #[serde(default)]
    pub pickup: bool,
    /// Prints of one card at kiosks, over its life.
    #[serde(default = "three")]
    pub prints_max: u32,
    /// What the office asks although not every card has it. All of it when not given.
    #[serde(default)]
    pub asks: Option<Vec<Ask>>,
    /// Whom to ask about personal data. A general line when not given.
    #[serde(default)]
    pub privacy_contact: Option<String>,
    /// How cards are numbered.
    pub number: Numbering,
    /// How long a card is valid.
    #[serde(default)]
    pub validity: Validity,
    /// When the office works, and in how many working days it means to decide.
    #[serde(default)]
    pub clock: Clock,
    /// Who signs.
    #[serde(default)]
    pub signer: Signer,
    /// How the card looks.
    #[serde(default)]
    pub card: CardLook,
    /// How long data are kept.
    #[serde(default)]
    pub retention: Retention,
    /// What an applicant must have with them. KTP and ijazah when not given.
    #[serde(default)]
    pub documents: Option<Vec<Document>>,
    /// The privacy notice, when it is not the usual one.
    #[serde(default)]
    pub notice: Option<Notice>,
    /// Officers who may help at a kiosk.
    #[serde(default)]
    pub helpers: Vec<Helper>,
}

/// How cards are numbered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbering {
    /// Like `{office} {date:ddmmyy} {serial:6}`.
    pub pattern: NumberPattern,
    /// When the serial begins again at 1.
    pub reset: Reset,
    /// Whether a renewal keeps its card's number.
    #[serde(default)]
    pub renewal_keeps: bool,
}

/// How long a card is valid.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Validity {
    /// Months.
    pub months: u8,
    /// Months between two reports.
    pub report_months: u8,
    /// Whether the last day is that of the date itself.
    pub end: End,
}

impl Default for Validity {
    fn default() -> Self {
        Self { months: 24, report_months: 6, end: End::Inclusive }
    }
}

/// When the office works.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Clock {
    /// Working days in which the office means to decide.
    pub working_days: u8,
    /// Its time zone.
    pub zone: Zone,
    /// When it opens.
    pub opens: Time,
    /// When it closes.
    pub closes: Time,
    /// Its own days off.
    pub days_off: Vec<Date>,
}

impl Default for Clock {
    fn default() -> Self {
        let Calendar { zone, opens, closes, .. } = Calendar::default();
        Self { working_days: 1, zone, opens, closes, days_off: Vec::new() }
    }
}

/// The signing officer (pengantar kerja), as printed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Signer {
    /// The name.
    pub name: String,
    /// NIP, 18 digits.
    pub nip: String,
    /// "Pengantar Kerja Ahli Muda"
    pub title: String,
}

/// How the card looks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CardLook {
    /// The paper: `a4-four-panels` or `cr80`.
    pub template: String,
    /// The line above the office's: "PEMERINTAH KABUPATEN BEKASI". Derived from the region when empty.
    pub government: String,
    /// Where it is issued: "Cikarang Pusat". Empty: the region's name.
    pub place: String,
    /// What differs from the usual template: texts, colours, panels (`crates/card/templates/usual.toml`).
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    pub layout: serde_json::Value,
}

impl Default for CardLook {
    fn default() -> Self {
        Self {
            template: "a4-four-panels".into(),
            government: String::new(),
            place: String::new(),
            layout: serde_json::Value::Null,
        }
    }
}

/// How long data are kept, in months.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// After a card's last day.
    pub after_card_months: u8,
    /// After an application was refused or cancelled.
    pub after_closed_months: u8,
}

impl Default for Retention {
    /// The usual notice says: while the card is valid, then two years.
    fn default() -> Self {
        Self { after_card_months: 24, after_closed_months: 12 }
    }
}

/// A privacy notice of the office's own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Which text this is; another text is another version.
    pub version: String,
    /// The seven items of UU 27/2022 ps 21, in order.
    pub items: Vec<NoticeItem>,
}

/// Why an office's rules can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRules {
    /// Not the TOML that is expected.
    #[error("the office's configuration: {0}")]
    Toml(String),
    /// Understood, and impossible.
    #[error("the office's configuration: {0}")]
    Value(&'static str),
    /// The card can't look like that.
    #[error("the office's configuration: card.layout: {0}")]
    Layout(String),
    /// A pattern that would give one number twice.
    #[error("the office's configuration: number.pattern: {0}")]
    Pattern(#[from] BadPattern),
}

impl OfficeRules {
    /// Reads and checks an office's TOML.
    pub fn parse(toml: &str) -> Result<Self, BadRules> {
        let rules: OfficeRules =
            toml::from_str(toml).map_err(|error| BadRules::Toml(error.to_string().trim().to_owned()))?;
        rules.check()?;
        Ok(rules)
    }

    /// The rules of an office that has set none: the national core.
    pub fn usual(region: RegionCode, name: &str) -> Self {
        Self {
            region,
            name: name.into(),
            public_host: String::new(),
            card_service: true,
            minimum_age: fifteen(),
            pickup: false,
            prints_max: three(),
            asks: None,
            privacy_contact: None,
            number: Numbering { pattern: NumberPattern::usual(), reset: Reset::Day, renewal_keeps: false },
            validity: Validity::default(),
            clock: Clock::default(),
            signer: Signer::default(),
            card: CardLook::default(),
            retention: Retention::default(),
            documents: None,
            notice: None,
            helpers: Vec::new(),
        }
    }

    fn check(&self) -> Result<(), BadRules> {
        let bad = |why| Err(BadRules::Value(why));
        if self.region.as_str().len() != 4 {
            return bad("region: give the 4 digits of a regency or city");
        }
        if self.name.trim().is_empty() {
            return bad("name: it stands on every receipt, so it can't be empty");
        }
        if !(10..=60).contains(&self.minimum_age) {
            return bad("minimum_age: between 10 and 60 years");
        }
        if self.validity.months == 0 || self.validity.report_months == 0 {
            return bad("validity: months and report_months are at least 1");
        }
        if self.clock.opens >= self.clock.closes {
            return bad("clock: opens comes before closes");
        }
        if self.public_host.contains(['/', '#', ' ', '?']) {
            return bad("public_host: a host alone, like ak1.disnaker.example");
        }
        if self.notice.as_ref().is_some_and(|notice| notice.items.len() != 7) {
            return bad("notice: UU 27/2022 ps 21 has seven items");
        }
        if !["a4-four-panels", "cr80"].contains(&self.card.template.as_str()) {
            return bad("card.template: a4-four-panels or cr80");
        }
        crate::issuing::template(self).map_err(|error| BadRules::Layout(error.to_string()))?;
        Ok(self.number.pattern.check(self.number.reset)?)
    }

    /// When the office works.
    pub fn calendar(&self) -> Calendar {
        let Clock { zone, opens, closes, ref days_off, .. } = self.clock;
        Calendar { zone, opens, closes, days_off: days_off.iter().copied().collect() }
    }

    /// The days of a card that is approved on `day`.
    pub fn card_days(&self, day: Date) -> CardDays {
        card_days(day, self.validity.months, self.validity.report_months, self.validity.end)
    }

    /// What its kiosks must know from `today` on. They know whole hours: an office that opens at 07.30 begins for them at 8
    /// and one that closes at 15.30 ends at 15, so that nobody is promised more than the office keeps.
    pub fn published(&self, card_keys: Vec<CardKey>, today: Date) -> Office {
        let mut office = Office::usual(self.region.clone(), &self.name);
        office.public_host.clone_from(&self.public_host);
        office.card_service = self.card_service;
        office.minimum_age = self.minimum_age;
        office.pickup = self.pickup;
        office.prints_max = self.prints_max;
        office.working_days = self.clock.working_days;
        let whole = |time: Time| u8::try_from(time.hour()).unwrap_or(0);
        let began = self.clock.opens > jiff::civil::time(self.clock.opens.hour(), 0, 0, 0);
        office.opens = whole(self.clock.opens) + u8::from(began);
        office.closes = whole(self.clock.closes);
        office.holidays = self.calendar().days_off_from(today);
        office.report_months = self.validity.report_months;
        office.valid_months = self.validity.months;
        office.card_keys = card_keys;
        office.helpers.clone_from(&self.helpers);
        if let Some(asks) = &self.asks {
            office.asks.clone_from(asks);
        }
        if let Some(documents) = &self.documents {
            office.documents.clone_from(documents);
        }
        if let Some(contact) = &self.privacy_contact {
            office.privacy_contact.clone_from(contact);
        }
        if let Some(notice) = &self.notice {
            office.notice_version.clone_from(&notice.version);
            office.notice.clone_from(&notice.items);
        }
        office
    }
}

fn yes() -> bool {
    true
}
fn three() -> u32 {
    3
}
fn fifteen() -> u8 {
    15
}

#[cfg(test)]
mod tests;
