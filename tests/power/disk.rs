//! What a disk may hold after a power cut, given what a program wrote and when it asked for it to be kept.
//!
//! The model is harsher than ext4 with ordered data, XFS or btrfs, and as harsh as POSIX allows, but for one thing:
//! - **A file's content** is what it was when its last `fsync` began, and for every sector of 512 bytes that was written
//!   since, that sector as it was at *some* moment since then, each for itself: so later writes may be there without
//!   earlier ones, and a page may be torn. The file's length is from some moment as well; what lies between is zeros.
//! - **A name** (a file or folder made, renamed, removed) is kept by an `fsync` of the folder it stands in, and by nothing
//!   else: not by one of the file. Of a folder's later changes some are there, in their order: that is the one thing,
//!   and every journal promises it.
//! - A sector is written whole or not at all, and what was kept stays.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::log::{Step, What};
use crate::printing::stand::Dice;

const SECTOR: usize = 512;

/// Which requests to keep something the disk honours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Disk {
    Honest,
    /// Says that a file's content is kept, and does not keep it.
    ForgetsContent,
    /// The same of SQLite's log alone: a ledger that did not ask (`synchronous = NORMAL`) would lose as much.
    ForgetsLogs,
    /// The same of a folder's names.
    ForgetsNames,
}

/// Everything up to one step, kept and not.
pub struct Platter {
    disk: Disk,
    files: Vec<File>,
    /// As programs see them.
    names: BTreeMap<PathBuf, Node>,
    kept: BTreeMap<PathBuf, Node>,
    renamings: Vec<(usize, Renaming)>,
    /// Steps so far.
    done: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Node {
    Folder,
    File(usize),
}

enum Renaming {
    Put(PathBuf, Node),
    Move(PathBuf, PathBuf),
    Remove(PathBuf),
}

#[derive(Default)]
struct File {
    kept: Vec<u8>,
    /// As programs see it.
    len: usize,
    changes: Vec<(usize, Change)>,
}

enum Change {
    Write(usize, Vec<u8>),
    Resize(usize),
}

impl Platter {
    /// With one folder on it.
    pub fn new(disk: Disk, folder: &Path) -> Self {
        let names = BTreeMap::from([(folder.to_path_buf(), Node::Folder)]);
        Self { disk, files: Vec::new(), kept: names.clone(), names, renamings: Vec::new(), done: 0 }
    }

    /// The machine is shut down, and everything is kept.
    pub fn keep_everything(&mut self) {
        self.files.iter_mut().for_each(|file| file.keep(usize::MAX));
        self.kept.clone_from(&self.names);
        self.renamings.clear();
    }

    /// As many steps as that, altogether.
    pub fn run(&mut self, steps: &[Step], until: usize) {
        steps[self.done..until].iter().for_each(|step| self.step(step));
    }

    fn step(&mut self, step: &Step) {
        match &step.what {
            What::Folder(path) => self.rename(Renaming::Put(path.clone(), Node::Folder)),
            What::File { path, emptied } => match self.file(path) {
                Some(file) if *emptied => self.resize(file, 0),
                Some(_) => {}
                None => {
                    self.files.push(File::default());
                    self.rename(Renaming::Put(path.clone(), Node::File(self.files.len() - 1)));
                }
            },
            What::Wrote { path, at, bytes } => {
                let done = self.done;
                let file = self.file(path).expect("a file that was made");
                let file = &mut self.files[file];
                let at = at.map_or(file.len, |at| at as usize);
                file.len = file.len.max(at + bytes.len());
                file.changes.push((done, Change::Write(at, bytes.clone())));
            }
            What::Resized { path, len } => {
                let file = self.file(path).expect("a file that was made");
                self.resize(file, *len as usize);
            }
            What::Synced { path, since } => match (self.names.get(path), self.disk) {
                (Some(Node::File(_)), Disk::ForgetsContent) | (Some(Node::Folder), Disk::ForgetsNames) => {}
                (Some(Node::File(_)), Disk::ForgetsLogs) if path.to_string_lossy().ends_with("-wal") => {}
                (Some(Node::File(file)), _) => self.files[*file].keep(*since),
                (Some(Node::Folder), _) => self.keep_names(path, *since),
                (None, _) => {}
            },
            What::Renamed { from, to } => self.rename(Renaming::Move(from.clone(), to.clone())),
            What::Removed(path) => self.rename(Renaming::Remove(path.clone())),
            What::Said(_) | What::Printed(_) => {}
        }
        self.done += 1;
    }

    /// Writes what a disk may hold now to `folder`, in place of `root`.
    pub fn write_to(&self, folder: &Path, root: &Path, dice: &mut Dice) {
        let mut names = self.kept.clone();
        let mut folders: BTreeMap<&Path, Vec<&Renaming>> = BTreeMap::new();
        for (_, renaming) in &self.renamings {
            folders.entry(renaming.stands_in()).or_default().push(renaming);
        }
        for renamings in folders.values() {
            let there = Mood::of(dice).count(renamings.len(), dice);
            renamings.iter().take(there).for_each(|renaming| renaming.apply(&mut names));
        }
        for (path, node) in &names {
            let path = folder.join(path.strip_prefix(root).unwrap());
            match node {
                // Nothing is in a folder that is not there.
                _ if path.parent().is_some_and(|parent| !parent.is_dir()) => {}
                Node::Folder => std::fs::create_dir_all(path).unwrap(),
                Node::File(file) => write_private(&path, &self.files[*file].after_cut(dice)),
            }
        }
    }

