//! Every state of an application's visit, and what may befall it there: what the person sees, and what is on the disk.
//!
//! | state | killed | the disk takes nothing | printer and network hang |
//! |---|---|---|---|
//! | asking | an idle screen, nothing | the question; on "Kirim" it says that nothing is stored, and the answers stay | the question |
//! | saving | an idle screen, nothing | the answers again, nothing | "TERSIMPAN": neither is waited for |
//! | stored here | an idle screen, the application; the slip never prints | the receipt | the receipt, never "Diterima" |
//! | slip printing | an idle screen, the application; the slip is for the technician | the receipt | the receipt; the slip is asked about |
//! | at the office | an idle screen, the application, acknowledged | the receipt | the receipt |
//!
//! Whatever it was: once disk and network are well again, what was stored is at central once, and the rest is nowhere.
//!
//! The visit is the real one and so is the terminal; there is no window. Who is killed is a child: this test program
//! again, told by the environment where to stop.
#![allow(non_snake_case, reason = "Killed_in_Saving: what befalls it, and in which state")]

mod person;
mod place;

use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Stdio};

use anjungan_central::store::{Filter, Invite, VacancyChange};
use anjungan_central::{Central, demonstration};
use rusqlite::{Connection, OpenFlags};

use super::*;
use crate::catalogue::Reader;
use crate::visit::apply::ReceiptStage;
use crate::visit::story::application::at_the_read_back;
use crate::visit::view::Body;
use crate::visit::{Moment, State, form};

use person::Person;
use place::{Place, SmallDisk};

const FOLDER: &str = "ANJUNGAN_TEST_TROUBLES_FOLDER";
const STATE: &str = "ANJUNGAN_TEST_TROUBLES_STATE";

/// How far the application is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Point {
    Asking,
    Saving,
    StoredHere,
    SlipPrinting,
    AtOffice,
}

impl Point {
    const ALL: [Point; 5] =
        [Point::Asking, Point::Saving, Point::StoredHere, Point::SlipPrinting, Point::AtOffice];
}

/// What the screen says of the application.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Seen {
    Nobody,
    Asked,
    NotStored,
    Saving,
    Stored,
    AtOffice,
}

/// What is on the disk: applications, how many of them central has, and the slip's job.
#[derive(PartialEq, Eq, Debug)]
struct OnDisk {
    applications: u32,
    acknowledged: u32,
    slip: Option<String>,
}

fn on_disk(applications: u32, acknowledged: u32, slip: &str) -> OnDisk {
    OnDisk { applications, acknowledged, slip: (!slip.is_empty()).then(|| slip.into()) }
}

/// The one who is killed. It does nothing unless it is told to.
#[test]
fn child() {
    let (Ok(folder), Ok(state)) = (std::env::var(FOLDER), std::env::var(STATE)) else { return };
    let at = Point::ALL.into_iter().find(|at| format!("{at:?}") == state).unwrap();
    let mut person = Person::comes(Path::new(&folder));
    person.gets_to(at);
    // Whole, or not there.
    std::fs::write(person.folder.join("half"), format!("{:?}", person.seen())).unwrap();
    std::fs::rename(person.folder.join("half"), person.folder.join("seen")).unwrap();
    loop {
        std::thread::sleep(Duration::from_secs(1));
    }
}

