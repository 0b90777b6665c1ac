//! The command line: what can be asked for, and doing it.

mod certificate;
mod kiosk;
mod objects;
mod office;
mod officer;
mod partner;

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anjungan_central::import::{self, SourceArg};
use anjungan_central::passkey::Site;
use anjungan_central::store::db::Home;
use anjungan_central::store::{ServeLock, Store, StoreError, move_to_postgres, restore_home};
use anjungan_central::{Serving, TlsFiles};
use anyhow::Context;
use clap::{Parser, Subcommand};
use jiff::civil::Date;

/// Central of Anjungan: what the kiosks talk to.
///
/// Everything is kept in one folder (--data): the database, the keys and the snapshots. Commands may be run
/// while `serve` runs; only `restore` needs it stopped.
#[derive(Parser, Debug)]
#[command(name = "anjungan-central", version, after_help = AFTER_HELP)]
pub struct Arguments {
    /// The folder with central's data. It is made when it does not exist.
    #[arg(long, value_name = "DIR", env = "ANJUNGAN_CENTRAL_DATA", default_value = "central-data")]
    data: PathBuf,
    /// The PostgreSQL that the database is in, like postgres://USER:PASSWORD@HOST/NAME. When not given: what the file
    /// `database` in the folder says, and without that file SQLite in the folder.
    #[arg(long, value_name = "URL", env = "ANJUNGAN_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// How the log on standard error is written.
    #[arg(long, value_name = "FORMAT", env = "ANJUNGAN_LOG_FORMAT", value_enum, default_value = "text")]
    log_format: LogFormat,
    #[command(subcommand)]
    command: Command,
}

/// How the log is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum LogFormat {
    /// A line for people.
    Text,
    /// A JSON object a line, for programs that gather logs.
    Json,
}

impl Arguments {
    /// How the log is to be written.
    pub fn log_format(&self) -> LogFormat {
        self.log_format
    }
}

const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  it could not be done; one line on standard error says what, where and what to do
  2  the command line was not understood

Environment:
  ANJUNGAN_CENTRAL_DATA  the data folder, when --data is not given
  ANJUNGAN_DATABASE      the PostgreSQL, when --database is not given; seen by fewer eyes than a command line
  ANJUNGAN_TLS_CERT, ANJUNGAN_TLS_KEY
                         certificate and key, when --tls-cert and --tls-key are not given
  ANJUNGAN_CENTRAL_UPDATES
                         the folder of updates, when `serve --updates` is not given
  ANJUNGAN_PUBLIC_URL    where browsers find this central, when --public-url is not given
  ANJUNGAN_LOG_FORMAT    text or json, when --log-format is not given
  ANJUNGAN_OBJECTS       where pictures lie, when `serve --objects` is not given; ANJUNGAN_OBJECTS_ENDPOINT,
                         _REGION and _CREDENTIALS likewise
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
                         the key to the bucket, without --objects-credentials
  RUST_LOG               how much is logged: error, warn, info (default), debug

A kiosk is installed like this:
  1. anjungan-central kiosk invite --site 'Anjungan Siap Kerja – MM2100' --region 3216
  2. write the code into the kiosk's configuration file as enrolment_code, under [central],
     and start the kiosk; it shows four words
  3. anjungan-central kiosk accept K01     compare the four words, then answer yes";

const IMPORT_HELP: &str = "\
What is read:
  A file or a folder (its *.json files, to the bottom) holds answers as the source sends them.
  An address begins with https:// (or http://) and is one the source answers with JSON:
    karirhub   a list …/industrial-vacancies?…, or one …/vacancies/ID
    maganghub  a list with meta.pagination
  The pages after it are followed by themselves (page=), and after a list of Karirhub's the
  detail of each vacancy in it.

What is counted: read = new + changed + unchanged + closed + refused.
  An id that comes again within the inputs counts as unchanged; its last record is published,
  but a row of a list never in place of a detail.
  Refused is a record that lacks what a vacancy cannot be shown without; the others are published.

--json prints one object with the keys
  read, new, changed, unchanged, closed    numbers
  refused                                  a list of {source_id, reason}
Without --json a table says besides how often an id was repeated and what was odd.

Exit codes:
  0  imported, also when single records were refused
  1  an input could not be read (nothing was published), or the database not be written
  2  the command line was not understood";

