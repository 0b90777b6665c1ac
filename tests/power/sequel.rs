//! How it goes on: the real terminal starts on what the cut left, and delivers to the central of that moment.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use anjungan_central::Central;

use super::disk::{Disk, Platter};
use super::recording::{self, Recording};
use crate::delivery::kiosk::{Kiosk, Leaving};
use crate::delivery::rough_proxy::RoughProxy;
use crate::delivery::{arrived, receipts, receipts_in, waiting};
use crate::printing::stand::{Dice, Stand};
use crate::whole::house::until;

/// How many people apply after the restart.
const PEOPLE: u16 = 2;

/// A moment at which both sides are known: how many steps the terminal had done, and which copy of central.
pub struct Moment<'a> {
    pub steps: usize,
    pub copy: &'a Path,
}

/// So many of the moments at which central is known; among them the one at which central has accepted the terminal, and the
/// terminal does not know yet.
pub fn moments<'a>(recording: &'a Recording, count: usize, dice: &mut Dice) -> Vec<Moment<'a>> {
    let copied: Vec<_> =
        recording.central.iter().filter_map(|seen| Some((seen, seen.copy.as_deref()?))).collect();
    let until = |us| recording.steps.partition_point(|step| step.at_us < us);
    let mut moment = || {
        let (seen, copy) = copied[dice.below(copied.len() as u64) as usize];
        let (from, to) = (until(seen.from_us), until(seen.to_us));
        Moment { steps: from + dice.below((to - from) as u64 + 1) as usize, copy }
    };
    let mut moments: Vec<Moment<'_>> = (1..count).map(|_| moment()).collect();
    let (seen, copy) = copied[0];
    moments.push(Moment { steps: until(seen.from_us), copy });
    moments.sort_by_key(|moment| moment.steps);
    moments
}

/// Plays it. How many receipts were on the disk.
pub fn play(recording: &Recording, moment: &Moment<'_>, life: u32, dice: &mut Dice) -> usize {
    let office = copy_of_central(recording, moment.copy);
    let central = Central::start(office.path(), "127.0.0.1:0").unwrap();
    let proxy = RoughProxy::before(central.addr(), Dice::seeded("sequel"));
    let stand = Stand::fast();
    let kiosk = Kiosk::new(&proxy.address, &recording.code).with_printer(&stand.link());
    let root = recording.kiosk.folder();
    let mut platter = Platter::new(Disk::Honest, root);
    platter.run(&recording.steps, moment.steps);
    platter.write_to(kiosk.folder(), root, dice);
    let left = receipts(&kiosk.ledger());

    proxy.be_rough();
    let mut last = kiosk.serve(Command::new("env"), life, PEOPLE, Leaving::Waits);
    let mut lines = BufReader::new(last.stdout.take().unwrap()).lines();
    let new: Vec<String> = receipts_in(&mut lines).take(PEOPLE.into()).collect();
    proxy.behave();
    until("everything to be delivered", || (waiting(&kiosk.ledger()) == 0).then_some(()));
    last.kill().unwrap();
    last.wait().unwrap();
    central.stop().unwrap();

    let arrived = arrived(&office.path().join("central.db"));
    let steps = moment.steps;
    for (receipt, at) in &recording.shown {
        let shown = *at < steps;
        assert!(!shown || arrived.get(receipt) == Some(&1), "{receipt} was shown, cut after {steps}");
    }
    for receipt in left.keys().chain(&new) {
        assert_eq!(arrived.get(receipt), Some(&1), "{receipt} was on the disk, cut after {steps}");
    }
    assert_eq!(arrived.len(), left.len() + new.len(), "and nothing that was not, cut after {steps}");
    let papers = stand.papers().concat();
    let again = left.keys().find(|receipt| recording::contains(papers.as_bytes(), receipt.as_bytes()));
    assert_eq!(again, None, "nothing prints by itself after a restart");
    left.len()
}

fn copy_of_central(recording: &Recording, database: &Path) -> tempfile::TempDir {
    let office = tempfile::tempdir().unwrap();
    let whole: PathBuf = recording.office.data();
    // Keys and blobs; the database is that of the moment.
    for folder in ["keys", "blobs"] {
        let status = Command::new("cp").arg("-a").arg(whole.join(folder)).arg(office.path()).status();
        assert!(status.unwrap().success());
    }
    std::fs::copy(database, office.path().join("central.db")).unwrap();
    office
}
