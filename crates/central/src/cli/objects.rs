//! Where pictures lie: options of `serve`, and `objects …`.

use std::path::PathBuf;

use anjungan_central::objects::{Objects, Place, Server, Settings};
use anjungan_central::store::Store;
use anyhow::{Context as _, ensure};
use clap::{Args, Subcommand};

#[derive(Args, Clone, Debug)]
pub struct At {
    /// The address of the bucket's server, like https://minio.example.go.id. Amazon's own when not given.
    #[arg(long = "objects-endpoint", value_name = "URL", env = "ANJUNGAN_OBJECTS_ENDPOINT")]
    endpoint: Option<String>,
    /// The region that requests are signed for. Most servers of one's own take any.
    #[arg(
        long = "objects-region",
        value_name = "REGION",
        env = "ANJUNGAN_OBJECTS_REGION",
        default_value = "us-east-1"
    )]
    region: String,
    /// A file with certificates as PEM: of the authorities that vouch for the bucket's server, and no others. The usual
    /// ones when not given.
    #[arg(long = "objects-ca-file", value_name = "FILE", env = "ANJUNGAN_OBJECTS_CA_FILE")]
    ca_file: Option<PathBuf>,
    /// A file with aws_access_key_id and aws_secret_access_key, mode 0600. When not given: AWS_ACCESS_KEY_ID and
    /// AWS_SECRET_ACCESS_KEY of the environment.
    #[arg(long = "objects-credentials", value_name = "FILE", env = "ANJUNGAN_OBJECTS_CREDENTIALS")]
    credentials: Option<PathBuf>,
}

/// Options of `serve`.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// Where pictures lie: `folder` (DIR/blobs), or s3://BUCKET or s3://BUCKET/PREFIX.
    #[arg(long = "objects", value_name = "PLACE", env = "ANJUNGAN_OBJECTS", default_value = "folder")]
    place: Place,
    #[command(flatten)]
    at: At,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Copy every picture from one place to another; what is there already stays. `serve` may run.
    ///
    /// A place is `folder` (DIR/blobs), or s3://BUCKET or s3://BUCKET/PREFIX. Before `serve` is started with another
    /// --objects, and once more after it: what was sent in between is copied then. Both places are on the same server, with
    /// the same key. Also the way to keep a copy of a bucket beside a backup.
    Copy {
        /// From where.
        from: Place,
        /// To where.
        to: Place,
        #[command(flatten)]
        at: At,
    },
}

impl At {
    fn settings(&self, place: &Place) -> anyhow::Result<Settings> {
        let variable = |name: &str| std::env::var(name).ok();
        let server = Server {
            endpoint: self.endpoint.clone(),
            region: self.region.clone(),
            ca_file: self.ca_file.clone(),
        };
        Settings::of(place.clone(), server, self.credentials.as_deref(), &variable).context("--objects")
    }
}

impl Options {
    /// The place, with the key to it.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        self.at.settings(&self.place)
    }
}

pub fn run(store: &Store, command: Command) -> anyhow::Result<()> {
    let Command::Copy { from, to, at } = command;
    ensure!(from != to, "from and to are the same place");
    let other = Objects::open(&at.settings(&from)?, store.dir())?;
    let here = Objects::open(&at.settings(&to)?, store.dir())?;
    let hashes = store.media_hashes()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let copies = runtime.block_on(here.copy_from(&other, &hashes))?;
    println!("{} pictures copied to {here}, {} were there already.", copies.copied, copies.there);
    ensure!(
        copies.missing == 0,
        "{} pictures are neither at {other} nor at {here}: put them back from a backup",
        copies.missing
    );
    Ok(())
}
