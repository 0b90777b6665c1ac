//! What is there and does not count now: trouble of a kiosk whose office is closed, where a rule asks for that, and of
//! one that is not heard, of which nobody knows how it is.

use std::collections::{HashMap, HashSet};

use anjungan_wire::content::OpeningHours;
use anjungan_wire::id::RegionCode;
use anjungan_wire::kiosk_config::{HoursChoice, KioskConfig};
use jiff::Timestamp;

use super::super::error::Result;
use super::super::figures::published_hours;
use crate::alerts::opening::{Opening, counts, opening};
use crate::alerts::rule::Rule;
use crate::fleet::Standing;
use crate::fleet::settings::Setting;
use crate::office::calendar::Zone;
use crate::store::db::Connection;

/// What is left aside at one look of one rule.
pub(super) struct Aside<'a> {
    conn: &'a Connection,
    rule: &'a Rule,
    now: Timestamp,
    /// Kiosks that are not heard.
    lost: HashSet<String>,
    /// Where each kiosk is.
    regions: HashMap<String, RegionCode>,
    /// What the desk decided about opening hours, by layer and whom it is about.
    decided: HashMap<(String, String), HoursChoice>,
    /// What offices publish, as far as it was asked for.
    published: HashMap<RegionCode, Option<OpeningHours>>,
}

impl<'a> Aside<'a> {
    pub(super) fn load(conn: &'a Connection, rule: &'a Rule, now: Timestamp) -> Result<Aside<'a>> {
        let mut aside = Aside {
            conn,
            rule,
            now,
            lost: HashSet::new(),
            regions: HashMap::new(),
            decided: HashMap::new(),
            published: HashMap::new(),
        };
        if rule.watched.is_told_by_kiosk() {
            let mut statement = conn.prepare_cached("SELECT kiosk FROM kiosk_live WHERE standing = ?1")?;
            let rows = statement.query_map([Standing::Disconnected.as_str()], |row| row.get(0))?;
            aside.lost = rows.collect::<crate::store::db::Result<_>>()?;
        }
        if rule.open_only {
            let mut statement = conn.prepare_cached("SELECT code, region FROM kiosk")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
            for row in rows {
                let (code, region) = row?;
                aside.regions.extend(region.parse().ok().map(|region| (code, region)));
            }
            let mut statement =
                conn.prepare_cached("SELECT layer, subject, value FROM config_value WHERE name = ?1")?;
            let rows = statement.query_map([Setting::OpeningHours.as_str()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?))
            })?;
            for row in rows {
                let (layer, subject, value) = row?;
                aside.decided.extend(choice(&value).map(|choice| ((layer, subject), choice)));
            }
        }
        Ok(aside)
    }

    /// Whether this is left aside now.
    pub(super) fn covers(&mut self, subject: &str) -> Result<bool> {
        let Some(kiosk) = subject.strip_prefix("kiosk:") else { return Ok(false) };
        if self.lost.contains(kiosk) {
            return Ok(true);
        }
        let Some(region) = self.regions.get(kiosk).filter(|_| self.rule.open_only) else { return Ok(false) };
        let regency = region.office();
        let opening = self.opening(kiosk, regency)?;
        Ok(!counts(self.rule, opening, self.now))
    }

    /// The week that the desk decided for this kiosk, or else what its office publishes; holidays are the office's.
    fn opening(&mut self, kiosk: &str, regency: RegionCode) -> Result<Opening> {
        let layers = [("kiosk", kiosk), ("district", regency.as_str()), ("tenant", "")];
        let decided = layers.iter().find_map(|(layer, subject)| {
            self.decided.get(&((*layer).to_owned(), (*subject).to_owned())).cloned()
        });
        let published = match self.published.get(&regency) {
            Some(published) => published.clone(),
            None => {
                let published = published_hours(self.conn, &regency, self.now)?;
                self.published.insert(regency.clone(), published.clone());
                published
            }
        };
        let zone = Zone::of(&regency);
        let hours = match decided {
            Some(HoursChoice::Week { week }) => Some(OpeningHours {
                region: regency,
                week,
                holidays: published.map(|hours| hours.holidays).unwrap_or_default(),
                note: None,
            }),
            // That none are told to visitors does not mean that there are none.
            Some(HoursChoice::Published | HoursChoice::Hidden | HoursChoice::Unknown) | None => published,
        };
        Ok(opening(hours.as_ref(), zone, self.now))
    }
}

/// What a value of the setting says. `None`: it is none that a terminal takes.
fn choice(value: &str) -> Option<HoursChoice> {
    let mut config = KioskConfig::undecided("K00".parse().expect("a kiosk code"), [0; 32]);
    Setting::OpeningHours.put(value, &mut config)?;
    Some(config.opening_hours)
}
