//! `certificate …`: the certificates that cards are signed with, and the check of a signed card.

use std::fs;
use std::path::{Path, PathBuf};

use anjungan_card::NotValid;
use anjungan_central::issuing::{CertificateFacts, OfficeKeys};
use anjungan_central::store::Store;
use anjungan_wire::encoding::hex;
use anjungan_wire::id::RegionCode;
use anyhow::Context;
use clap::Subcommand;
use jiff::Timestamp;

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Show the certificate that an office signs cards with, in PEM. It is made when there is none.
    ///
    /// Whoever checks cards with other programs imports it as trusted, after comparing its fingerprint.
    Show {
        /// The office, like 3216.
        region: RegionCode,
    },
    /// Print a request (PKCS#10, PEM) for a certification authority (PSrE): of the token's key, or of a new one.
    ///
    /// A key in a PKCS#11 token or service is described in DIR/keys/office-REGION.token:
    ///     module = "/usr/lib/softhsm/libsofthsm2.so"
    ///     token = "label of the token"
    ///     key = "label of the key"      (or key_id = "hexadecimal digits", or both)
    ///     pin_file = "/etc/anjungan/pin"      (the PIN alone, mode 0600)
    #[command(verbatim_doc_comment)]
    Request {
        /// The office, like 3216.
        region: RegionCode,
    },
    /// Put the certificate in force that was asked for with `request`. What signed before is kept as former.
    Install {
        /// The office, like 3216.
        region: RegionCode,
        /// The certificate in PEM, its issuers after it.
        #[arg(long, value_name = "FILE")]
        certificate: PathBuf,
    },
    /// Put a certificate in force that the key signs itself: the token's, or that of `request`. For a trial.
    SelfSigned {
        /// The office, like 3216.
        region: RegionCode,
    },
    /// Put a certificate of a certification authority (PSrE) in place, with its key, before the first card is signed.
    Import {
        /// The office, like 3216.
        region: RegionCode,
        /// The key: PKCS#8 in PEM, RSA with 2048 to 4096 bits or P-256; readable by its owner alone.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// The certificate in PEM, its issuers after it.
        #[arg(long, value_name = "FILE")]
        certificate: PathBuf,
    },
    /// Check a card's PDF: that this office signed it, now or with a former certificate, and that no byte was changed.
    Check {
        /// The office, like 3216.
        region: RegionCode,
        /// The PDF.
        file: PathBuf,
    },
}

pub fn run(store: &Store, command: Command) -> anyhow::Result<()> {
    let keys = OfficeKeys::new(store.dir());
    let now = Timestamp::now();
    match command {
        Command::Show { region } => {
            if keys.certificate(&region)?.is_none() {
                keys.signer(&region, &store.office(&region)?.name, now)?;
            }
            let certificate = keys.certificate(&region)?.context("it was just made and is gone")?;
            print!("{}", certificate.pem);
            tell(&certificate);
        }
        Command::Request { region } => {
            print!("{}", keys.request(&region, &store.office(&region)?.name)?);
        }
        Command::Install { region, certificate } => {
            in_force(&region, &keys.install(&region, &text(&certificate)?, now)?);
        }
        Command::SelfSigned { region } => {
            in_force(&region, &keys.self_signed(&region, &store.office(&region)?.name, now)?);
        }
        Command::Import { region, key, certificate } => {
            in_force(&region, &keys.import(&region, &key, &text(&certificate)?, now)?);
        }
        Command::Check { region, file } => {
            let signed = anjungan_card::verify(&read(&file)?, &keys.believed(&region)?);
            let signed = signed.map_err(|why: NotValid| anyhow::anyhow!("{}: {why}", file.display()))?;
            println!("Signed by {} at {}, and not changed since.", signed.signer, signed.at);
            println!("SHA-256 {}", hex(&signed.sha256));
        }
    }
    Ok(())
}

fn in_force(region: &RegionCode, certificate: &CertificateFacts) {
    println!("The office {region} signs cards with this certificate from now on.");
    tell(certificate);
    println!("Keep a copy of the keys' folder in its safe place.");
}

fn tell(certificate: &CertificateFacts) {
    let term = &certificate.term;
    println!("{}, from {} to {}", term.subject, term.from, term.until);
    println!("SHA-256 {}", certificate.fingerprint);
}

fn text(path: &Path) -> anyhow::Result<String> {
    String::from_utf8(read(path)?).with_context(|| format!("{} is no text: is it PEM?", path.display()))
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("can't read {}", path.display()))
}
