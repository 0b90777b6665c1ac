//! The demonstration's office: officers who can sign in at central's console, and codes that can be held to the kiosk's
//! scanner. Nobody in it is real, so what opens it may be printed.

use std::rc::{Rc, Weak};
use std::sync::Mutex;
use std::time::Duration;

use anjungan_central::demonstration::desk;
use anjungan_central::demonstration::office::{self, DemoOfficer, PASSWORD};
use anjungan_central::issuing;
use anjungan_central::office::workflow::Stage;
use anjungan_central::store::Store;
use anjungan_ui::PaperWindow;
use jiff::Timestamp;
use slint::{ComponentHandle, ModelRc, SharedString, Timer, TimerMode, VecModel};

use super::paper::Tray;
use crate::screen::Screen;

/// How often the window looks whether officers' codes have changed, which they do every 30 s.
const LOOK: Duration = Duration::from_secs(1);
/// A code of something else, as people hold to scanners.
const GROCERIES: &str = "8992761111111";

/// The office.
pub struct Office {
    officers: Vec<DemoOfficer>,
    /// Codes that can be scanned: what stands on the button, and what the scanner reads.
    codes: Vec<(&'static str, String)>,
}

impl Office {
    /// Makes it at central: rules, officers, invented people in every stage, and the card of one of them.
    pub fn open(store: &mut Store, now: Timestamp) -> anyhow::Result<Self> {
        let documents = issuing::documents(store.dir());
        let card = Mutex::new(None);
        let compose = |facts: &_| {
            let made = documents(facts)?;
            *card.lock().map_err(|_| "no card can be kept")? = Some(facts.code.clone());
            Ok(made)
        };
        let officers = office::office(store, now, Some(&compose))?;
        desk::publish(store, &officers, now)?;
        let mut codes = Vec::new();
        for (stage, label) in [
            (Stage::Ready, "Pindai: kartu sudah siap"),
            (Stage::NeedsMending, "Pindai: perlu perbaikan"),
            (Stage::Submitted, "Pindai: belum diperiksa"),
        ] {
            if let Some((_, receipt)) = office::receipts()?.into_iter().find(|(at, _)| *at == stage) {
                codes.push((label, receipt.to_text("")));
            }
        }
        if let Ok(Some(card)) = card.into_inner() {
            codes.push(("Pindai kartu AK1 asli", card));
        }
        codes.push(("Pindai kode lain", GROCERIES.into()));
        Ok(Self { officers, codes })
    }

    /// How to sign in, for whoever reads the program's output.
    pub fn introduction(&self, console: &str) -> String {
        let mut text = format!("Officers' console: {console}  password of all: {PASSWORD}\n");
        for officer in &self.officers {
            let secret = officer.totp.to_base32();
            text += &format!("  {:<10} ({}), second factor {secret}\n", officer.login, officer.role.as_str());
        }
        text + "The second factor's six digits stand in the window “Kertas”, too."
    }

    /// The same with the six digits of this moment.
    fn sign_in(&self, console: &str, now: Timestamp) -> String {
        let codes =
            self.officers.iter().map(|officer| format!("{} {}", officer.login, officer.totp.code(now)));
        let codes: Vec<String> = codes.collect();
        format!("{console}\nKata sandi: {PASSWORD}\n{}", codes.join(" · "))
    }
}

/// Connects the buttons and shows how to sign in, for as long as what it returns is kept.
pub fn connect(
    window: &PaperWindow,
    office: Rc<Office>,
    console: String,
    tray: &Tray,
    screen: &Rc<Screen>,
) -> Timer {
    let labels =
        std::iter::once("Pindai kertas terakhir").chain(office.codes.iter().map(|(label, _)| *label));
    window.set_codes(ModelRc::from(Rc::new(VecModel::from_iter(labels.map(SharedString::from)))));
    let (tray, screen): (Tray, Weak<Screen>) = (tray.clone(), Rc::downgrade(screen));
    let known = Rc::clone(&office);
    window.on_scanned(move |index| {
        let before = usize::try_from(index).ok().and_then(|index| index.checked_sub(1));
        let code = match before {
            None => tray.last_text().as_deref().and_then(code_on).map(str::to_owned),
            Some(at) => known.codes.get(at).map(|(_, code)| code.clone()),
        };
        if let (Some(code), Some(screen)) = (code, screen.upgrade()) {
            screen.scan(&code);
        }
    });
    let timer = Timer::default();
    let weak = window.as_weak();
    let show = move || {
        if let Some(window) = weak.upgrade() {
            window.set_console(office.sign_in(&console, Timestamp::now()).into());
        }
    };
    show();
    timer.start(TimerMode::Repeated, LOOK, show);
    timer
}

/// The code on a paper, as the virtual printer writes what it drew.
fn code_on(paper: &str) -> Option<&str> {
    paper.lines().find_map(|line| line.strip_prefix("[QR ")?.strip_suffix(']'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::scan;
    use crate::visit::Scan;

    #[test]
    fn the_code_on_a_paper_is_found() {
        assert_eq!(code_on("Nomor K07\n[QR K07-B1000-9.BEEQ]\n"), Some("K07-B1000-9.BEEQ"));
        assert_eq!(code_on("Nomor K07\n"), None);
    }

    #[test]
    fn whoever_reads_the_output_can_sign_in_and_every_code_is_what_it_says() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        let office = Office::open(&mut store, Timestamp::now()).unwrap();
        let said = office.introduction("http://127.0.0.1:1/console");
        for login in ["admin", "operator", "pengantar", "auditor", PASSWORD] {
            assert!(said.contains(login), "{login}: {said}");
        }
        let labels: Vec<&str> = office.codes.iter().map(|(label, _)| *label).collect();
        assert_eq!(labels.len(), 5, "{labels:?}");
        for (label, code) in &office.codes {
            let scan = scan::read(code, None);
            let right = match scan {
                Scan::Receipt(_) => label.starts_with("Pindai: "),
                // Without the office's keys at hand a card can't be told from a false one.
                Scan::FalseCard => label.contains("kartu AK1"),
                Scan::Other => label.contains("lain"),
                Scan::Card(_) | Scan::Officer(_) => false,
            };
            assert!(right, "{label}");
        }
    }
}
