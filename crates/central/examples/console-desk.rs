//! What `tests/console.sh` plays with: a data folder full of the demonstration's invented people, officers of every
//! role, and kiosks that answer as machines do.
//!
//! ```text
//! console-desk make DIR           makes the folder; prints officers, routes and numbers as JSON
//! console-desk beats URL          the kiosks of the folder say how they are, twice, so that something has changed
//! console-desk machine URL CODE N a new machine, number N, enrols; prints its four words
//! ```

use std::path::Path;

use anjungan_central::demonstration::office::{self, PASSWORD};
use anjungan_central::office::offices::Offices;
use anjungan_central::office::people::Role;
use anjungan_central::store::{Invite, NewAccount, Store};
use anjungan_central::{Rule, api, issuing};
use anjungan_wire::health::{ClockState, Condition, DiskState, PrinterState};
use anjungan_wire::id::StreamId;
use anjungan_wire::op::Clock;
use anjungan_wire::request::{Beat, Enrol, Health};
use anjungan_wire::sign::{CONTENT_DIGEST, Parts, SIGNATURE, SIGNATURE_INPUT, sign};
use anjungan_wire::words::fingerprint_words;
use anyhow::{Context, bail, ensure};
use ed25519_dalek::SigningKey;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

/// Where the kiosks stand. One name is as long as names get.
const SITES: [&str; 5] = [
    "Mal Pelayanan Publik, lantai 1",
    "Kecamatan Cikarang Pusat",
    "Balai Latihan Kerja dan Pengembangan Produktivitas Kabupaten Bekasi, lobi timur",
    "Anjungan Siap Kerja – MM2100",
    "Kecamatan Tambun Selatan",
];
/// Applications beside the demonstration's own: each job of an officer takes one.
const MORE: std::ops::Range<u8> = 10..24;
/// The demonstration's own people who wait, and whose NIK another person claims.
const TWINS: [(u8, u8); 2] = [(22, 10), (23, 11)];

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["make", dir] => make(Path::new(dir)),
        ["beats", url] => beats(url),
        ["machine", url, code, n] => enrol(url, code, n.parse()?),
        _ => bail!("console-desk make DIR | beats URL | machine URL CODE N"),
    }
}

fn make(dir: &Path) -> anyhow::Result<()> {
    let mut store = Store::open(dir)?;
    let now = Timestamp::now();
    let documents = issuing::documents(dir);
    office::office(&mut store, now, Some(&|facts| documents(facts)))?;
    for n in MORE {
        let twin = TWINS.iter().find(|(second, _)| *second == n).map(|(_, first)| *first);
        let name = if n == 12 {
            "CONTOH RAHAYU PUTRI NINGSIH KUSUMAWARDHANI SASTROATMODJO".to_owned()
        } else {
            format!("CONTOH PEMOHON {n}")
        };
        let at = now.checked_sub((i64::from(n) * 7).minutes())?;
        office::another(&mut store, n, &name, twin, at)?;
    }
    for no in 0..2 {
        office::stray_report(&mut store, MORE.end + no, now)?;
    }
    for (n, site) in (0..).zip(SITES) {
        let invite = Invite {
            kiosk: None,
            site: site.into(),
            tenant: "Disnaker Kabupaten Bekasi (contoh)".into(),
            region: "3216".parse()?,
            scopes: Vec::new(),
            accept: true,
        };
        let code = store.invite(invite)?.code;
        store.enrol(&request(n, &code), now.as_millisecond())?;
    }
    println!(
        "{}",
        json!({ "password": PASSWORD, "officers": officers(&mut store, now)?, "routes": routes() })
    );
    Ok(())
}

