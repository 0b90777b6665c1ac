//! A data folder of a test. With `ANJUNGAN_TEST_POSTGRES` its database is a schema of its own in that PostgreSQL, and the
//! whole suite runs on it: `tests/postgres.sh` does so.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use anjungan_central::store::db::Connection;
use anjungan_central::store::db::home::Home;
use tempfile::TempDir;

const ENVIRONMENT: &str = "ANJUNGAN_TEST_POSTGRES";

/// A folder, and its schema where there is one: both go with it.
#[derive(Debug)]
pub struct Folder {
    dir: TempDir,
    schema: Option<String>,
}

/// An empty folder.
pub fn folder() -> Folder {
    static SCHEMAS: AtomicU32 = AtomicU32::new(0);
    let dir = tempfile::tempdir().unwrap();
    let schema = std::env::var(ENVIRONMENT).ok().map(|server| {
        let schema = format!("test_{}_{}", std::process::id(), SCHEMAS.fetch_add(1, Ordering::Relaxed));
        Folder::sql(&server, &format!("CREATE SCHEMA {schema}"));
        Home::note(dir.path(), &url(&server, &schema).parse().unwrap()).unwrap();
        schema
    });
    Folder { dir, schema }
}

/// Whether the suite runs on PostgreSQL now.
pub fn on_postgres() -> bool {
    std::env::var_os(ENVIRONMENT).is_some()
}

/// Another connection to a folder's database: to look, or to do harm.
pub fn database(dir: &Path) -> Connection {
    Connection::open(&Home::of(dir).unwrap()).unwrap()
}

fn url(server: &str, schema: &str) -> String {
    let and = if server.contains('?') { '&' } else { '?' };
    format!("{server}{and}options=-csearch_path%3D{schema}")
}

impl Folder {
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The address of its PostgreSQL, where it is on one.
    pub fn url(&self) -> Option<String> {
        Some(url(&std::env::var(ENVIRONMENT).ok()?, self.schema.as_ref()?))
    }

    /// Keeps a copy of everything, as somebody who runs the server may.
    pub fn set_schema_aside(&self) {
        self.each_table("CREATE TABLE {aside}.{table} AS TABLE {schema}.{table}", "CREATE SCHEMA {aside};");
    }

    /// Puts the copy back over what is there, past every rule of the tables. Whether there is a schema at all.
    pub fn put_schema_back(&self) -> bool {
        self.each_table(
            "DELETE FROM {schema}.{table}; INSERT INTO {schema}.{table} SELECT * FROM {aside}.{table}",
            "SET session_replication_role = replica;",
        );
        self.schema.is_some()
    }

    fn each_table(&self, what: &str, first: &str) {
        let (Some(schema), Ok(server)) = (&self.schema, std::env::var(ENVIRONMENT)) else { return };
        let named =
            |text: &str| text.replace("{schema}", schema).replace("{aside}", &format!("{schema}_aside"));
        let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
        client.batch_execute(&named(first)).unwrap();
        let tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = $1";
        for row in client.query(tables, &[schema]).unwrap() {
            client.batch_execute(&named(what).replace("{table}", row.get(0))).unwrap();
        }
    }

    /// A schema alone, without a word about it in the folder.
    pub fn forget_database(&self) {
        // It is there on PostgreSQL alone.
        std::fs::remove_file(self.path().join("database")).ok();
    }

    fn sql(server: &str, sql: &str) {
        postgres::Client::connect(server, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A test that failed may still hold connections: what is left goes with the server.
        if let (Some(schema), Ok(server), false) =
            (&self.schema, std::env::var(ENVIRONMENT), std::thread::panicking())
        {
            let drop = format!(
                "SET lock_timeout = '5s'; DROP SCHEMA {schema} CASCADE; DROP SCHEMA IF EXISTS {schema}_aside CASCADE"
            );
            if let Ok(mut client) = postgres::Client::connect(&server, postgres::NoTls) {
                client.batch_execute(&drop).ok();
            }
        }
    }
}
