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
use zeroize::Zeroizing;

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Show the certificate that an office signs cards with, in PEM. It is made when there is none.
    ///
    /// Whoever checks cards with other programs imports it as trusted, after comparing its fingerprint.
    Show {
        /// The office, like 3216.
        region: RegionCode,
    },
    /// Put a certificate of a certification authority (PSrE) in place, with its key, before the first card is signed.
    Import {
        /// The office, like 3216.
        region: RegionCode,
        /// The key: PKCS#8 in PEM, RSA with 2048 to 4096 bits or P-256.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// The certificate in PEM, its issuers after it.
        #[arg(long, value_name = "FILE")]
        certificate: PathBuf,
    },
    /// Check a card's PDF: that this office signed it, and that no byte was changed since.
    Check {
        /// The office, like 3216.
        region: RegionCode,
        /// The PDF.
        file: PathBuf,
    },
}

pub fn run(store: &Store, command: Command) -> anyhow::Result<()> {
    let keys = OfficeKeys::new(store.dir());
    match command {
        Command::Show { region } => {
            keys.signer(&region, &store.office(&region)?.name)?;
            let certificate = certificate(&keys, &region)?;
            println!("{}SHA-256 {}", certificate.pem, certificate.fingerprint);
        }
        Command::Import { region, key, certificate } => {
            keys.import(&region, &text(&key)?, &text(&certificate)?)?;
            println!("The office {region} signs cards with this certificate from now on.");
        }
        Command::Check { region, file } => {
            let signed = anjungan_card::verify(&read(&file)?, &certificate(&keys, &region)?.chain);
            let signed = signed.map_err(|why: NotValid| anyhow::anyhow!("{}: {why}", file.display()))?;
            println!("Signed by {} at {}, and not changed since.", signed.signer, signed.at);
            println!("SHA-256 {}", hex(&signed.sha256));
        }
    }
    Ok(())
}

fn certificate(keys: &OfficeKeys, region: &RegionCode) -> anyhow::Result<CertificateFacts> {
    keys.certificate(region)?.with_context(|| {
        format!("the office {region} has no certificate yet: anjungan-central certificate show {region}")
    })
}

fn text(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    String::from_utf8(read(path)?)
        .map(Zeroizing::new)
        .with_context(|| format!("{} is no text: is it PEM?", path.display()))
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("can't read {}", path.display()))
}
