//! `officer …`: accounts, for the first admin and for whoever is locked out of the console.

use anjungan_central::office::offices::Offices;
use anjungan_central::office::people::Role;
use anjungan_central::store::{INVITED_HOURS, InvitedOfficer, Lost, NewAccount, Store};
use clap::{Subcommand, ValueEnum};
use jiff::Timestamp;

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Make an account and print its invitation: the officer chooses the password and scans the second factor.
    Add {
        /// What the officer types: 3 to 40 small letters, digits, dots and dashes.
        login: String,
        /// The officer's name.
        #[arg(long)]
        name: String,
        /// What the officer is.
        #[arg(long)]
        role: RoleArg,
        /// For which offices, like 3216 or 3216,3275. For every office when not given.
        #[arg(long, value_parser = Offices::read, default_value = "", hide_default_value = true)]
        office: Offices,
    },
    /// Take an account's password and second factor out of use, unlock it, end its sessions, and invite its officer anew.
    Reset {
        /// The login.
        login: String,
        /// Only the app is lost: the password stays, and is asked for.
        #[arg(long)]
        second_factor: bool,
    },
    /// List accounts.
    List,
}

/// What an officer is.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum RoleArg {
    /// Registers, verifies, hands over.
    Operator,
    /// Pengantar kerja: verifies and signs.
    Signer,
    /// Writes what kiosks show.
    Editor,
    /// Publishes what editors wrote.
    Approver,
    /// Kiosks, printers, paper.
    Technician,
    /// Sees what was done, and no person.
    Auditor,
    /// Reads figures and what is published.
    Partner,
    /// Accounts and configuration, and no person.
    Admin,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Operator => Role::Operator,
            RoleArg::Signer => Role::Signer,
            RoleArg::Editor => Role::Editor,
            RoleArg::Approver => Role::Approver,
            RoleArg::Technician => Role::Technician,
            RoleArg::Auditor => Role::Auditor,
            RoleArg::Partner => Role::Partner,
            RoleArg::Admin => Role::Admin,
        }
    }
}

const BY: &str = "command-line";

pub fn run(store: &mut Store, command: Command) -> anyhow::Result<()> {
    let now = Timestamp::now();
    match command {
        Command::Add { login, name, role, office } => {
            let new = NewAccount { login, name, role: role.into(), offices: office };
            let invited = store.invite_officer(&new, BY, now)?;
            println!("{}  {}  {}", invited.officer, new.login, new.role.as_str());
            say(&invited);
        }
        Command::Reset { login, second_factor } => {
            let known = store.officers()?.into_iter().find(|officer| officer.login == login);
            let officer = known.ok_or(anjungan_central::store::PeopleRefusal::Unknown)?;
            let lost = if second_factor { Lost::SecondFactor } else { Lost::Everything };
            let invited = store.invite_again(officer.id, lost, BY, now)?;
            println!("{login} can't sign in any more until the invitation is used; its sessions have ended.");
            say(&invited);
        }
        Command::List => {
            let officers = store.officers()?;
            if officers.is_empty() {
                println!("There is no officer yet. Begin with: anjungan-central officer add --help");
            }
            for officer in officers {
                let offices = officer.offices.to_text();
                let locked = officer.locked_until.filter(|until| *until > now);
                let state = match (officer.active, officer.joined, locked) {
                    (false, _, _) => "out of use",
                    (true, false, _) => "invited",
                    (true, true, Some(_)) => "locked for now",
                    (true, true, None) => "",
                };
                println!(
                    "{}  {:<20}  {:<8}  {:<12}  {}  {state}",
                    officer.id,
                    officer.login,
                    officer.role.as_str(),
                    offices.as_deref().unwrap_or("every office"),
                    officer.name
                );
            }
        }
    }
    Ok(())
}

fn say(invited: &InvitedOfficer) {
    println!("Invitation:  {}", invited.code.to_text());
    println!("The officer opens /console/join, types it, chooses a password and scans the second factor.");
    println!("It works once, for {INVITED_HOURS} hours, and is not shown again.");
}
