//! What a printer model can do. Profiles are TOML: five are built in, an installation may override single fields of
//! one, or bring its own.
//!
//! A profile claims nothing that was not seen on the model: a clone that pretends to be an Epson is described by what
//! it does. When in doubt choose the poorer profile; it prints the same, and only proves less.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::charset::CodePage;

const BUILT_IN: [(&str, &str); 5] = [
    ("epson-tm-t82", include_str!("../profiles/epson-tm-t82.toml")),
    ("epson-tm-t88v", include_str!("../profiles/epson-tm-t88v.toml")),
    ("clone-80mm", include_str!("../profiles/clone-80mm.toml")),
    ("clone-58mm", include_str!("../profiles/clone-58mm.toml")),
    ("write-only", include_str!("../profiles/write-only.toml")),
];

/// A printer model's abilities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name, as configuration refers to it.
    pub name: String,
    /// Printable dots in a row: 576 for 80 mm paper, 384 for 58 mm.
    pub width_dots: u16,
    /// Dots an inch, both ways.
    pub dpi: u16,
    /// The page text is sent in.
    pub code_page: CodePage,
    /// Answers `DLE EOT`. Without it nothing can ever be proved.
    pub read_back: bool,
    /// Draws QR codes itself, correctly (`GS ( k`).
    pub native_qr: bool,
    /// Says when a job is on paper (`GS ( H`). TM-U220, TM-T88III and TM-L60II do not.
    pub process_id: bool,
    /// Reports changes by itself (`GS a`).
    pub asb: bool,
    /// Stores pictures (`GS ( L`).
    pub nv_logo: bool,
    /// Has a cutter; otherwise paper is torn at a bar.
    pub cutter: bool,
    /// From the print head to the cutter or tear bar.
    pub head_to_cutter_mm: f32,
    /// Paper speed.
    pub mm_per_s: f32,
    /// Line speed, in bits a second, to assume where the address does not say. Over USB and networks too no more is sent
    /// than such a line would carry, so that little is on its way when a job breaks off.
    pub baud: u32,
    /// Length of a new roll, in metres.
    #[serde(default = "roll_m")]
    pub roll_m: f32,
    /// Has a sensor for a roll that is nearly used up. Without one `NearEnd` is never seen, and only the millimetres
    /// printed since the last roll tell.
    #[serde(default)]
    pub near_end_sensor: bool,
    /// Rows of dots in one band of a picture, each a command of its own: what is lost of a picture when a job breaks,
    /// and how often a printer can be asked within one.
    #[serde(default = "band_dots")]
    pub band_dots: u16,
}

/// Of the 80 mm rolls sold most, 80 mm thick.
fn roll_m() -> f32 {
    80.0
}

fn band_dots() -> u16 {
    crate::bitmap::BAND_ROWS
}

/// Why a profile cannot be used. The text names the field and what to write.
#[derive(Debug, Error)]
pub enum ProfileError {
    /// No such built-in profile.
    #[error("there is no printer profile “{name}”; use one of: {}", Profile::names().collect::<Vec<_>>().join(", "))]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// Not TOML, or a field is missing, unknown or of the wrong kind.
    #[error(
        "the printer profile cannot be read: {0}\nCopy a built-in profile and change the values that differ"
    )]
    Syntax(#[from] toml::de::Error),
    /// An installation's overrides do not fit.
    #[error(
        "the changes to printer profile “{profile}” cannot be read: {source}\nWrite single fields as a built-in profile has them, such as baud = 19200"
    )]
    Override {
        /// The profile that was to be changed.
        profile: String,
        /// What is wrong, and where.
        source: toml::de::Error,
    },
    /// A number no printer has.
    #[error("printer profile “{profile}”: {field} = {value} cannot be right; {remedy}")]
    Value {
        /// The profile's name.
        profile: String,
        /// The field.
        field: &'static str,
        /// Its value.
        value: String,
        /// What to write instead.
        remedy: &'static str,
    },
}

impl Profile {
    /// The names of the built-in profiles.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// A built-in profile.
    ///
    /// # Errors
    /// [`ProfileError::Unknown`], which lists the names.
    pub fn named(name: &str) -> Result<Self, ProfileError> {
        let (_, text) = BUILT_IN
            .iter()
            .find(|(known, _)| *known == name)
            .ok_or_else(|| ProfileError::Unknown { name: name.to_owned() })?;
        Self::from_toml(text)
    }

    /// A profile from an installation's own file.
    ///
    /// # Errors
    /// [`ProfileError`], naming the field and the remedy.
    pub fn from_toml(text: &str) -> Result<Self, ProfileError> {
        let profile: Profile = toml::from_str(text)?;
        profile.check()?;
        Ok(profile)
    }

