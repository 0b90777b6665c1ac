//! Power cuts between the first tap and central's acknowledgement.
//!
//! ```text
//!   real terminal under strace ──▶ log of every write, fsync, rename, receipt shown, byte to the printer
//!        │ real central, rough network, a printer            │ cut after a random step, 1,000 times
//!        ▼                                                   ▼
//!   copies of central between two requests        what a disk may hold then ([`disk`]) ──▶ the real ledger opens it
//!        │                                                   │ 40 times at a moment that has its copy
//!        └──────────────────────────▶ the real terminal goes on, with the central of that moment
//! ```
//!
//! The first life begins with an empty folder, so the cuts fall into the making of the ledger and the key, into enrolling, into
//! checkpoints and into a shutdown as well. `ANJUNGAN_CUTS=20000 cargo test --test e2e power -- --nocapture` cuts more often.

mod disk;
mod image;
mod log;
mod recording;
mod sequel;
mod sound;

use std::path::Path;
use std::time::Instant;

use crate::delivery::kiosk::Leaving;
use crate::printing::stand::Dice;

use disk::{Disk, Platter};
use image::{Left, Lost, Outside, Story};
use log::{Step, What};
use recording::{Recording, record, refused};

/// Cuts, if the environment does not ask for another number.
const CUTS: usize = 1_000;
/// Cuts after which the terminal goes on.
const SEQUELS: usize = 40;
/// Cuts on a disk that forgets.
const FORGOTTEN: usize = 60;
/// Of so many cuts, one comes right after a receipt was shown.
const PROMISES: usize = 4;

/// How many people apply in a life, and how it ends.
const LIVES: [(u16, Leaving); 4] =
    [(25, Leaving::Exits), (35, Leaving::Stops), (40, Leaving::Exits), (20, Leaving::Exits)];
const SHORT_LIFE: [(u16, Leaving); 1] = [(12, Leaving::Exits)];

#[test]
fn after_a_power_cut_every_application_whose_receipt_was_shown_is_there_and_none_is_half_there() {
    if let Some(why) = refused() {
        return eprintln!("SKIPPED, nothing is known about power cuts: {why}");
    }
    let begun = Instant::now();
    let recording = record(&LIVES);
    println!("recorded for {:?}", begun.elapsed());
    sound::the_log_tells_all(&recording);
    sound::no_byte_of_a_person_is_written(&recording.steps);
    let story = Story::of(&recording);
    sound::every_application_opens(&recording, &story, &LIVES);

    let cuts = std::env::var("ANJUNGAN_CUTS").map_or(CUTS, |cuts| cuts.parse().expect("a whole number"));
    let mut dice = Dice::seeded("cuts");
    let cuts = moments(&recording.steps, cuts, &mut dice);
    let begun = Instant::now();
    let (mut tally, mut lost) = (Tally::default(), Vec::new());
    for (cut, found) in cut_all(&recording, &story, Disk::Honest, &cuts) {
        match found {
            Ok(left) => tally.add(&left),
            Err(Lost(why)) => lost.push(format!("cut after step {cut}: {why}")),
        }
    }
    assert!(lost.is_empty(), "{} of {} cuts: {lost:#?}", lost.len(), cuts.len());
    println!("{} steps, {} cuts in {:?}: {tally:?}", recording.steps.len(), cuts.len(), begun.elapsed());
    assert!(tally.with_undelivered > cuts.len() / 4, "too few cuts before the acknowledgement");
    assert!(
        tally.stored_not_shown > 0 && tally.doubtful > 0,
        "cuts between the disk and the screen, and in a slip"
    );

    let begun = Instant::now();
    let mut receipts = 0;
    for (moment, life) in sequel::moments(&recording, SEQUELS, &mut dice).iter().zip(100..) {
        receipts += sequel::play(&recording, moment, life, &mut dice);
    }
    println!(
        "{SEQUELS} more went on for {:?}: {receipts} receipts found, each arrived once",
        begun.elapsed()
    );
}

/// The proof of the proof: were a request to keep something forgotten, here or by the disk, this would be seen.
#[test]
fn a_disk_that_forgets_is_noticed() {
    if let Some(why) = refused() {
        return eprintln!("SKIPPED: {why}");
    }
    let recording = record(&SHORT_LIFE);
    let story = Story::of(&recording);
    let cuts = moments(&recording.steps, FORGOTTEN, &mut Dice::seeded("forgotten"));
    for disk in [Disk::ForgetsContent, Disk::ForgetsLogs, Disk::ForgetsNames] {
        let found = cut_all(&recording, &story, disk, &cuts);
        let lost = found.iter().filter(|(_, found)| found.is_err()).count();
        println!("{disk:?}: {lost} of {} cuts lost something", cuts.len());
        assert!(lost > 0, "{disk:?} passed");
    }
}

#[derive(Default, Debug)]
#[allow(dead_code, reason = "they are printed")]
struct Tally {
    receipts: usize,
    shown: usize,
    stored_not_shown: usize,
    with_undelivered: usize,
    doubtful: usize,
}

impl Tally {
    fn add(&mut self, left: &Left) {
        self.receipts += left.receipts;
        self.shown += left.shown;
        self.stored_not_shown += left.receipts - left.shown;
        self.with_undelivered += usize::from(left.undelivered > 0);
        self.doubtful += left.doubtful;
    }
}

/// After which steps the power goes, in their order. The catalogue is left out: it can be fetched again.
fn moments(steps: &[Step], cuts: usize, dice: &mut Dice) -> Vec<usize> {
    let precious = |path: &Path| !path.file_name().unwrap().to_string_lossy().starts_with("catalogue");
    let (mut all, mut promises) = (vec![0], Vec::new());
    for (at, step) in steps.iter().enumerate() {
        let counts = match &step.what {
            What::Folder(path) | What::Removed(path) | What::File { path, .. } => precious(path),
            What::Wrote { path, .. } | What::Resized { path, .. } | What::Synced { path, .. } => {
                precious(path)
            }
            What::Renamed { to, .. } => precious(to),
            What::Said(_) | What::Printed(_) => true,
        };
        if counts {
            all.push(at + 1);
        }
        if let What::Said(_) = step.what {
            promises.push(at + 1);
        }
    }
    let mut chosen: Vec<usize> = (0..cuts)
        .map(|nth| {
            let among = if nth % PROMISES == 0 { &promises } else { &all };
            among[dice.below(among.len() as u64) as usize]
        })
        .collect();
    chosen.sort_unstable();
    chosen
}

/// Cuts the power at each of the moments, on two threads, and looks at what is left.
fn cut_all(
    recording: &Recording,
    story: &Story,
    disk: Disk,
    cuts: &[usize],
) -> Vec<(usize, Result<Left, Lost>)> {
    let root = recording.kiosk.folder();
    let half = |cuts: &[usize], mut dice: Dice| {
        let mut platter = Platter::new(disk, root);
        let look = |cut: &usize| {
            platter.run(&recording.steps, *cut);
            let folder = scratch();
            platter.write_to(folder.path(), root, &mut dice);
            (*cut, story.check(&folder.path().join("data"), &Outside::after(recording, *cut)))
        };
        cuts.iter().map(look).collect::<Vec<_>>()
    };
    let (first, second) = cuts.split_at(cuts.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| half(second, Dice::seeded("second half")));
        let mut found = half(first, Dice::seeded("first half"));
        found.extend(other.join().unwrap());
        found
    })
}

/// In memory where that is possible: nobody needs these disks after a power cut.
fn scratch() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}
