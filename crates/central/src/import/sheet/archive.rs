//! An archive is measured before anything believes it: what its directory says of sizes is only what it says.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};

use zip::ZipArchive;

use super::SheetError;

/// Bytes of all its files after decompression. A sheet of 200,000 rows and 15 columns has about 200 MB of XML.
pub const UNPACKED_BYTES_MAX: u64 = 1 << 30;
/// Bytes of the texts that the sheets share, which stay in memory while the sheets are read.
const SHARED_BYTES_MAX: u64 = 128 << 20;
/// Bytes of every other part but a sheet.
const PART_BYTES_MAX: u64 = 64 << 20;
/// Files in it.
const PARTS_MAX: usize = 2_000;

/// Counts, and refuses past a limit.
struct Meter {
    left: u64,
}

impl Write for Meter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Unpacks everything once, to nowhere.
pub(super) fn measure(file: File) -> Result<(), SheetError> {
    let no_workbook = |error: zip::result::ZipError| SheetError::NotAWorkbook(error.to_string());
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(no_workbook)?;
    if archive.len() > PARTS_MAX {
        return Err(SheetError::Unpacks);
    }
    let mut left = UNPACKED_BYTES_MAX;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(no_workbook)?;
        let name = part.name().map_err(no_workbook)?.to_ascii_lowercase();
        let part_max = if name.contains("worksheets/") {
            UNPACKED_BYTES_MAX
        } else if name.ends_with("sharedstrings.xml") {
            SHARED_BYTES_MAX
        } else {
            PART_BYTES_MAX
        };
        let allowed = left.min(part_max);
        let mut meter = Meter { left: allowed };
        copy(&mut part, &mut meter)?;
        left -= allowed - meter.left;
    }
    Ok(())
}

fn copy(from: &mut impl Read, to: &mut Meter) -> Result<(), SheetError> {
    match io::copy(from, to) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Err(SheetError::Unpacks),
        Err(error) => Err(SheetError::NotAWorkbook(error.to_string())),
    }
}
