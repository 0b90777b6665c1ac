//! Terminals: their keys follow from their number, so that nothing has to be kept between the two commands.

use std::collections::HashMap;
use std::path::Path;

use anjungan_central::store::{Invite, Store};
use anjungan_wire::id::{Epoch, Scope, StreamId};
use anjungan_wire::request::Enrol;
use anjungan_wire::seal::SealingKey;
use anyhow::Context;
use ed25519_dalek::SigningKey;
use sha2::{Digest, Sha256};

/// What a terminal of this fleet knows.
pub(crate) struct Fleet {
    pub(crate) first: u32,
    pub(crate) terminals: u32,
    pub(crate) epoch: Epoch,
    pub(crate) sealing: SealingKey,
    pub(crate) scopes: HashMap<StreamId, Vec<Scope>>,
    /// Where every feed stands: these terminals are in service and have all of it.
    pub(crate) heads: HashMap<Scope, u64>,
}

fn derived(what: &str, number: u32) -> [u8; 32] {
    Sha256::digest(format!("anjungan-load {what} {number}")).into()
}

/// The key that terminal `number` signs with. Known to everybody: never let this fleet at a central in use.
pub(crate) fn key(number: u32) -> SigningKey {
    SigningKey::from_bytes(&derived("key", number))
}

/// Its stream.
pub(crate) fn stream(number: u32) -> StreamId {
    let bytes = derived("stream", number);
    StreamId::new(std::array::from_fn(|at| bytes[at]))
}

/// Enrols terminals 0 to `count`; those that are enrolled already stay.
pub(crate) fn prepare(data: &Path, count: u32) -> anyhow::Result<()> {
    let mut store = Store::open(data).with_context(|| format!("{} can't be opened", data.display()))?;
    let known = store.devices()?.len();
    for number in u32::try_from(known)?..count {
        let invite = Invite {
            kiosk: None,
            site: format!("Beban {number}"),
            tenant: "Dinas Beban".into(),
            region: "3216".parse().context("the region of the fleet")?,
            scopes: Vec::new(),
            accept: true,
        };
        let code = store.invite(invite)?.code;
        let public_key = key(number).verifying_key().to_bytes();
        let enrol = Enrol { code, public_key, stream: stream(number), machine: "anjungan-load".into() };
        store.enrol(&enrol, jiff::Timestamp::now().as_millisecond())?;
        if number % 1_000 == 999 {
            eprintln!("{} of {count} are enrolled", number + 1);
        }
    }
    Ok(())
}

/// What they know of their central.
pub(crate) fn read(data: &Path, first: u32, terminals: u32) -> anyhow::Result<Fleet> {
    let store = Store::open(data).with_context(|| format!("{} can't be opened", data.display()))?;
    let devices = store.devices()?;
    let known = devices.len();
    anyhow::ensure!(
        known >= (first + terminals) as usize,
        "{known} terminals are enrolled, and {first} + {terminals} are to be played: run `anjungan-load prepare` first"
    );
    let heads = store.scopes()?.into_iter().map(|scope| {
        let head = store.scope_state(&scope)?.head;
        Ok((scope, head))
    });
    Ok(Fleet {
        first,
        terminals,
        epoch: store.epoch()?,
        sealing: store.sealing_key(),
        heads: heads.collect::<anyhow::Result<_>>()?,
        scopes: devices.into_iter().map(|device| (device.stream, device.scopes)).collect(),
    })
}
