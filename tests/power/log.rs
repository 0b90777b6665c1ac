//! What a process wrote, in order, out of `strace`'s log of it.
//!
//! A line of the log is `PID SECONDS.MICROS CALL(ARGUMENTS) = RESULT`, or the two halves of one when another thread was
//! faster. Every text in it is hexadecimal (`-xx`), so that commas and quotes are always the log's own.
//!
//! Whatever else could change a file of the folder (a vectored write, a shared mapping, a link) is refused by name
//! rather than passed over: a write that is not seen would be one that is never lost.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::{Path, PathBuf};

/// What was done, and when it began, in microseconds of Unix time.
pub struct Step {
    pub at_us: u64,
    pub what: What,
}

/// Done to the disk, when it was completed; or told to somebody, when it was begun.
pub enum What {
    /// A folder was made.
    Folder(PathBuf),
    /// A file was opened that is made where there is none.
    File {
        path: PathBuf,
        emptied: bool,
    },
    /// `at` is `None` for the file's end.
    Wrote {
        path: PathBuf,
        at: Option<u64>,
        bytes: Vec<u8>,
    },
    Resized {
        path: PathBuf,
        len: u64,
    },
    /// A file, or the names in a folder. What was completed before the step `since` is on disk now.
    Synced {
        path: PathBuf,
        since: usize,
    },
    Renamed {
        from: PathBuf,
        to: PathBuf,
    },
    Removed(PathBuf),
    /// On standard output.
    Said(Vec<u8>),
    /// To a printer.
    Printed(Vec<u8>),
}

/// Calls that are read or must not happen. A leading `?` is for machines that have no such call.
pub const CALLS: &str = "trace=?open,openat,?creat,write,writev,pwrite64,pwritev,pwritev2,ftruncate,truncate,\
    fallocate,fsync,fdatasync,sync_file_range,sync,syncfs,?rename,?renameat,renameat2,?unlink,unlinkat,?rmdir,?mkdir,\
    mkdirat,?link,linkat,?symlink,symlinkat,lseek,mmap,copy_file_range,?sendfile,io_uring_setup";

/// Adds what the process did in `folder`, said and printed.
pub fn read(log: &str, folder: &Path, steps: &mut Vec<Step>) {
    let mut reader = Reader { folder, steps, offsets: BTreeMap::new() };
    let mut begun: BTreeMap<&str, (usize, u64, &str)> = BTreeMap::new();
    for line in log.lines() {
        let (thread, rest) = line.split_once(' ').unwrap();
        let (time, rest) = rest.trim_start().split_once(' ').unwrap();
        let at_us = time.replace('.', "").parse().unwrap();
        let since = reader.steps.len();
        if let Some(first) = rest.strip_suffix("<unfinished ...>") {
            reader.tell(first, at_us);
            begun.insert(thread, (since, at_us, first.trim_end()));
        } else if rest.starts_with("<... ") {
            let (_, second) = rest.split_once(" resumed>").unwrap();
            let (since, at_us, first) = begun.remove(thread).unwrap();
            reader.finish(&format!("{first}{second}"), since, at_us);
        } else if !rest.starts_with(['+', '-']) {
            reader.tell(rest, at_us);
            reader.finish(rest, since, at_us);
        }
    }
    for (_, at_us, first) in begun.into_values() {
        reader.finish(&format!("{first}) = ?"), 0, at_us);
    }
}

struct Reader<'a> {
    folder: &'a Path,
    steps: &'a mut Vec<Step>,
    /// Where the next plain write to an open file goes; `None`: to its end.
    offsets: BTreeMap<u32, Option<u64>>,
}

