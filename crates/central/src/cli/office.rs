//! `office …`: the rules of the offices that issue cards.

use std::path::PathBuf;

use anjungan_central::store::db::Home;
use anjungan_central::store::{ServeLock, Store};
use anjungan_wire::id::RegionCode;
use anyhow::Context;
use clap::Subcommand;
use jiff::Timestamp;

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Put an office's rules in force, from a TOML file. Kiosks learn what concerns them.
    Set {
        /// The file. Begin with what `office show` prints.
        file: PathBuf,
    },
    /// Print the rules in force of an office; the usual ones when it has set none.
    Show {
        /// The office, like 3216.
        region: RegionCode,
    },
    /// List the offices that have rules of their own.
    List,
    /// Make another key for the codes on an office's cards. Cards of the old one stay genuine.
    CardKey {
        /// The office, like 3216.
        region: RegionCode,
    },
}

pub fn run(store: &mut Store, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Set { file } => {
            let toml =
                std::fs::read_to_string(&file).with_context(|| format!("can't read {}", file.display()))?;
            let rules = store
                .set_office(&toml, "command-line", Timestamp::now())
                .with_context(|| format!("{} is not in force", file.display()))?;
            println!("The rules of {} ({}) are in force.", rules.name, rules.region);
        }
        Command::Show { region } => {
            let own = store.office_history(&region)?.into_iter().next();
            match own {
                Some(version) => print!("{}", version.toml),
                None => print!("{}", toml::to_string(&store.office(&region)?)?),
            }
        }
        Command::List => {
            for office in store.offices()? {
                println!("{}  version {}  by {}", office.region, office.version, office.by);
            }
        }
        Command::CardKey { region } => {
            let number = store.new_card_key(&region)?;
            println!("Key {number} signs the codes on cards of {region} from now on.");
            println!("Keep a copy of {} in its safe place.", store.dir().join("keys").display());
        }
    }
    Ok(())
}

/// `audit verify`
pub fn verify_audit(store: &Store) -> anyhow::Result<()> {
    let head = store.verify_audit()?;
    println!("The trail holds: {} rows.", head.rows);
    println!("Its head: {}", head.hash);
    println!("Note both elsewhere: a trail that ends earlier, or with another head, was put back.");
    Ok(())
}

/// `rotate-key`
pub fn rotate_key(home: &Home, open: impl FnOnce() -> anyhow::Result<Store>) -> anyhow::Result<()> {
    // A central that serves has the old keys in memory.
    let lock = ServeLock::alone(home)?;
    let count = open()?.rotate_field_key()?;
    drop(lock);
    println!("{count} sealed texts are under a new key.");
    println!("Copy {} to its safe place now.", home.dir().join("keys").display());
    println!("The old key's file is needed for backups made before, and for nothing else.");
    Ok(())
}
