//! What a configuration is written on: the disk image that the build made, a disk or stick it was copied to, or the
//! mounted folder of one.
//!
//! **Architecture invariant:** nothing is written on a disk that is in use, or that does not carry this product's boot
//! partition. The partition is known by its kind, its name and the folder `kiosk` in it, for on the wrong disk there may be
//! somebody's life.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use fatfs::{Dir, FileSystem, FsOptions};
use gpt::disk::LogicalBlockSize;
use gpt::{GptConfig, partition_types};

use super::{blank, write_private};

/// A kiosk's disk or a stick; what is larger is somebody's data.
const DISK_BYTES_MAX: u64 = 256_000_000_000;
/// As `kiosk-image/repart/disk/10-esp.conf` names it.
const PARTITION: &str = "anjungan-esp";
/// What the image looks for, in its folder.
const FOLDER: &str = "kiosk";
const FILE: &str = "kiosk.toml";

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum MediumError {
    /// It can't be opened.
    #[error("tidak dapat dibuka ({0}): periksa letak dan izinnya / cannot be opened")]
    NotOpened(io::Error),
    /// Somebody works with it.
    #[error("sedang dipakai: lepaskan (umount) dulu, atau tulis ke foldernya / is mounted or in use")]
    InUse,
    /// Neither file, disk nor folder.
    #[error("bukan berkas image, disk atau folder / is no image, disk or folder")]
    NoMedium,
    /// Somebody's disk.
    #[error("lebih dari 256 GB: bukan disk kiosk / larger than a kiosk's disk")]
    TooLarge,
    /// No partitions, or none of ours.
    #[error(
        "tidak memuat partisi {}: pakai anjungan_VERSI.raw dari kiosk-image/build, atau disk salinannya / holds no boot \
         partition of a kiosk",
        PARTITION
    )]
    NotOurs,
    /// Something is there already.
    #[error("sudah memuat kiosk/kiosk.toml: tambahkan --replace untuk menggantinya / has one already")]
    AlreadyThere,
    /// Reading or writing failed.
    #[error("gagal ditulis ({0}): coba medium lain / writing failed")]
    Failed(#[from] io::Error),
    /// What was read back is something else.
    #[error("yang terbaca bukan yang ditulis: mediumnya rusak, pakai yang lain / the medium is bad")]
    NotKept,
}

/// Whether what is there already may be overwritten.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Replace {
    /// No.
    Never,
    /// Yes: its bytes are overwritten first.
    Yes,
}

/// Writes the configuration on a medium, and reads it back.
///
/// # Errors
/// Nothing was written, or (`Failed`, `NotKept`) not well.
pub fn write(target: &Path, text: &[u8], replace: Replace) -> Result<(), MediumError> {
    let about = std::fs::metadata(target).map_err(MediumError::NotOpened)?;
    if about.is_dir() {
        return into_folder(target, text, replace);
    }
    if !about.is_file() && !about.file_type().is_block_device() {
        return Err(MediumError::NoMedium);
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    if about.file_type().is_block_device() {
        // The kernel refuses a disk of which a partition is mounted, or that something else holds.
        options.custom_flags(rustix::fs::OFlags::EXCL.bits().cast_signed());
    }
    let file = options.open(target).map_err(|error| {
        let is_held = error.kind() == io::ErrorKind::ResourceBusy;
        if is_held { MediumError::InUse } else { MediumError::NotOpened(error) }
    })?;
    file.try_lock().map_err(|error| match error {
        std::fs::TryLockError::WouldBlock => MediumError::InUse,
        std::fs::TryLockError::Error(error) => MediumError::NotOpened(error),
    })?;
    if (&file).seek(SeekFrom::End(0))? > DISK_BYTES_MAX {
        return Err(MediumError::TooLarge);
    }
    let place = boot_partition(&file).ok_or(MediumError::NotOurs)?;
    into_partition(&place, text, replace)?;
    file.sync_all()?;
    Ok(())
}

fn into_folder(folder: &Path, text: &[u8], replace: Replace) -> Result<(), MediumError> {
    let folder = folder.join(FOLDER);
    let path: PathBuf = folder.join(FILE);
    if path.try_exists()? {
        match replace {
            Replace::Never => return Err(MediumError::AlreadyThere),
            Replace::Yes => blank(&path)?,
        }
    }
    std::fs::create_dir_all(&folder)?;
    write_private(&path, text)?;
    if std::fs::read(&path)? == text { Ok(()) } else { Err(MediumError::NotKept) }
}

fn into_partition(place: &Part<'_>, text: &[u8], replace: Replace) -> Result<(), MediumError> {
    let open = || FileSystem::new(place.clone(), FsOptions::new()).map_err(|_| MediumError::NotOurs);
    let volume = open()?;
    {
        let folder = volume.root_dir().open_dir(FOLDER).map_err(|_| MediumError::NotOurs)?;
        let mut file = match (is_there(&folder)?, replace) {
            (true, Replace::Never) => return Err(MediumError::AlreadyThere),
            (true, Replace::Yes) => blanked(&folder)?,
            (false, Replace::Never | Replace::Yes) => folder.create_file(FILE)?,
        };
        file.write_all(text)?;
        file.flush()?;
    }
    volume.unmount()?;
    let mut kept = Vec::new();
    open()?.root_dir().open_dir(FOLDER)?.open_file(FILE)?.read_to_end(&mut kept)?;
    if kept == text { Ok(()) } else { Err(MediumError::NotKept) }
}

fn is_there(folder: &Dir<'_, Part<'_>>) -> io::Result<bool> {
    for entry in folder.iter() {
        if entry?.file_name().eq_ignore_ascii_case(FILE) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The file that is there, empty, after its bytes were written over where they stand.
fn blanked<'a, 'f>(folder: &Dir<'a, Part<'f>>) -> io::Result<fatfs::File<'a, Part<'f>>> {
    let mut file = folder.open_file(FILE)?;
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    io::copy(&mut io::repeat(b'#').take(length), &mut file)?;
    file.flush()?;
    file.seek(SeekFrom::Start(0))?;
    file.truncate()?;
    Ok(file)
}

/// Where on the disk the boot partition lies, if there is one of ours.
fn boot_partition(file: &File) -> Option<Part<'_>> {
    [LogicalBlockSize::Lb512, LogicalBlockSize::Lb4096].into_iter().find_map(|size| {
        let disk = GptConfig::new().logical_block_size(size).open_from_device(file).ok()?;
        let ours = |part: &&gpt::partition::Partition| {
            part.part_type_guid == partition_types::EFI && part.name == PARTITION
        };
        let part = disk.partitions().values().find(ours)?;
        let begin = part.bytes_start(size).ok()?;
        let length = part.bytes_len(size).ok()?;
        Some(Part { file, begin, length, at: 0 })
    })
}

/// A part of a disk as a disk of its own.
#[derive(Clone)]
struct Part<'f> {
    file: &'f File,
    begin: u64,
    length: u64,
    at: u64,
}

impl Part<'_> {
    /// So many bytes are left of `wanted`, with the file where they begin.
    fn room(&mut self, wanted: usize) -> io::Result<usize> {
        self.file.seek(SeekFrom::Start(self.begin + self.at))?;
        let left = self.length.saturating_sub(self.at);
        Ok(wanted.min(usize::try_from(left).unwrap_or(usize::MAX)))
    }
}

impl Read for Part<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = self.room(buffer.len())?;
        let read = self.file.read(&mut buffer[..room])?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Write for Part<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.room(bytes.len())?;
        let written = self.file.write(&bytes[..room])?;
        self.at += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Part<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