/// Accounts of every role: one for the day, one for a browser without scripts, one to be looked at; one whose role changes,
/// and one who writes rules meanwhile.
fn officers(store: &mut Store, now: Timestamp) -> anyhow::Result<Vec<Value>> {
    let mut all = Vec::new();
    let each = Role::ALL.into_iter().flat_map(|role| ["hari", "polos", "lihat"].map(|sort| (sort, role)));
    for (sort, role) in each.chain([("gerak", Role::Partner), ("gerak", Role::Admin)]) {
        let login = format!("{sort}-{}", role.as_str());
        let name = format!("CONTOH {} {}", sort.to_uppercase(), role.as_str().to_uppercase());
        let new = NewAccount { login: login.clone(), name, role, offices: Offices::Every };
        let (_, totp) = store.add_officer(&new, PASSWORD, "demonstration", now)?;
        all.push(json!({ "login": login, "role": role.as_str(), "totp": totp.to_base32() }));
    }
    Ok(all)
}

/// The router's own list.
fn routes() -> Vec<Value> {
    let rule = |rule| match rule {
        Rule::Public => "public",
        Rule::Device => "device",
        Rule::SignedIn | Rule::Needs(_) | Rule::NeedsOneOf(_) => "officer",
        Rule::Token(_) => "token",
    };
    let each = api::routes().into_iter();
    each.map(|route| json!({ "method": route.method.as_str(), "path": route.path, "rule": rule(route.rule) }))
        .collect()
}

/// A machine's key follows from its number. Known to everybody: never let it at a central in use.
fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n.wrapping_add(1); 32])
}

fn request(n: u8, code: &str) -> Enrol {
    Enrol {
        code: code.into(),
        public_key: key(n).verifying_key().to_bytes(),
        stream: StreamId::new([n.wrapping_add(1); 16]),
        machine: "Advantech UTC-115 (contoh)".into(),
    }
}

fn beats(url: &str) -> anyhow::Result<()> {
    let well = Condition {
        printer: PrinterState::Ready,
        paper_percent: Some(70),
        clock: ClockState::Right,
        disk: DiskState::Plenty,
        temperature_c: Some(45),
        last_visit_s: Some(Timestamp::now().as_second() / 600 * 600),
        up_hours: 50,
        ..Condition::default()
    };
    let later = [
        well.clone(),
        Condition { printer: PrinterState::PaperLow, paper_percent: Some(10), ..well.clone() },
        Condition {
            printer: PrinterState::PaperOut,
            printer_code: Some("P03".into()),
            paper_percent: Some(0),
            ..well.clone()
        },
        Condition { disk: DiskState::Low, clock: ClockState::Wrong, ..well.clone() },
    ];
    // The last kiosk is never heard of.
    for (n, later) in (0..).zip(later) {
        for condition in [well.clone(), later] {
            let health = Health { version: "0.2.0".into(), condition: Some(condition), ..Health::default() };
            let clock = Clock {
                wall_ms: Timestamp::now().as_millisecond(),
                boot: [1; 8],
                mono_ms: 1_000,
                synced: true,
            };
            let stream = StreamId::new([n + 1; 16]);
            let beat = Beat { stream, acked: 0, waiting: 0, cursors: vec![], health, clock, wait_s: None };
            post(url, &key(n), "/v1/beat", &serde_json::to_vec(&beat)?)?;
        }
    }
    Ok(())
}

fn enrol(url: &str, code: &str, n: u8) -> anyhow::Result<()> {
    post(url, &key(n), "/v1/enrol", &serde_json::to_vec(&request(n, code))?)?;
    println!("{}", fingerprint_words(&key(n).verifying_key().to_bytes()).join(" "));
    Ok(())
}

fn post(url: &str, key: &SigningKey, path: &str, body: &[u8]) -> anyhow::Result<()> {
    let authority = url.strip_prefix("http://").context("central speaks plain HTTP here")?;
    let parts = Parts { method: "POST", authority, path, query: "", body };
    let signed = sign(key, &parts, Timestamp::now().as_second());
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut answer = agent
        .post(format!("{url}{path}"))
        .header(CONTENT_DIGEST, &signed.content_digest)
        .header(SIGNATURE_INPUT, &signed.signature_input)
        .header(SIGNATURE, &signed.signature)
        .send(body)?;
    let told = answer.body_mut().read_to_string()?;
    ensure!(answer.status() == 200, "{path}: {} {told}", answer.status());
    Ok(())
}