/// Somebody gets so far, the process dies, and is started again.
fn killed(at: Point, seen: Seen, then: &OnDisk) {
    let mut place = Place::opened();
    place.prepare(at);
    let module = module_path!().split_once("::").unwrap().1;
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("{module}::child")])
        .env(FOLDER, place.folder.path())
        .env(STATE, format!("{at:?}"))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let file = place.folder.path().join("seen");
    while !file.exists() {
        assert!(begun.elapsed() < PATIENCE, "the child never got to {at:?}");
        assert_eq!(child.try_wait().unwrap(), None, "the child ended before {at:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), format!("{seen:?}"));

    place.printer.clear();
    let mut next = Person::comes(place.folder.path());
    next.until("what becomes of the slip", |_| place.on_disk().slip == then.slip);
    assert_eq!(next.seen(), Seen::Nobody, "of the person nothing comes back");
    assert_eq!(place.on_disk().applications, then.applications);
    next.goes();
    place.delivers(then.applications as usize);
}

#[test]
fn Killed_in_Asking() {
    killed(Point::Asking, Seen::Asked, &on_disk(0, 0, ""));
}

#[test]
fn Killed_in_Saving() {
    killed(Point::Saving, Seen::Saving, &on_disk(0, 0, ""));
}

#[test]
fn Killed_in_StoredHere() {
    killed(Point::StoredHere, Seen::Stored, &on_disk(1, 0, "expired"));
}

#[test]
fn Killed_in_SlipPrinting() {
    killed(Point::SlipPrinting, Seen::Stored, &on_disk(1, 0, "doubtful"));
}

#[test]
fn Killed_in_AtOffice() {
    killed(Point::AtOffice, Seen::AtOffice, &on_disk(1, 1, "printed"));
}

/// Somebody gets so far, and from then on the disk takes nothing; they go on once it does.
fn error(at: Point, seen: Seen, then: &OnDisk) {
    let mut place = Place::opened();
    place.prepare(at);
    let mut person = Person::comes(place.folder.path());
    person.gets_to(at);
    if person.lock.is_none() {
        person.holds_the_disk();
    }
    if at == Point::SlipPrinting {
        place.printer.clear();
        person.until("the whole slip", |_| place.printer.tally().papers > 0);
    }
    person.until("what is said of it", |person| person.seen() == seen);
    assert_eq!(place.on_disk(), *then);
    person.frees_the_disk();
    if then.applications == 0 {
        person.sends();
        person.until("the receipt", |person| matches!(person.seen(), Seen::Stored | Seen::AtOffice));
    }
    assert!(matches!(person.seen(), Seen::Stored | Seen::AtOffice), "{:?}", person.seen());
    person.goes();
    place.delivers(1);
}

#[test]
fn Error_in_Asking() {
    error(Point::Asking, Seen::Asked, &on_disk(0, 0, ""));
}

#[test]
fn Error_in_Saving() {
    error(Point::Saving, Seen::NotStored, &on_disk(0, 0, ""));
}

#[test]
fn Error_in_StoredHere() {
    error(Point::StoredHere, Seen::Stored, &on_disk(1, 0, "blocked"));
}

#[test]
fn Error_in_SlipPrinting() {
    error(Point::SlipPrinting, Seen::Stored, &on_disk(1, 0, "sending"));
}

#[test]
fn Error_in_AtOffice() {
    error(Point::AtOffice, Seen::AtOffice, &on_disk(1, 1, "printed"));
}

/// Somebody gets so far, and printer and network say nothing any more. What they see is the receipt all the same.
fn hang(at: Point, seen: Seen) -> (Place, Person) {
    let mut place = Place::opened();
    place.prepare(at);
    let mut person = Person::comes(place.folder.path());
    if at == Point::Saving {
        person.gets_to(Point::Asking);
    } else {
        person.gets_to(at);
    }
    place.printer.fault(Fault::Stall);
    place.network_hangs();
    person.terminal.waker().try_now();
    if at == Point::Saving {
        person.sends();
    }
    person.until("what is said of it", |person| person.seen() == seen);
    (place, person)
}

/// … and once they answer again, it is at the office, once.
fn then_all_is_well(mut place: Place, mut person: Person) {
    if person.seen() == Seen::Asked {
        person.sends();
        person.until("the receipt", |person| person.seen() == Seen::Stored);
    }
    place.printer.clear();
    place.network_is_well();
    person.until("the office", |person| {
        person.terminal.waker().try_now();
        person.seen() == Seen::AtOffice
    });
    person.goes();
    place.delivers(1);
}

#[test]
fn Hang_in_Asking() {
    let (place, person) = hang(Point::Asking, Seen::Asked);
    then_all_is_well(place, person);
}

#[test]
fn Hang_in_Saving() {
    let (place, person) = hang(Point::Saving, Seen::Stored);
    then_all_is_well(place, person);
}

#[test]
fn Hang_in_StoredHere() {
    let (place, person) = hang(Point::StoredHere, Seen::Stored);
    then_all_is_well(place, person);
}

#[test]
fn Hang_in_SlipPrinting() {
    let (place, mut person) = hang(Point::SlipPrinting, Seen::Stored);
    person.until("the question for the slip", |person| {
        let Body::Receipt(receipt) = person.body() else { return false };
        receipt.paper.asks || receipt.paper.failed
    });
    assert_eq!(person.seen(), Seen::Stored);
    then_all_is_well(place, person);
}

#[test]
fn Hang_in_AtOffice() {
    let (place, person) = hang(Point::AtOffice, Seen::AtOffice);
    then_all_is_well(place, person);
}

/// The real thing: a small disk, filled to its last byte while somebody answers. Needs the right to mount one.
#[test]
fn on_a_disk_that_is_full_to_its_last_byte_nothing_is_said_to_be_stored() {
    let mut place = Place::opened();
    let data = place.folder.path().join("data");
    let aside = place.folder.path().join("aside");
    std::fs::rename(&data, &aside).unwrap();
    std::fs::create_dir(&data).unwrap();
    let Some(disk) = SmallDisk::mounted(&data) else {
        eprintln!("skipped: this user may not mount a disk");
        return;
    };
    for entry in std::fs::read_dir(&aside).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), data.join(entry.file_name())).unwrap();
        }
    }
    place.network_hangs();
    let mut person = Person::comes(place.folder.path());
    person.gets_to(Point::Asking);
    disk.fill();
    person.sends();
    person.until("what is said of it", |person| person.seen() == Seen::NotStored);
    assert_eq!(place.on_disk().applications, 0);
    disk.free();
    person.sends();
    person.until("the receipt", |person| person.seen() == Seen::Stored);
    assert_eq!(place.on_disk().applications, 1);
    person.goes();
    place.delivers(1);
}
