//! Whether this version of the program is fit to stay on the machine. Pure, but for reading and writing one file.
//!
//! The image updates into the other of two slots and tries it three times. It keeps the new version only when
//! `anjungan health` says so; otherwise the machine goes back to the old one by itself, and nobody drives there.
//!
//! ```text
//!   frame drawn ∧ a row committed and read back
//!     ∧ (the printer answered ∨ there is none ∨ it was silent under the version before too)
//!     ∧ (the clock is set ∨ the network is down)
//!     ∧ (central was reached ∨ the network is down)   ──▶ well
//! ```
//!
//! A network that is down is no fault of a version, and neither is a roll that ran out: a printer that says so answers.
//! What a version may break is what it does itself: draw, write, speak to the printer and to central.
//!
//! **Architecture invariant:** nothing in the file is about a person.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// The file's name in the runtime folder.
pub const FILE: &str = "health.json";
/// Nothing that this program wrote is longer.
const BYTES_MAX: u64 = 4096;

/// How a run is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Health {
    /// The program's version.
    pub version: String,
    /// The first frame is on the panel.
    pub frame_drawn: bool,
    /// This run has committed a row to the ledger and read it back.
    pub ledger_committed: bool,
    /// The ticket printer.
    pub printer: Printer,
    /// The clock.
    pub clock: Clock,
    /// Central.
    pub central: Central,
    /// Since when all of this is so, Unix milliseconds by this machine's clock.
    pub since: i64,
}

/// The ticket printer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Printer {
    /// None belongs to this kiosk.
    Absent,
    /// It speaks, or takes what it is sent where it can't speak. Out of paper or with its cover open, too.
    Answered,
    /// It does neither.
    Silent,
}

/// The clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// It may be right.
    Set,
    /// It can't be: it shows a time before this program existed, and central has not told a better one.
    Unset,
}

/// Central.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Central {
    /// It answered the last request.
    Reached,
    /// The machine has no way out at all.
    NetworkDown,
    /// There is a network, and central did not answer on it.
    Unreachable,
}

/// Why a version is not kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Visitors see nothing.
    NothingDrawn,
    /// What they do can't be kept.
    NothingKept,
    /// It printed under the version before, or nobody knows that it did not.
    PrinterSilent,
    /// There is a network to learn the time from.
    ClockUnset,
    /// There is a network to reach it on.
    CentralUnreachable,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::NothingDrawn => "no frame is on the panel",
            Fault::NothingKept => "the ledger has not proved that it keeps what is written",
            Fault::PrinterSilent => "the ticket printer does not answer, and did before",
            Fault::ClockUnset => "the clock is not set although there is a network",
            Fault::CentralUnreachable => "central does not answer although there is a network",
        })
    }
}

/// Whether a run is well, beside how the version before it was when it was last looked at.
///
/// # Errors
/// The first thing that is not.
pub fn judge(now: &Health, before: Option<&Health>) -> Result<(), Fault> {
    let network_down = now.central == Central::NetworkDown;
    let silent_before = before.is_some_and(|before| before.printer == Printer::Silent);
    if !now.frame_drawn {
        return Err(Fault::NothingDrawn);
    }
    if !now.ledger_committed {
        return Err(Fault::NothingKept);
    }
    if now.printer == Printer::Silent && !silent_before {
        return Err(Fault::PrinterSilent);
    }
    if now.clock == Clock::Unset && !network_down {
        return Err(Fault::ClockUnset);
    }
    match now.central {
        Central::Reached | Central::NetworkDown => Ok(()),
        Central::Unreachable => Err(Fault::CentralUnreachable),
    }
}

/// Reads what a run wrote.
///
/// # Errors
/// One line that names the file: it is not there, too long, or not of this form.
pub fn read(file: &Path) -> Result<Health, String> {
    use std::io::Read as _;
    let failed = |why: &dyn fmt::Display| format!("{}: {why}", file.display());
    let mut text = String::new();
    let open = std::fs::File::open(file).map_err(|error| failed(&error))?;
    open.take(BYTES_MAX).read_to_string(&mut text).map_err(|error| failed(&error))?;
    serde_json::from_str(&text).map_err(|error| failed(&format!("not what a terminal writes: {error}")))
}