    /// This profile with single fields changed, as an installation's configuration has them.
    ///
    /// # Errors
    /// [`ProfileError`], naming the field and the remedy.
    pub fn with_overrides(self, overrides: toml::Table) -> Result<Self, ProfileError> {
        let profile = self.name.clone();
        // Every field is a number, a word or a truth value: TOML has them all.
        let mut fields = toml::Table::try_from(self).expect("a profile is a TOML table");
        fields.extend(overrides);
        let changed: Profile =
            fields.try_into().map_err(|source| ProfileError::Override { profile, source })?;
        changed.check()?;
        Ok(changed)
    }

    /// Characters of the plain font (12 dots wide) in a line.
    #[must_use]
    pub fn columns(&self) -> usize {
        usize::from(self.width_dots / 12)
    }

    /// Millimetres of paper for dots.
    #[must_use]
    pub fn mm(&self, dots: u32) -> f32 {
        dots as f32 * 25.4 / f32::from(self.dpi)
    }

    /// Dots for millimetres of paper.
    #[must_use]
    pub fn dots(&self, mm: f32) -> u32 {
        (mm.max(0.0) * f32::from(self.dpi) / 25.4).round() as u32
    }

    fn check(&self) -> Result<(), ProfileError> {
        let wrong = |field, value: String, remedy| {
            Err(ProfileError::Value { profile: self.name.clone(), field, value, remedy })
        };
        if !(96..=1280).contains(&self.width_dots) || !self.width_dots.is_multiple_of(8) {
            return wrong(
                "width_dots",
                self.width_dots.to_string(),
                "write 576 for 80 mm paper or 384 for 58 mm (a multiple of 8 from 96 to 1280)",
            );
        }
        if !(100..=600).contains(&self.dpi) {
            return wrong("dpi", self.dpi.to_string(), "write 203 (most models) or 180");
        }
        if !(0.0..=60.0).contains(&self.head_to_cutter_mm) {
            return wrong(
                "head_to_cutter_mm",
                self.head_to_cutter_mm.to_string(),
                "measure from the last line that can be printed to the cut; about 15",
            );
        }
        if !(10.0..=600.0).contains(&self.mm_per_s) {
            return wrong(
                "mm_per_s",
                self.mm_per_s.to_string(),
                "write the paper speed from the data sheet; 60 to 350",
            );
        }
        if !(1_200..=3_000_000).contains(&self.baud) {
            return wrong("baud", self.baud.to_string(), "write 9600, 19200, 38400 or 115200");
        }
        if !(1.0..=1000.0).contains(&self.roll_m) {
            return wrong(
                "roll_m",
                self.roll_m.to_string(),
                "write the length of a new roll in metres; about 80 for 80 mm paper, 30 for 58 mm",
            );
        }
        if !(8..=512).contains(&self.band_dots) {
            return wrong("band_dots", self.band_dots.to_string(), "write 24 to 64");
        }
        if !self.read_back && (self.asb || self.process_id) {
            return wrong(
                "read_back",
                "false".to_owned(),
                "a printer that answers asb or process_id answers DLE EOT too: write true",
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_profile_is_sound_and_named_as_its_file() {
        for name in Profile::names() {
            assert_eq!(Profile::named(name).unwrap().name, name);
        }
        assert_eq!(Profile::named("epson-tm-t82").unwrap().columns(), 48);
        assert_eq!(Profile::named("clone-58mm").unwrap().columns(), 32);
    }

    #[test]
    fn an_installation_overrides_single_fields() {
        let overrides = |text: &str| {
            Profile::named("clone-80mm").unwrap().with_overrides(text.parse::<toml::Table>().unwrap())
        };
        let changed = overrides("baud = 9600\nmm_per_s = 90\nroll_m = 50.5\nnear_end_sensor = true").unwrap();
        assert_eq!(
            changed,
            Profile {
                baud: 9600,
                mm_per_s: 90.0,
                roll_m: 50.5,
                near_end_sensor: true,
                ..Profile::named("clone-80mm").unwrap()
            }
        );
        assert_eq!(overrides("").unwrap(), Profile::named("clone-80mm").unwrap());
        let error = |text: &str| overrides(text).unwrap_err().to_string();
        assert!(error("bauds = 9600").contains("bauds"), "{}", error("bauds = 9600"));
        assert!(error("baud = 'fast'").contains("baud"), "{}", error("baud = 'fast'"));
        assert!(error("roll_m = 0").contains("roll_m = 0 cannot be right; write the length"));
        assert!(error("band_dots = 4").contains("24 to 64"));
    }

    #[test]
    fn errors_name_the_field_and_the_remedy() {
        let text = include_str!("../profiles/clone-80mm.toml");
        let error = |text: String| Profile::from_toml(&text).unwrap_err().to_string();
        assert!(error(text.replace("= 576", "= 575")).contains("width_dots = 575"));
        assert!(error(text.replace("dpi", "dots_per_inch")).contains("dots_per_inch"));
        assert!(error(text.replace("pc437", "latin1")).contains("pc858"));
        assert!(Profile::named("epson").unwrap_err().to_string().contains("clone-58mm"));
    }
}