#[derive(Subcommand, Debug)]
enum Command {
    /// Answer the kiosks until stopped (Ctrl-C or SIGTERM).
    ///
    /// TLS is spoken here with --tls-cert and --tls-key, or by a reverse proxy, which must pass the Host header on
    /// unchanged: kiosks sign it. The files are read again when they change and on SIGHUP.
    Serve {
        /// Where to listen.
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7300")]
        listen: String,
        /// The certificate as PEM, and after it those that vouch for it.
        #[arg(long, value_name = "FILE", env = "ANJUNGAN_TLS_CERT", requires = "tls_key")]
        tls_cert: Option<PathBuf>,
        /// Its key as PEM, without a password.
        #[arg(long, value_name = "FILE", env = "ANJUNGAN_TLS_KEY", requires = "tls_cert")]
        tls_key: Option<PathBuf>,
        /// Where browsers find this central, like https://central.example.go.id. Officers can use passkeys then; those
        /// that they make are for this name alone.
        #[arg(long, value_name = "URL", env = "ANJUNGAN_PUBLIC_URL")]
        public_url: Option<Site>,
        /// A folder of updates (`kiosk-image/release`), served to everybody as /updates: what is in it is signed.
        #[arg(long, value_name = "DIR", env = "ANJUNGAN_CENTRAL_UPDATES")]
        updates: Option<PathBuf>,
        #[command(flatten)]
        objects: objects::Options,
    },
    /// Read vacancies of a source and publish what changed.
    #[command(after_help = IMPORT_HELP)]
    Import {
        /// Whose format the inputs have.
        source: SourceArg,
        /// Files, folders or addresses (see below).
        #[arg(required = true, value_name = "PATH_OR_URL")]
        inputs: Vec<String>,
        /// The day that decides what is closed, like 2026-11-22. Today when not given.
        #[arg(long, value_name = "DATE", value_parser = date)]
        as_of: Option<Date>,
        /// Print the report as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Install, list and revoke kiosks.
    #[command(subcommand)]
    Kiosk(kiosk::Command),
    /// Certificates that offices sign cards with: show, request, install; and the check of a signed card.
    #[command(subcommand)]
    Certificate(certificate::Command),
    /// Rules of the offices that issue cards: show, set, list.
    #[command(subcommand)]
    Office(office::Command),
    /// Officers' accounts: add, reset, list.
    #[command(subcommand)]
    Officer(officer::Command),
    /// Keys of partners' programs: add, revoke, list.
    #[command(subcommand)]
    Partner(partner::Command),
    /// Pictures: copy them to another place.
    #[command(subcommand)]
    Objects(objects::Command),
    /// The trail of who did what.
    #[command(subcommand)]
    Audit(Audit),
    /// Seal what persons told under a new key. `serve` must be stopped.
    RotateKey,
    /// List what waits for a person: ops that could not be applied, and gaps after a restore.
    Held {
        /// Try the held ops again first, as after an update.
        #[arg(long)]
        retry: bool,
    },
    /// Copy the database to FILE, while everything goes on.
    ///
    /// The keys are not in it. Keep a copy of DIR/keys in another safe place: without it, what kiosks
    /// sealed can't be read, and kiosks trust nothing new. Neither are pictures and locked cards: keep a copy of
    /// DIR/blobs too, or of the bucket (`objects copy`).
    Backup {
        /// A file that does not exist yet.
        file: PathBuf,
    },
    /// Make a backup the database again. `serve` must be stopped; the keys must be in DIR/keys.
    ///
    /// Kiosks notice, send again what they still have (30 days), and walk their feeds again.
    Restore {
        /// A file that `backup` made.
        file: PathBuf,
    },
    /// Begin a new epoch: after a PostgreSQL was put back to an earlier time by its own means.
    ///
    /// Kiosks notice, send again what they still have (30 days), and walk their feeds again. `restore` does so by
    /// itself.
    NewEpoch,
    /// Move the database of a folder from SQLite into an empty PostgreSQL. `serve` must be stopped.
    ///
    /// Everything is copied in one transaction and compared: rows and digests, table by table. Keys and blobs stay in
    /// the folder, pictures where they are, and so does the epoch: kiosks go on as if nothing had happened. Afterwards the file `database` in
    /// the folder names the PostgreSQL, and what was central.db is central.db.moved.
    Migrate {
        /// The folder; --data when not given.
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
        /// The PostgreSQL, like postgres://USER:PASSWORD@HOST/NAME.
        #[arg(long, value_name = "URL")]
        to: String,
    },
}

#[derive(Subcommand, Debug)]
enum Audit {
    /// Go through the whole trail: no row was changed, removed, put in or moved.
    Verify,
}

/// Does what was asked.
pub fn run(Arguments { data, database, command, log_format: _ }: Arguments) -> anyhow::Result<()> {
    let data = match database {
        // Parsed here and not by the command line's reader, which would repeat a wrong one, password and all.
        Some(url) => Home::at(&data, url.parse().context("--database")?),
        None => Home::of(&data).map_err(|error| in_folder(&data, error))?,
    };
    match command {
        Command::Serve { listen, tls_cert, tls_key, public_url, updates, objects } => {
            if let Some(folder) = &updates {
                anyhow::ensure!(folder.is_dir(), "--updates {}: there is no such folder", folder.display());
            }
            let tls = tls_cert.zip(tls_key).map(|(cert, key)| TlsFiles { cert, key });
            serve(&data, &listen, Serving { tls, public_url, pictures: objects.settings()?, updates })
        }
        Command::Import { source, inputs, as_of, json } => {
            let mut store = open(&data)?;
            import::command(&mut store, source, &inputs, as_of, json)?;
            store.refresh_snapshots()?;
            Ok(())
        }
        Command::Kiosk(command) => kiosk::run(&mut open(&data)?, command),
        Command::Certificate(command) => certificate::run(&open(&data)?, command),
        Command::Office(command) => office::run(&mut open(&data)?, command),
        Command::Officer(command) => officer::run(&mut open(&data)?, command),
        Command::Partner(command) => partner::run(&mut open(&data)?, command),
        Command::Objects(command) => objects::run(&existing(&data)?, command),
        Command::Audit(Audit::Verify) => office::verify_audit(&existing(&data)?),
        Command::RotateKey => office::rotate_key(&data, || existing(&data)),
        Command::Held { retry } => held(&mut open(&data)?, retry),
        Command::Backup { file } => {
            existing(&data)?.backup(&file)?;
            println!(
                "{} is written. The keys are not in it, nor pictures and locked cards: keep copies of {} and {} too.",
                file.display(),
                data.dir().join("keys").display(),
                data.dir().join("blobs").display()
            );
            Ok(())
        }
        Command::Restore { file } => {
            let epoch = restore_home(&data, &file)?;
            println!("Restored {} with the new epoch {epoch}.", file.display());
            println!("What was there before is {}.", data.dir().join("central.db.before-restore").display());
            Ok(())
        }
        Command::NewEpoch => {
            let epoch = existing(&data)?.begin_new_epoch()?;
            println!("The new epoch is {epoch}. Kiosks will tell again what they still have.");
            Ok(())
        }
        Command::Migrate { from, to } => migrate(from.as_deref().unwrap_or(data.dir()), &to),
    }
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write it like 2025-11-01".into())
}

fn migrate(from: &Path, to: &str) -> anyhow::Result<()> {
    let to = to.parse().context("--to")?;
    let copied = move_to_postgres(from, &to)?;
    for table in &copied {
        println!("{:>10} rows  {}  {}", table.rows, &table.sha256[..16], table.table);
    }
    println!(
        "The database of {} is at {to} now: `serve` finds it by the file `database` there.",
        from.display()
    );
    Ok(())
}

fn open(home: &Home) -> anyhow::Result<Store> {
    Store::open_home(home).map_err(|error| in_folder(home.dir(), error))
}

/// What is wrong in the data folder, with what to do about a folder that can't be used.
fn in_folder(data: &Path, error: StoreError) -> anyhow::Error {
    if matches!(error, StoreError::File { .. }) {
        return anyhow::anyhow!("{error}, or give another --data");
    }
    anyhow::Error::from(error).context(format!("data folder {}", data.display()))
}

/// For commands that make no sense on an empty folder.
fn existing(home: &Home) -> anyhow::Result<Store> {
    anyhow::ensure!(home.exists(), "{} is missing: is --data right?", home.file().display());
    open(home)
}

/// For what still runs when the last answer has left.
const STOP_WAIT: std::time::Duration = std::time::Duration::from_secs(5);

fn serve(home: &Home, listen: &str, serving: Serving) -> anyhow::Result<()> {
    let data = home.dir();
    let lock = ServeLock::of(home).map_err(|error| in_folder(data, error))?;
    let store = open(home)?;
    if !store.has_officers()? {
        anjungan_central::console::set_up_code(data)?;
        tracing::info!(
            "no officer can sign in yet: open /console in a browser and type the code in {}",
            data.join("set-up-code").display()
        );
    }
    let listener = TcpListener::bind(listen)
        .with_context(|| format!("can't listen at {listen}: give another --listen, like 127.0.0.1:7301"))?;
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Runtime::new().context("can't start a runtime")?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let scheme = if serving.tls.is_some() { "https" } else { "http" };
        tracing::info!(data = %data.display(), database = %home.name().display(), "serving at {scheme}://{}", listener.local_addr()?);
        anjungan_central::api::serve(store, listener, serving, stopped()).await
    })?;
    // A message that is still being sent has a lease: whoever serves next sends it again.
    runtime.shutdown_timeout(STOP_WAIT);
    tracing::info!("stopped");
    drop(lock);
    Ok(())
}

/// Resolves on Ctrl-C and on SIGTERM.
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        },
        Err(error) => {
            tracing::warn!(%error, "SIGTERM can't be heard: stop with Ctrl-C");
            // An error here means that this can't be heard either: better to stop than to be unstoppable.
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

fn held(store: &mut Store, retry: bool) -> anyhow::Result<()> {
    if retry {
        println!("{} held ops could be applied now.", store.retry_held()?);
    }
    let (held, gaps) = (store.held()?, store.gaps()?);
    for op in &held {
        println!("held  {} op {} ({}): {}", op.stream, op.no, op.kind.escape_debug(), op.reason);
    }
    for (stream, first, last) in &gaps {
        println!("gap   {stream} ops {first} to {last}: lost when central was restored");
    }
    if held.is_empty() && gaps.is_empty() {
        println!("Nothing waits.");
    }
    Ok(())
}
