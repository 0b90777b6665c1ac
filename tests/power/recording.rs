//! A terminal's lives, written down call by call, and what was outside of its disk at every moment of them.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::UNIX_EPOCH;

use rusqlite::Connection;
use rusqlite::backup::Backup;
use tempfile::TempDir;

use super::log::{self, CALLS, Step, What};
use crate::delivery::kiosk::{END, Kiosk, Leaving, SHOWN};
use crate::delivery::read_only;
use crate::delivery::rough_proxy::{Passing, RoughProxy};
use crate::printing::stand::{Dice, Stand};
use crate::whole::house::Office;

/// Of so many requests that brought no fact, one is followed by a copy of central.
const COPIES: u64 = 4;

/// What happened.
pub struct Recording {
    pub steps: Vec<Step>,
    pub central: Vec<Central>,
    _copies: TempDir,
    pub office: Office,
    pub kiosk: Kiosk,
    /// The terminal's enrolment code, which it asks with again until it knows that it was accepted.
    pub code: String,
    /// By how many steps they were shown, or had left to the printer.
    pub shown: BTreeMap<String, usize>,
    pub printed: BTreeMap<String, usize>,
}

/// Central between two requests that reached it.
pub struct Central {
    /// When the answer to the first was about to leave, and when the second was about to arrive.
    pub from_us: u64,
    pub to_us: u64,
    /// Every fact up to here had arrived.
    pub hwm: u64,
    /// The terminal's key was known.
    pub enrolled: bool,
    /// A copy of its database, if one was made.
    pub copy: Option<PathBuf>,
}

/// Why it can't be done here; `None` when it can.
pub fn refused() -> Option<String> {
    let tried = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
    match tried {
        Err(error) => Some(format!("strace can't be started ({error})")),
        Ok(output) if !output.status.success() => {
            Some(format!("strace may not watch here: {}", String::from_utf8_lossy(&output.stderr).trim()))
        }
        Ok(_) => None,
    }
}

/// Lets it live, the first time with nothing, and writes down everything. Of each life: how many people apply in it, and
/// how it ends.
pub fn record(lives: &[(u16, Leaving)]) -> Recording {
    let office = Office::open();
    office.publish("1", "Operator Produksi");
    let code = office.invite(true);
    let stand = Stand::fast();
    let copies = tempfile::tempdir().unwrap();
    let central = Arc::new(Mutex::new(vec![Central::nobody_came()]));
    let watch = watch(office.data(), copies.path().into(), Arc::clone(&central));
    let proxy = RoughProxy::watched(office.addr(), Dice::seeded("network"), watch);
    let kiosk = Kiosk::new(&proxy.address, &code).with_printer(&stand.link());

    let mut steps = Vec::new();
    let logs = tempfile::tempdir().unwrap();
    let (mut shown, mut printed) = (BTreeMap::new(), BTreeMap::new());
    for (life, &(people, leaving)) in (1..).zip(lives) {
        let log = logs.path().join("log");
        live(&kiosk, &log, life, people, leaving);
        let before = steps.len();
        log::read(&std::fs::read_to_string(&log).unwrap(), kiosk.folder(), &mut steps);
        let told = receipts_shown(&steps, before);
        assert_eq!(told.len(), usize::from(people), "every receipt that was shown is in the log");
        shown.extend(told);
        left_to_the_printer(&steps, before, shown.keys(), &mut printed);
        // From the second on the network is bad: the first has to be accepted.
        proxy.be_rough();
    }
    let central = std::mem::take(&mut *central.lock().unwrap());
    Recording { steps, central, _copies: copies, office, kiosk, code, shown, printed }
}

fn live(kiosk: &Kiosk, log: &Path, life: u32, people: u16, leaving: Leaving) {
    let mut strace = Command::new("strace");
    // Every call of every thread, with the names behind descriptors, and longer texts than anything writes.
    strace.args(["-f", "--seccomp-bpf", "-y", "-xx", "-ttt", "-s", "16777216", "-e", CALLS, "-o"]).arg(log);
    let mut life = kiosk.serve(strace, life, people, leaving);
    // A pipe that is full would stop it.
    let mut said = String::new();
    life.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(life.wait().unwrap().success(), "{said}");
}

impl Central {
    fn nobody_came() -> Self {
        Central { from_us: 0, to_us: u64::MAX, hwm: 0, enrolled: false, copy: None }
    }
}

/// Looks at central whenever the network has brought it something.
fn watch(data: PathBuf, copies: PathBuf, seen: Arc<Mutex<Vec<Central>>>) -> impl FnMut(Passing) {
    let mut dice = Dice::seeded("copies");
    move |passing| {
        let mut seen = seen.lock().unwrap();
        // The recording is over; a beat that was held is answered later.
        let Some(last) = seen.last_mut() else { return };
        if passing == Passing::Goes {
            last.to_us = now_us();
            return;
        }
        let db = read_only(&data.join("central.db"));
        let number = |sql: &str| -> u64 { db.query_row(sql, [], |row| row.get(0)).unwrap() };
        let hwm = number("SELECT coalesce(max(hwm), 0) FROM inbox_stream");
        let enrolled = number("SELECT count(*) FROM device") > 0;
        let news = hwm > last.hwm;
        let first = enrolled && !last.enrolled;
        let copies_now = enrolled && (first || news || dice.below(COPIES) == 0);
        let copy = copies_now.then(|| copies.join(format!("{}.db", seen.len())));
        if let Some(file) = &copy {
            let mut copy = Connection::open(file).unwrap();
            let whole = Backup::new(&db, &mut copy).unwrap();
            whole.run_to_completion(i32::MAX, std::time::Duration::ZERO, None).unwrap();
        }
        seen.push(Central { from_us: now_us(), to_us: u64::MAX, hwm, enrolled, copy });
    }
}

fn now_us() -> u64 {
    UNIX_EPOCH.elapsed().unwrap().as_micros() as u64
}

/// Each receipt that was told since, and which step that was.
fn receipts_shown(steps: &[Step], since: usize) -> BTreeMap<String, usize> {
    let mut shown = BTreeMap::new();
    for (at, step) in steps.iter().enumerate().skip(since) {
        if let What::Said(bytes) = &step.what {
            let lines = str::from_utf8(bytes).unwrap().lines();
            shown.extend(
                lines
                    .filter_map(|line| line.strip_prefix(SHOWN)?.strip_suffix(END))
                    .map(|line| (line.into(), at)),
            );
        }
    }
    shown
}

/// Each receipt whose number had left to the printer whole, and at which step.
fn left_to_the_printer<'a>(
    steps: &[Step],
    since: usize,
    receipts: impl Iterator<Item = &'a String> + Clone,
    left: &mut BTreeMap<String, usize>,
) {
    // What may be the beginning of a number.
    let mut end: Vec<u8> = Vec::new();
    for (at, step) in steps.iter().enumerate().skip(since) {
        let What::Printed(bytes) = &step.what else { continue };
        end.extend(bytes);
        for receipt in receipts.clone().filter(|receipt| contains(&end, receipt.as_bytes())) {
            left.entry(receipt.clone()).or_insert(at);
        }
        end.drain(..end.len().saturating_sub(16));
    }
}

pub fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}