    fn file(&self, path: &Path) -> Option<usize> {
        match self.names.get(path) {
            Some(Node::File(file)) => Some(*file),
            Some(Node::Folder) | None => None,
        }
    }

    fn resize(&mut self, file: usize, len: usize) {
        self.files[file].len = len;
        self.files[file].changes.push((self.done, Change::Resize(len)));
    }

    fn rename(&mut self, renaming: Renaming) {
        renaming.apply(&mut self.names);
        self.renamings.push((self.done, renaming));
    }

    fn keep_names(&mut self, folder: &Path, since: usize) {
        self.renamings.retain(|(done, renaming)| {
            let now = renaming.stands_in() == folder && *done < since;
            if now {
                renaming.apply(&mut self.kept);
            }
            !now
        });
    }
}

/// The key must be readable by its owner alone, as the program made it.
fn write_private(path: &Path, bytes: &[u8]) {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).unwrap();
    file.write_all(bytes).unwrap();
}

impl Renaming {
    fn stands_in(&self) -> &Path {
        let (Renaming::Put(path, _) | Renaming::Move(_, path) | Renaming::Remove(path)) = self;
        path.parent().unwrap()
    }

    fn apply(&self, names: &mut BTreeMap<PathBuf, Node>) {
        match self {
            Renaming::Put(path, node) => drop(names.insert(path.clone(), *node)),
            Renaming::Move(from, to) => {
                // A name that was lost before has nowhere to move from.
                if let Some(node) = names.remove(from) {
                    names.insert(to.clone(), node);
                }
            }
            Renaming::Remove(path) => drop(names.remove(path)),
        }
    }
}

impl File {
    fn keep(&mut self, since: usize) {
        let kept = self.changes.iter().take_while(|(done, _)| *done < since).count();
        for (_, change) in self.changes.drain(..kept) {
            let len = change.len_after(self.kept.len());
            self.kept.resize(len.max(self.kept.len()), 0);
            change.apply(&mut self.kept, |_| true);
            self.kept.truncate(len);
        }
    }

    fn after_cut(&self, dice: &mut Dice) -> Vec<u8> {
        let mood = Mood::of(dice);
        let mut bytes = self.kept.clone();
        let (mut len, mut longest, mut lens) = (bytes.len(), bytes.len(), vec![bytes.len()]);
        for (_, change) in &self.changes {
            len = change.len_after(len);
            longest = longest.max(len);
            lens.push(len);
        }
        bytes.resize(longest, 0);
        let mut moments = BTreeMap::new();
        for (nth, (_, change)) in self.changes.iter().enumerate() {
            change.apply(&mut bytes, |sector| {
                nth < *moments.entry(sector).or_insert_with(|| mood.count(self.changes.len(), dice))
            });
        }
        bytes.truncate(lens[mood.count(self.changes.len(), dice)]);
        bytes
    }
}

impl Change {
    fn len_after(&self, len: usize) -> usize {
        match self {
            Change::Write(at, bytes) => len.max(at + bytes.len()),
            Change::Resize(len) => *len,
        }
    }

    /// To the sectors that have it. `bytes` are long enough.
    fn apply(&self, bytes: &mut [u8], mut has: impl FnMut(usize) -> bool) {
        let (from, to) = match self {
            Change::Write(at, new) => (*at, at + new.len()),
            Change::Resize(len) => (*len, bytes.len().max(*len)),
        };
        let mut at = from;
        while at < to {
            let end = to.min((at / SECTOR + 1) * SECTOR);
            if has(at / SECTOR) {
                match self {
                    Change::Write(_, new) => bytes[at..end].copy_from_slice(&new[at - from..end - from]),
                    Change::Resize(_) => bytes[at..end].fill(0),
                }
            }
            at = end;
        }
    }
}

/// How much of what was not kept is there all the same.
#[derive(Clone, Copy)]
enum Mood {
    Nothing,
    Everything,
    /// All but a sector here and there.
    Nearly,
    Anything,
}

impl Mood {
    fn of(dice: &mut Dice) -> Mood {
        [Mood::Nothing, Mood::Everything, Mood::Nearly, Mood::Anything][dice.below(4) as usize]
    }

    /// How many of the changes a sector has.
    fn count(self, of: usize, dice: &mut Dice) -> usize {
        match self {
            Mood::Nothing => 0,
            Mood::Everything => of,
            Mood::Nearly if dice.below(8) > 0 => of,
            Mood::Nearly | Mood::Anything => dice.below(of as u64 + 1) as usize,
        }
    }
}
