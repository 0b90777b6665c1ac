//! The catalogue of what can be wrong: one file, `assets/codes.toml`, from which the build makes [`Code`] and
//! [`LogEvent`], and a test the technicians' page and the log's.
//!
//! A visitor reads [`Code::visitor`] and nothing else of it.

use super::{Lang, pick};

include!(concat!(env!("OUT_DIR"), "/codes.rs"));

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Nothing needs mending.
    Notice,
    /// Somebody should come.
    Warning,
    /// Something does not work.
    Error,
}

/// A line of the catalogue. Texts are Indonesian, then English.
struct Entry {
    code: &'static str,
    name: &'static str,
    severity: Severity,
    visitor: [&'static str; 2],
    meaning: [&'static str; 2],
    advice: [&'static str; 2],
}

impl Code {
    /// `P03`: on the screen, in the manual, at central.
    pub fn code(self) -> &'static str {
        self.entry().code
    }

    /// `cutter-stuck`: in logs and in the ledger.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// How bad it is.
    pub fn severity(self) -> Severity {
        self.entry().severity
    }

    /// What a visitor reads; empty for what no visitor meets.
    pub fn visitor(self, lang: Lang) -> &'static str {
        of(lang, self.entry().visitor)
    }

    /// What a technician must know.
    pub fn meaning(self, lang: Lang) -> &'static str {
        of(lang, self.entry().meaning)
    }

    /// What a technician does.
    pub fn recommendation(self, lang: Lang) -> &'static str {
        of(lang, self.entry().advice)
    }

    /// The code that is written so: `P03`.
    pub fn written(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }

    /// The code of this name: `cutter-stuck`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

fn of(lang: Lang, [indonesian, english]: [&'static str; 2]) -> &'static str {
    pick(lang, indonesian, english)
}

#[cfg(test)]
#[path = "../../build/codes.rs"]
mod generator;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::ledger;
    use crate::wording::Cause;

    const RENEW: &str = "ANJUNGAN_RENEW_DOCS";

    fn source() -> String {
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(generator::SOURCE)).unwrap()
    }

    fn is_current(page: &str, wanted: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(page);
        if std::env::var_os(RENEW).is_some() {
            std::fs::write(&path, wanted).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == wanted,
            "docs/{page} is not what {} says. Renew it:\n    {RENEW}=1 cargo test -p anjungan \
             --no-default-features wording::code",
            generator::SOURCE
        );
    }

    #[test]
    fn the_manual_and_the_log_catalogue_are_what_the_codes_say() {
        let catalogue = generator::read(&source()).unwrap();
        is_current("kode.md", &generator::manual(&catalogue));
        is_current("log-events.md", &generator::log(&catalogue));
    }

    #[test]
    fn every_cause_of_the_ledger_is_in_the_catalogue() {
        for cause in ledger::Cause::ALL {
            assert!(Code::named(cause.as_str()).is_some(), "{cause:?} has no code");
        }
    }

    /// The text of the whole terminal.
    fn program() -> String {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        let mut text = String::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "rs") {
                    text.push_str(&std::fs::read_to_string(&path).unwrap());
                }
            }
        }
        text
    }

    #[test]
    fn every_event_of_the_log_catalogue_is_written_somewhere() {
        let program = program();
        for event in LogEvent::ALL {
            assert!(program.contains(&format!("LogEvent::{event:?}.name()")), "{event:?} is never written");
        }
    }

    #[test]
    fn codes_are_found_as_they_are_written_and_by_name() {
        assert_eq!(Code::written("P03"), Some(Code::CutterStuck));
        assert_eq!(Code::named("cutter-stuck"), Some(Code::CutterStuck));
        assert_eq!(Code::written("p03"), None);
        assert_eq!(Code::PaperOut.severity(), Severity::Warning);
    }

    #[test]
    fn only_what_a_visitor_meets_has_words_for_one() {
        for code in Code::ALL {
            let service = code.code().starts_with('S');
            assert_eq!(code.visitor(Lang::Id).is_empty(), service, "{code:?}");
        }
        for cause in Cause::ALL {
            assert!(cause.code().starts_with('P'), "{cause:?}");
        }
    }

    #[test]
    fn a_fault_in_the_catalogue_is_told_with_its_line() {
        let good = source();
        let fault = |from: &str, to: &str| {
            let text = good.replacen(from, to, 1);
            assert_ne!(text, good, "{from} is not in the file");
            generator::read(&text).err().map(|fault| fault.to_string()).unwrap_or_default()
        };
        let line_of = |what: &str| good[..good.find(what).unwrap()].lines().count() + 1;

        let told = fault("severity = \"warning\"", "severity = \"terrible\"");
        let line = line_of("severity = \"warning\"");
        assert!(told.starts_with(&format!("assets/codes.toml, line {line}: ")), "{told}");
        assert!(told.contains("terrible"), "{told}");

        let told = fault("code = \"P02\"", "code = \"P01\"");
        assert!(told.contains("`P01` is taken since line"), "{told}");
        assert!(fault("code = \"P02\"", "code = \"X2\"").contains("write P, D or S and two digits"));
        assert!(fault("en = \"The paper has run out.\"", "en = \"\"").contains("in each language"));
        assert!(fault("name = \"paper-out\"", "nama = \"paper-out\"").contains("nama"));
        assert!(fault("name = \"pin-wrong\"", "name = \"PIN wrong\"").contains("write it small"));
    }
}
