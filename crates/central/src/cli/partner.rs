//! `partner …`: keys of partners' programs.

use anjungan_central::office::offices::Offices;
use anjungan_central::office::partners::Grant;
use anjungan_central::store::{NewApiToken, Store};
use clap::Subcommand;
use jiff::Timestamp;

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Make a key and print it. It is not shown again.
    Add {
        /// Who uses it, and for what.
        #[arg(long)]
        name: String,
        /// What it may read: vacancies, employers, trainings, figures, cards, metrics. Repeat for several.
        #[arg(long = "grant", required = true, value_parser = grant)]
        grants: Vec<Grant>,
        /// Of which offices, like 3216 or 3216,3275. Of every office when not given.
        #[arg(long, value_parser = Offices::read, default_value = "", hide_default_value = true)]
        office: Offices,
        /// Requests a minute at most.
        #[arg(long, default_value_t = 120)]
        per_minute: u32,
    },
    /// Revoke a key.
    Revoke {
        /// Its number.
        id: i64,
    },
    /// List keys.
    List,
}

const BY: &str = "command-line";

fn grant(name: &str) -> Result<Grant, String> {
    Grant::named(name).ok_or_else(|| "one of vacancies, employers, trainings, figures, cards, metrics".into())
}

pub fn run(store: &mut Store, command: Command) -> anyhow::Result<()> {
    let now = Timestamp::now();
    match command {
        Command::Add { name, grants, office, per_minute } => {
            let grants = grants.into_iter().collect();
            let new = NewApiToken { name, grants, offices: office, per_minute, ends: None };
            let (id, key) = store.make_token(&new, BY, now)?;
            println!("Number: {id}");
            println!("Key: {}", key.to_text());
            println!("It is not shown again.");
        }
        Command::Revoke { id } => {
            anyhow::ensure!(
                store.revoke_token(id, BY, now)?,
                "there is no key {id} in force: see `partner list`"
            );
            println!("Key {id} opens nothing any more.");
        }
        Command::List => {
            let tokens = store.tokens()?;
            if tokens.is_empty() {
                println!("There is no key yet. Begin with: anjungan-central partner add --help");
            }
            for token in tokens {
                let grants: Vec<&str> = token.what.grants.iter().map(|grant| grant.as_str()).collect();
                let state = if token.works(now) { "" } else { "out of use" };
                println!("{}  {}  {}  {state}", token.id, token.what.name, grants.join(","));
            }
        }
    }
    Ok(())
}
