//! `officer …`: accounts, for the first admin and for whoever is locked out of the console.

use anjungan_central::office::people::Role;
use anjungan_central::store::{NewAccount, Store, TotpSecret, draw_password};
use anjungan_wire::id::RegionCode;
use clap::{Subcommand, ValueEnum};
use jiff::Timestamp;

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Make an account. Password and second factor are printed once.
    Add {
        /// What the officer types: 3 to 40 small letters, digits, dots and dashes.
        login: String,
        /// The officer's name.
        #[arg(long)]
        name: String,
        /// What the officer is.
        #[arg(long)]
        role: RoleArg,
        /// For which office, like 3216. For every office when not given.
        #[arg(long)]
        office: Option<RegionCode>,
    },
    /// Give an account a new password and a new second factor, unlock it, and end its sessions.
    Reset {
        /// The login.
        login: String,
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
    /// Sees what was done, and no person.
    Auditor,
    /// Accounts and configuration, and no person.
    Admin,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Operator => Role::Operator,
            RoleArg::Signer => Role::Signer,
            RoleArg::Auditor => Role::Auditor,
            RoleArg::Admin => Role::Admin,
        }
    }
}

const BY: &str = "command-line";

pub fn run(store: &mut Store, command: Command) -> anyhow::Result<()> {
    let now = Timestamp::now();
    match command {
        Command::Add { login, name, role, office } => {
            let password = draw_password()?;
            let new = NewAccount { login, name, role: role.into(), office };
            let (id, totp) = store.add_officer(&new, &password, BY, now)?;
            println!("{id}  {}  {}", new.login, new.role.as_str());
            say(&new.login, &password, &totp);
        }
        Command::Reset { login } => {
            let password = draw_password()?;
            let totp = store.reset_officer(&login, &password, BY, now)?;
            println!("{login} has a new password and a new second factor; its sessions have ended.");
            say(&login, &password, &totp);
        }
        Command::List => {
            let officers = store.officers()?;
            if officers.is_empty() {
                println!("There is no officer yet. Begin with: anjungan-central officer add --help");
            }
            for officer in officers {
                let office = officer.office.as_ref().map_or("every office", RegionCode::as_str);
                let locked = officer.locked_until.filter(|until| *until > now);
                let state = match (officer.active, locked) {
                    (false, _) => "out of use",
                    (true, Some(_)) => "locked for now",
                    (true, None) => "",
                };
                println!(
                    "{}  {:<20}  {:<8}  {:<12}  {}  {state}",
                    officer.id,
                    officer.login,
                    officer.role.as_str(),
                    office,
                    officer.name
                );
            }
        }
    }
    Ok(())
}

fn say(login: &str, password: &str, totp: &TotpSecret) {
    println!("Password:       {password}");
    println!("Second factor:  {}", totp.to_base32());
    println!("For the app:    {}", totp.to_url(login));
    println!("Neither is shown again.");
}