/// Reads both files and judges. What was before and can't be read is as if it were not there: then nothing is excused.
///
/// # Errors
/// One line: why this version is not fit to stay, or can't be judged.
pub fn judge_files(file: &Path, before: Option<&Path>) -> Result<(), String> {
    let now = read(file)?;
    let before = before.and_then(|file| read(file).ok());
    judge(&now, before.as_ref()).map_err(|fault| fault.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTERS: [Printer; 3] = [Printer::Absent, Printer::Answered, Printer::Silent];
    const CLOCKS: [Clock; 2] = [Clock::Set, Clock::Unset];
    const CENTRALS: [Central; 3] = [Central::Reached, Central::NetworkDown, Central::Unreachable];

    fn well() -> Health {
        Health {
            version: "0.1.0".into(),
            frame_drawn: true,
            ledger_committed: true,
            printer: Printer::Answered,
            clock: Clock::Set,
            central: Central::Reached,
            since: 1_795_000_000_000,
        }
    }

    fn every() -> impl Iterator<Item = Health> {
        let bools = [false, true];
        bools.into_iter().flat_map(move |frame_drawn| {
            bools.into_iter().flat_map(move |ledger_committed| {
                PRINTERS.into_iter().flat_map(move |printer| {
                    CLOCKS.into_iter().flat_map(move |clock| {
                        CENTRALS.into_iter().map(move |central| Health {
                            frame_drawn,
                            ledger_committed,
                            printer,
                            clock,
                            central,
                            ..well()
                        })
                    })
                })
            })
        })
    }

    /// The rule as the image's README writes it, over every health there is.
    #[test]
    fn the_rule_holds_for_every_health_and_every_one_before() {
        let befores: Vec<Option<Health>> = std::iter::once(None)
            .chain(PRINTERS.into_iter().map(|printer| Some(Health { printer, ..well() })))
            .collect();
        let (mut kept, mut refused) = (0, 0);
        for now in every() {
            for before in &befores {
                let was_silent = before.as_ref().map(|health| health.printer) == Some(Printer::Silent);
                let down = now.central == Central::NetworkDown;
                let rule = now.frame_drawn
                    && now.ledger_committed
                    && (now.printer != Printer::Silent || was_silent)
                    && (now.clock == Clock::Set || down)
                    && (now.central == Central::Reached || down);
                assert_eq!(judge(&now, before.as_ref()).is_ok(), rule, "{now:?} after {before:?}");
                if rule { kept += 1 } else { refused += 1 }
            }
        }
        assert_eq!((kept, refused), (27, 261));
    }

    #[test]
    fn each_fault_alone_is_named() {
        let cases = [
            (Health { frame_drawn: false, ..well() }, Fault::NothingDrawn),
            (Health { ledger_committed: false, ..well() }, Fault::NothingKept),
            (Health { printer: Printer::Silent, ..well() }, Fault::PrinterSilent),
            (Health { clock: Clock::Unset, ..well() }, Fault::ClockUnset),
            (Health { central: Central::Unreachable, ..well() }, Fault::CentralUnreachable),
        ];
        for (health, fault) in cases {
            assert_eq!(judge(&health, None), Err(fault));
            assert!(!fault.to_string().contains('\n'));
        }
    }

    #[test]
    fn the_file_has_the_words_that_the_image_reads() {
        let text = serde_json::to_string(&Health { central: Central::NetworkDown, ..well() }).unwrap();
        assert_eq!(
            text,
            r#"{"version":"0.1.0","frame_drawn":true,"ledger_committed":true,"printer":"answered","clock":"set","central":"network-down","since":1795000000000}"#
        );
    }

    #[test]
    fn what_can_not_be_read_is_not_well_and_excuses_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = dir.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let silent = Health { printer: Printer::Silent, ..well() };
        let now = file("now", &serde_json::to_string(&silent).unwrap());
        let before = file("before", &serde_json::to_string(&silent).unwrap());
        assert_eq!(judge_files(&now, Some(&before)), Ok(()));
        assert_eq!(judge_files(&now, None), Err(Fault::PrinterSilent.to_string()));
        let newer = file("newer", r#"{"version":"9","printer":"on-fire"}"#);
        assert_eq!(judge_files(&now, Some(&newer)), Err(Fault::PrinterSilent.to_string()));
        for bad in ["", "{}", "[1]", &"x".repeat(9000)] {
            let why = judge_files(&file("bad", bad), Some(&before)).unwrap_err();
            assert!(why.contains("bad: ") && !why.contains('\n'), "{why}");
        }
        assert!(judge_files(&dir.path().join("none"), None).unwrap_err().contains("none"));
    }
}
