//! A disk without room: nothing is taken in, everything can be read, and it goes on by itself when there is room again.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anjungan_central::office::people::Role;
use anjungan_wire::request::{Beat, Health, Push, PushAnswer};
use anjungan_wire::rotate::Rotated;
use jiff::Timestamp;

use crate::console::desk::{Desk, desk_of};
use crate::key_change;
use crate::kit::{self, Answer, folder, on_postgres};

const MIB: usize = 12;
const ROOM_WITHIN: Duration = Duration::from_secs(60);
/// More would fit nowhere on such a disk.
const PUSHES_MAX: u64 = 4_000;

/// A small disk over a folder.
struct Disk(PathBuf);

impl Disk {
    /// `None` where nobody may mount one.
    fn over(dir: &Path) -> Option<Disk> {
        let size = format!("size={MIB}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(dir).output();
        mounted.is_ok_and(|said| said.status.success()).then(|| Disk(dir.to_owned()))
    }

    /// Takes what room there is.
    fn fill(&self) {
        let mut file = std::fs::File::create(self.ballast()).unwrap();
        loop {
            match file.write(&[1; 4_096]) {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => return,
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// Waits until the room is there: a program that another test is starting holds the ballast for a moment longer.
    fn make_room(&self) {
        std::fs::remove_file(self.ballast()).unwrap();
        let (begun, probe) = (Instant::now(), self.0.join("probe"));
        while std::fs::write(&probe, vec![1; MIB * 1024 * 256]).is_err() {
            assert!(begun.elapsed() < ROOM_WITHIN, "the ballast is gone, and there is no room");
            std::thread::sleep(Duration::from_millis(10));
        }
        std::fs::remove_file(probe).unwrap();
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Central may still close its files: the folder goes at once, the disk with the last of them.
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
        let _ = std::fs::remove_dir(&self.0);
    }
}

fn push(desk: &Desk, no: u64) -> Push {
    let ops = (no..no + 10).map(|no| desk.kiosk.op(no)).collect();
    kit::push_of(desk.kiosk.stream, ops)
}

fn ask(desk: &Desk, path: &str) -> Answer {
    kit::raw(&kit::agent(), &desk.kiosk.authority, "GET", path, "", b"", &[])
}

fn beat(desk: &Desk) -> Answer {
    let beat = Beat {
        stream: desk.kiosk.stream,
        acked: 0,
        waiting: 10,
        cursors: Vec::new(),
        health: Health::default(),
        clock: kit::clock(1_000),
        wait_s: None,
    };
    desk.kiosk.post("/v1/beat", &beat)
}

/// An office whose folder is a disk that can be filled. `None`: there is none here, and why was said.
fn on_a_small_disk() -> Option<(Disk, Desk)> {
    if on_postgres() {
        return None;
    }
    let dir = folder();
    let Some(disk) = Disk::over(dir.path()) else {
        eprintln!("skipped: a small disk can't be mounted here (not root)");
        return None;
    };
    Some((disk, desk_of(kit::central_in(dir))))
}

#[test]
fn a_full_disk_refuses_what_is_written_and_shows_what_is_there() {
    let Some((disk, desk)) = on_a_small_disk() else { return };
    let ani = desk.officer("ani", Role::Admin);
    let eko = desk.officer("eko", Role::Admin);
    assert!(!ani.page("/console/me").contains("id=\"obstacle\""));
    disk.fill();

    // Some still fits into what the database has already.
    let mut next = 1;
    let (sent, refused) = loop {
        let sent = push(&desk, next);
        let answer = desk.kiosk.post("/v1/push", &sent);
        if answer.status != 200 {
            break (sent, answer);
        }
        assert_eq!(answer.json::<PushAnswer>().hwm, next + 9);
        next += 10;
        assert!(next < PUSHES_MAX, "the disk is never full");
    };
    assert_eq!((refused.status, refused.header("retry-after")), (503, "30"), "{}", refused.text());
    assert!(refused.refusal().say.contains("disk is full"), "{}", refused.text());
    // Who watches the server is told, and what is read is there.
    let ready = ask(&desk, "/readyz");
    assert_eq!(ready.status, 503);
    assert!(ready.text().contains("make room"), "{}", ready.text());
    assert_eq!(ask(&desk, "/healthz").status, 200);
    assert_eq!(beat(&desk).status, 200);
    let page = ani.page("/console/kiosks");
    assert!(page.contains("id=\"obstacle\"") && page.contains("K01"), "{page}");
    // What is to be written is refused with a page that says why.
    let no = ani.post("/console/sign-out-everywhere", &[]);
    assert_eq!((no.status, no.header("retry-after")), (503, "30"), "{}", no.text());
    assert!(no.text().contains("penuh"), "{}", no.text());
    assert!(
        kit::raw(&eko.agent, &eko.authority, "GET", "/console/me", "", b"", &[("cookie", &eko.cookie)])
            .text()
            .contains("id=\"obstacle\"")
    );

    disk.make_room();
    let taken = desk.kiosk.post("/v1/push", &sent);
    assert_eq!(taken.json::<PushAnswer>().hwm, next + 9, "the same push again, and nothing was done by hand");
    assert!(!ani.page("/console/me").contains("id=\"obstacle\""));
    let held = desk.running.central.with_store(|store| store.held().unwrap()).unwrap();
    assert_eq!(held, [], "no op was put aside for it");
    drop(disk);
}

#[test]
fn a_disk_that_fills_between_the_promise_of_a_key_and_its_first_use_costs_no_machine() {
    let Some((disk, desk)) = on_a_small_disk() else { return };
    let (new, rotate) = key_change::next(&desk.kiosk, 51);
    assert!(!desk.kiosk.post("/v1/rotate", &rotate).json::<Rotated>().done);
    disk.fill();
    // Until not even a row of the trail fits, which is less than a change of keys writes.
    let noted = || {
        let central = &desk.running.central;
        central.with_store(|store| store.note_mail_trial("test", Timestamp::now())).unwrap()
    };
    assert!((0..PUSHES_MAX).any(|_| noted().is_err()), "the disk is never full");

    assert_eq!(new.post("/v1/rotate", &rotate).status, 503, "the next key can't be made the key");
    assert_eq!(key_change::beat(&desk.kiosk), 200, "and the old one still is");
    disk.make_room();
    assert!(new.post("/v1/rotate", &rotate).json::<Rotated>().done, "the same request again");
    assert_eq!((key_change::beat(&new), key_change::beat(&desk.kiosk)), (200, 401));
    drop(disk);
}
