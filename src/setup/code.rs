//! The enrolment code in a file of its own: `DATA/enrolment-code`, where the image's script puts it so that it is in no
//! configuration that stays. Once central knows this machine it is overwritten and removed.

use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::config::is_code;

/// Its name in the data folder.
const FILE: &str = "enrolment-code";
/// A code is eight characters; more is something else.
const BYTES_MAX: u64 = 64;

/// Where it lies.
pub fn path(data: &Path) -> PathBuf {
    data.join(FILE)
}

/// The code, if there is one. One that can't be read or can't be a code is as good as none, and the log says so.
pub fn read(data: &Path) -> Option<String> {
    let path = path(data);
    let mut text = String::new();
    match std::fs::File::open(&path).and_then(|file| file.take(BYTES_MAX).read_to_string(&mut text)) {
        Ok(_) if is_code(text.trim()) => Some(text.trim().to_owned()),
        Ok(_) => {
            tracing::error!(path = %path.display(), "this is no enrolment code: set the kiosk up again with a new one");
            None
        }
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => {
            tracing::error!(path = %path.display(), %error, "the enrolment code can't be read");
            None
        }
    }
}

/// Takes the code away, after it was used. Tried again at the next start where it does not work.
pub fn remove(data: &Path) {
    let path = path(data);
    let removed = super::blank(&path)
        .and_then(|()| std::fs::remove_file(&path))
        .and_then(|()| std::fs::File::open(data)?.sync_all());
    match removed {
        Ok(()) => tracing::info!("the enrolment code was used and is gone"),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => {
            tracing::error!(path = %path.display(), %error, "the used enrolment code can't be removed")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it_and_what_is_none_is_none() {
        let data = tempfile::tempdir().unwrap();
        assert_eq!(read(data.path()), None);
        for (text, code) in [
            ("7K3M-9QXB\n", Some("7K3M-9QXB")),
            (" 7k3m9qxb ", Some("7k3m9qxb")),
            ("", None),
            ("7K3M9QX", None),
            ("7K3M9QXB and a story of more than sixty-four bytes that goes on and on\n", None),
        ] {
            std::fs::write(path(data.path()), text).unwrap();
            assert_eq!(read(data.path()).as_deref(), code, "{text:?}");
        }
    }

    #[test]
    fn a_used_code_is_overwritten_before_it_is_removed() {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(path(data.path()), "7K3M9QXB").unwrap();
        // Another name for the same bytes shows what became of them.
        std::fs::hard_link(path(data.path()), data.path().join("bytes")).unwrap();
        remove(data.path());
        assert!(!path(data.path()).exists());
        assert_eq!(std::fs::read(data.path().join("bytes")).unwrap(), b"########");
        remove(data.path());
    }

    #[test]
    fn a_link_in_its_place_is_not_followed() {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join("ledger.db"), "precious").unwrap();
        std::os::unix::fs::symlink("ledger.db", path(data.path())).unwrap();
        remove(data.path());
        assert_eq!(std::fs::read(data.path().join("ledger.db")).unwrap(), b"precious");
    }
}
