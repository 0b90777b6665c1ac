//! Where central's data are: a folder, and beside it maybe a PostgreSQL.
//!
//! ```text
//! DIR/central.db   the database, when there is no DIR/database
//! DIR/database     one line: postgres://USER:PASSWORD@HOST/NAME      mode 0600
//! ```
//!
//! In the folder and not only on a command line: every command of an office finds the same database as `serve` does,
//! and no password stands in a list of processes.

use std::fmt;
use std::path::{Path, PathBuf};

use super::error::Error;
use crate::store::error::StoreError;

/// The folder, and where the database is.
#[derive(Clone, Debug)]
pub struct Home {
    dir: PathBuf,
    postgres: Option<PostgresUrl>,
}

/// The address of a PostgreSQL. Shown without its password.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(String);

impl Home {
    /// The home of a folder: its `database` file says whether the database is elsewhere.
    pub fn of(dir: &Path) -> Result<Home, StoreError> {
        let path = dir.join("database");
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Home { dir: dir.into(), postgres: Some(text.trim().parse()?) }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Ok(Home { dir: dir.into(), postgres: None })
            }
            Err(error) => Err(StoreError::file("read", &path)(error)),
        }
    }

    /// A folder whose database is this PostgreSQL, whatever its `database` file says.
    pub fn at(dir: &Path, postgres: PostgresUrl) -> Home {
        Home { dir: dir.into(), postgres: Some(postgres) }
    }

    /// A database that is a file somewhere, and nothing else: for messages about it.
    pub(in crate::store) fn file_alone(path: &Path) -> Home {
        Home { dir: path.into(), postgres: None }
    }

    /// Keys, blobs, and SQLite's database.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The PostgreSQL, if it is one.
    pub fn postgres(&self) -> Option<&PostgresUrl> {
        self.postgres.as_ref()
    }

    /// Where SQLite's database is, or would be.
    pub fn file(&self) -> PathBuf {
        self.dir.join("central.db")
    }

    /// What to call the database in a message.
    pub fn name(&self) -> PathBuf {
        match &self.postgres {
            Some(url) => url.to_string().into(),
            None if self.dir.is_file() => self.dir.clone(),
            None => self.file(),
        }
    }

    /// Whether there is a database, as far as can be seen without opening one.
    pub fn exists(&self) -> bool {
        self.postgres.is_some() || self.file().is_file()
    }

    /// Writes into the folder where the database is from now on.
    pub fn note(dir: &Path, postgres: &PostgresUrl) -> Result<(), StoreError> {
        use std::io::Write as _;
        use std::os::unix::fs::OpenOptionsExt as _;
        let path = dir.join("database");
        let part = dir.join("database.part");
        let write = || {
            let mut file = std::fs::OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true)
                .mode(0o600)
                .open(&part)?;
            writeln!(file, "{}", postgres.0)?;
            file.sync_all()?;
            std::fs::rename(&part, &path)?;
            std::fs::File::open(dir)?.sync_all()
        };
        write().map_err(StoreError::file("write", &path))
    }
}

impl PostgresUrl {
    /// As it was written, password and all.
    pub(super) fn secret(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for PostgresUrl {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        let begins = text.starts_with("postgres://") || text.starts_with("postgresql://");
        if !begins || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Error::Address);
        }
        let url = PostgresUrl(text.into());
        super::postgres::Target::parse(&url).map(|_| url)
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Between the scheme and the last @ before the path is who signs in; what follows ? may be a password too.
        let (scheme, rest) = self.0.split_once("://").unwrap_or(("postgres", ""));
        let rest = rest.split('?').next().unwrap_or("");
        let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
        write!(f, "{scheme}://{place}")
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_who_signs_in() {
        for (text, shown) in [
            ("postgres://a:b@db.example:5433/central", "postgres://db.example:5433/central"),
            ("postgresql://a:p%40ss@[::1]/c?password=x", "postgresql://[::1]/c"),
            ("postgres:///c?host=%2Frun%2Fpostgresql&user=a", "postgres:///c"),
            ("postgres://a:b@c@h/d", "postgres://h/d"),
        ] {
            match text.parse::<PostgresUrl>() {
                Ok(url) => assert_eq!((url.to_string(), format!("{url:?}")), (shown.into(), shown.into())),
                // The driver reads the first @ as the end of the password: such an address is no address.
                Err(_) => assert!(text.contains("b@c@")),
            }
        }
        for wrong in ["", "central.db", "mysql://h/d", "postgres://h /d", "postgres://h/d?no=such"] {
            assert!(wrong.parse::<PostgresUrl>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_folder_says_where_its_database_is() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Home::of(dir.path()).unwrap().postgres().is_none());
        let url: PostgresUrl = "postgres://a:b@h/d".parse().unwrap();
        Home::note(dir.path(), &url).unwrap();
        let home = Home::of(dir.path()).unwrap();
        assert_eq!(home.postgres(), Some(&url));
        assert_eq!(home.name(), std::path::Path::new("postgres://h/d"));
        std::fs::write(dir.path().join("database"), "central.db").unwrap();
        assert!(Home::of(dir.path()).is_err());
    }
}
