//! `kiosk …`: install, list and revoke.

mod prints;

use std::io::{BufRead, IsTerminal, Write};

use anjungan_central::store::{CODE_HOURS, Device, DeviceState, Invite, Store};
use anjungan_wire::id::{KioskCode, RegionCode};
use anjungan_wire::words::fingerprint_words;
use anyhow::Context;
use clap::Subcommand;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Make a code that installs one machine, once, within 24 hours.
    ///
    /// The code goes into the machine's configuration file as enrolment_code, under [central]. Started with
    /// it, the machine shows four words; compare them when you accept it.
    Invite {
        /// Where it stands, as its screen says it.
        #[arg(long)]
        site: String,
        /// Its district or regency, by Kemendagri code, like 3216 or 32.16.08.
        #[arg(long)]
        region: RegionCode,
        /// Who runs it, as its screen says it. The name of the regency when not given.
        #[arg(long)]
        tenant: Option<String>,
        /// An existing kiosk whose machine is replaced, like K07. A new one when not given.
        #[arg(long)]
        code: Option<KioskCode>,
    },
    /// List kiosks, their machines and when they were last heard, with what is the matter with their printers.
    List,
    /// Show the trail of a kiosk's print jobs: each change of state, by the kiosk's own clock.
    Prints {
        /// The kiosk, like K07.
        code: KioskCode,
        /// So many jobs, the newest first.
        #[arg(long, value_name = "N", default_value_t = 20)]
        last: usize,
    },
    /// Put the machine that waits at a kiosk into service, after comparing its four words.
    Accept {
        /// The kiosk, like K07.
        code: KioskCode,
        /// One machine of several that wait, by the key that `list` shows.
        #[arg(long)]
        key: Option<String>,
        /// Do not ask: the words were compared already.
        #[arg(long)]
        yes: bool,
    },
    /// Take a machine out of service. What it still has to send is welcome; it gets nothing any more.
    Retire {
        /// The kiosk, like K07.
        code: KioskCode,
    },
    /// A machine is in unknown hands: take nothing from it, give it nothing.
    Lost {
        /// The kiosk, like K07.
        code: KioskCode,
        /// One machine of several, by the key that `list` shows.
        #[arg(long)]
        key: Option<String>,
    },
}

pub fn run(store: &mut Store, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Invite { site, region, tenant, code } => {
            anyhow::ensure!(
                anjungan_regions::name(region.as_str()).is_some(),
                "--region {region}: there is no such region: give the Kemendagri code of a regency or a \
                 district, like 3216 or 32.16.08"
            );
            let tenant = tenant.unwrap_or_else(|| format!("Disnaker {}", region_name(&region)));
            let invite = Invite { kiosk: code, site, tenant, region, scopes: Vec::new(), accept: false };
            let invited = store.invite(invite)?;
            let (left, right) = invited.code.split_at(4);
            println!("{}  {left}-{right}", invited.kiosk);
            println!("Write this code into the machine's configuration file, under [central]:");
            println!("  enrolment_code = \"{}\"", invited.code);
            println!(
                "It works once, within {CODE_HOURS} hours. Started with it, the machine shows four words."
            );
            println!("Then: anjungan-central kiosk accept {}", invited.kiosk);
            Ok(())
        }
        Command::List => list(store),
        Command::Prints { code, last } => prints::trails(store, &code, last),
        Command::Accept { code, key, yes } => accept(store, &code, key.as_deref(), yes),
        Command::Retire { code } => {
            store.revoke(&code, false)?;
            println!("{code} is retired. What it still has to send is taken.");
            Ok(())
        }
        Command::Lost { code, key } => {
            let device = match key {
                Some(key) => {
                    let device = store.device(&key)?.filter(|device| device.kiosk == code);
                    let device = device.with_context(|| format!("no machine at {code} has the key {key}"))?;
                    store.revoke_key(&device.key_id, true)?
                }
                None => store.revoke(&code, true)?,
            };
            println!("{code} ({}) is lost: nothing is taken from it any more.", device.key_id);
            Ok(())
        }
    }
}

fn list(store: &Store) -> anyhow::Result<()> {
    let devices = store.devices()?;
    if devices.is_empty() {
        println!("No machine is enrolled yet. Begin with: anjungan-central kiosk invite --help");
    }
    for device in devices {
        println!(
            "{}  {:<8}  {}  {}  {}  key {}",
            device.kiosk,
            device.state.as_str(),
            heard(&device),
            device.site,
            device.machine,
            device.key_id
        );
        for line in prints::matters(store, &device)? {
            println!("     {line}");
        }
    }
    Ok(())
}

fn heard(device: &Device) -> String {
    let Some((at_ms, beat)) = &device.last_beat else { return "never heard".into() };
    format!(
        "heard {} printer {} waiting {}",
        local(*at_ms).strftime("%Y-%m-%d %H:%M"),
        beat.health.printer.escape_debug(),
        beat.waiting
    )
}

/// In the zone of the machine that central runs on.
fn local(at_ms: i64) -> Zoned {
    Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(TimeZone::system())
}

fn accept(store: &mut Store, code: &KioskCode, key: Option<&str>, yes: bool) -> anyhow::Result<()> {
    let mut waiting = store.devices()?.into_iter().filter(|device| {
        device.kiosk == *code
            && device.state == DeviceState::Pending
            && key.is_none_or(|key| key == device.key_id)
    });
    let (waiting, another) = (waiting.next(), waiting.next());
    let waiting = waiting.with_context(|| {
        format!("no machine waits to be accepted as {code}: start it with the code in its file first")
    })?;
    anyhow::ensure!(
        another.is_none(),
        "several machines wait as {code}: choose one of `anjungan-central kiosk list` with --key"
    );
    println!("{code}, {}, machine {}", waiting.site, waiting.machine);
    println!("Its four words: {}", fingerprint_words(&waiting.public_key).join(" "));
    if !yes {
        anyhow::ensure!(
            std::io::stdin().is_terminal(),
            "nobody can answer here: compare the words, then add --yes"
        );
        print!("Does the machine show the same words? Type yes: ");
        std::io::stdout().flush()?;
        let mut answer = String::new();
        std::io::stdin().lock().read_line(&mut answer)?;
        anyhow::ensure!(
            answer.trim() == "yes",
            "not accepted. If the words differ, another machine used the code: \
             anjungan-central kiosk lost {code} --key {}",
            waiting.key_id
        );
    }
    store.accept(&waiting.key_id)?;
    println!("{code} is in service.");
    Ok(())
}

fn region_name(region: &RegionCode) -> String {
    let wide = region.office();
    anjungan_regions::name(wide.as_str()).map_or_else(|| wide.to_string(), str::to_owned)
}