impl Reader<'_> {
    /// What somebody may see as soon as it is begun.
    fn tell(&mut self, call: &str, at_us: u64) {
        let Some(arguments) = call.strip_prefix("write(") else { return };
        let mut parts = arguments.split(", ");
        let (number, path) = descriptor(parts.next().unwrap());
        let mut bytes = || text(parts.next().unwrap());
        if number == 1 {
            let what = What::Said(bytes());
            self.steps.push(Step { at_us, what });
        } else if number > 2 && path.starts_with("/dev/pts") {
            let what = What::Printed(bytes());
            self.steps.push(Step { at_us, what });
        }
    }

    /// What was done once the call returned.
    fn finish(&mut self, call: &str, since: usize, at_us: u64) {
        let (name, rest) = call.split_once('(').unwrap();
        let (arguments, result) = rest.rsplit_once(") = ").unwrap();
        let arguments: Vec<&str> = arguments.split(", ").collect();
        let returned = match result.split([' ', '<']).next().unwrap() {
            "?" if name == "pwrite64" => self.found(&arguments),
            // An error, or something without an effect that the process did not live to see the end of.
            error_or_end if !error_or_end.starts_with(|first: char| first.is_ascii_digit()) => return,
            // Of a mapping it is an address, which nobody needs.
            number => number.parse::<u64>().unwrap_or(0),
        };
        let what = match name {
            "openat" => {
                let path = opened(arguments[0], arguments[1]);
                let flags: Vec<&str> = arguments[2].split('|').collect();
                let appends = flags.contains(&"O_APPEND");
                self.offsets.insert(returned as u32, (!appends).then_some(0));
                let emptied = flags.contains(&"O_TRUNC");
                (flags.contains(&"O_CREAT") || emptied).then_some(What::File { path, emptied })
            }
            "lseek" => {
                let (number, _) = descriptor(arguments[0]);
                if let Some(Some(offset)) = self.offsets.get_mut(&number) {
                    *offset = returned;
                }
                None
            }
            "write" => {
                let (number, path) = descriptor(arguments[0]);
                path.starts_with(self.folder).then(|| {
                    let offset = self.offsets.get_mut(&number).expect("a file that was opened here");
                    let at = *offset;
                    *offset = offset.map(|offset| offset + returned);
                    What::Wrote { path, at, bytes: written(arguments[1], returned) }
                })
            }
            "pwrite64" => {
                let (_, path) = descriptor(arguments[0]);
                let at = Some(arguments[3].parse().unwrap());
                path.starts_with(self.folder).then(|| What::Wrote {
                    path,
                    at,
                    bytes: written(arguments[1], returned),
                })
            }
            "ftruncate" => {
                Some(What::Resized { path: descriptor(arguments[0]).1, len: arguments[1].parse().unwrap() })
            }
            "fsync" | "fdatasync" => Some(What::Synced { path: descriptor(arguments[0]).1, since }),
            "mkdir" => Some(What::Folder(path_of(arguments[0]))),
            "rename" => Some(What::Renamed { from: path_of(arguments[0]), to: path_of(arguments[1]) }),
            "unlink" => Some(What::Removed(path_of(arguments[0]))),
            "mmap" => {
                let writes = arguments[2].contains("PROT_WRITE") && arguments[3].contains("MAP_SHARED");
                let path = arguments.get(4).filter(|_| writes).map(|file| descriptor(file).1);
                let shared = path.filter(|path| path.starts_with(self.folder) && !is_shm(path));
                assert_eq!(shared, None, "a file is written without a call");
                None
            }
            other => {
                let touched = arguments.iter().any(|argument| self.is_in_folder(argument));
                assert!(!touched, "{other} is not understood here: teach this reader about it");
                None
            }
        };
        self.steps.extend(what.filter(|what| self.concerns(what)).map(|what| Step { at_us, what }));
    }

    /// How much of a write the process did not live to see the end of is in the file.
    fn found(&self, arguments: &[&str]) -> u64 {
        use std::os::unix::fs::FileExt as _;
        let bytes = text(arguments[1]);
        let mut there = vec![0; bytes.len()];
        let file = std::fs::File::open(descriptor(arguments[0]).1);
        let read = file.and_then(|file| file.read_at(&mut there, arguments[3].parse().unwrap())).unwrap_or(0);
        bytes.iter().zip(&there[..read]).take_while(|(written, there)| written == there).count() as u64
    }

    /// In the folder, and kept over a restart of the machine: SQLite makes the index of its log anew.
    fn concerns(&self, what: &What) -> bool {
        let here = |path: &Path| path.starts_with(self.folder) && !is_shm(path);
        match what {
            What::Folder(path) | What::Removed(path) => here(path),
            What::File { path, .. } | What::Wrote { path, .. } | What::Resized { path, .. } => here(path),
            What::Synced { path, .. } => here(path),
            What::Renamed { from, to } => here(from) || here(to),
            What::Said(_) | What::Printed(_) => true,
        }
    }

    fn is_in_folder(&self, argument: &str) -> bool {
        let path = if argument.starts_with('"') { path_of(argument) } else { descriptor(argument).1 };
        path.starts_with(self.folder)
    }
}

fn is_shm(path: &Path) -> bool {
    path.as_os_str().as_bytes().ends_with(b"-shm")
}

/// `4<\x2f\x61>`, and what it is open to; empty for what is no descriptor.
fn descriptor(argument: &str) -> (u32, PathBuf) {
    let (number, path) = argument.split_once('<').unwrap_or((argument, ">"));
    // What has no name any more is nowhere.
    let path = path.strip_suffix('>').map(unhex).filter(|path| !path.ends_with(b" (deleted)"));
    (number.parse().unwrap_or(u32::MAX), OsString::from_vec(path.unwrap_or_default()).into())
}

fn opened(folder: &str, name: &str) -> PathBuf {
    // A path from the root replaces the folder it would begin in.
    descriptor(folder).1.join(path_of(name))
}

fn path_of(argument: &str) -> PathBuf {
    OsString::from_vec(text(argument)).into()
}

/// `"\x61\x62"`.
fn text(argument: &str) -> Vec<u8> {
    let inner = argument.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    unhex(inner.expect("nothing is cut short: see the length asked of strace"))
}

fn written(argument: &str, returned: u64) -> Vec<u8> {
    let mut bytes = text(argument);
    bytes.truncate(returned as usize);
    bytes
}

/// What is not hexadecimal (`pipe:[7]`) stands for itself.
fn unhex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap() as u8;
    let bytes = text.as_bytes();
    if !text.starts_with("\\x") {
        return bytes.to_vec();
    }
    bytes.chunks(4).map(|four| digit(four[2]) << 4 | digit(four[3])).collect()
}
