//! The update that central wants: asked for once a night, until the program that runs is new enough.
//!
//! What was asked for survives the restart that an update is, so that the next run can tell whether it worked.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anjungan_wire::version::is_older;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The file, in the data folder.
const FILE: &str = "update-wanted.json";

/// What was asked for, and how often.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Asked {
    /// The oldest version that will do.
    least: String,
    /// The night of the last time, by the day on which it began.
    night: Date,
    /// Nights on which it was asked for.
    nights: u32,
}

/// Remembers it.
pub struct Wish {
    file: PathBuf,
    asked: Option<Asked>,
}

impl Wish {
    /// As the last run left it. What can't be read was never asked: it is asked once more.
    pub fn read(data: &Path) -> Self {
        let file = data.join(FILE);
        let asked = std::fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok());
        Self { file, asked }
    }

    /// Whether it is to be asked for in this night.
    pub fn is_due(&self, night: Date) -> bool {
        self.asked.as_ref().is_none_or(|asked| asked.night != night)
    }

    /// Notes that it is asked for now; how many nights it was.
    ///
    /// # Errors
    /// It could not be written: then it is remembered until the program ends.
    pub fn note(&mut self, least: &str, night: Date) -> std::io::Result<u32> {
        let before = self.asked.as_ref().filter(|asked| asked.least == least).map_or(0, |asked| asked.nights);
        let asked = Asked { least: least.into(), night, nights: before.saturating_add(1) };
        let nights = asked.nights;
        let text = serde_json::to_vec(&asked).map_err(std::io::Error::other)?;
        self.asked = Some(asked);
        self.write(&text)?;
        Ok(nights)
    }

    /// Central wants none. `Some`: the version that was asked for, and that runs now.
    pub fn fulfilled(&mut self, own: &str) -> Option<String> {
        let asked = self.asked.take()?;
        // What can't be removed is written over at the next wish.
        let _ = std::fs::remove_file(&self.file);
        (!is_older(own, &asked.least)).then_some(asked.least)
    }

    fn write(&self, text: &[u8]) -> std::io::Result<()> {
        let unfinished = self.file.with_extension("json.new");
        let mut file = File::create(&unfinished)?;
        file.write_all(text)?;
        file.sync_all()?;
        std::fs::rename(&unfinished, &self.file)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn it_is_asked_once_a_night_over_restarts_until_it_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (date(2026, 11, 22), date(2026, 11, 23));
        let mut wish = Wish::read(dir.path());
        assert!(wish.is_due(one));
        assert_eq!(wish.note("0.2.0", one).unwrap(), 1);
        assert!(!wish.is_due(one));
        let mut wish = Wish::read(dir.path());
        assert!(!wish.is_due(one) && wish.is_due(two), "a restart forgets nothing");
        assert_eq!(wish.note("0.2.0", two).unwrap(), 2);
        assert_eq!(Wish::read(dir.path()).fulfilled("0.2.1"), Some("0.2.0".into()));
        assert_eq!(Wish::read(dir.path()).fulfilled("0.2.1"), None, "told once");
    }

    #[test]
    fn another_version_is_counted_anew_and_a_wish_that_was_taken_back_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let mut wish = Wish::read(dir.path());
        wish.note("0.2.0", date(2026, 11, 22)).unwrap();
        assert_eq!(wish.note("0.3.0", date(2026, 11, 23)).unwrap(), 1);
        assert_eq!(wish.fulfilled("0.1.0"), None);
        assert!(wish.is_due(date(2026, 11, 23)));
        std::fs::write(dir.path().join(FILE), "{").unwrap();
        assert!(Wish::read(dir.path()).is_due(date(2026, 11, 22)), "half a file asks once more");
    }
}
