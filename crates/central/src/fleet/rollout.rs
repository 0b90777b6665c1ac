//! A version on its way through the fleet: asked of one kiosk, then of its regency, then of all. Pure.
//!
//! ```text
//! kiosk K07 ──runs it, and is well──▶ Kab. Bekasi ──every kiosk that is heard runs it──▶ all kiosks
//!     └──────────── stopped: no version is asked there any more; what runs, stays ──────────┘
//! ```

use anjungan_wire::id::{KioskCode, RegionCode};
use anjungan_wire::version::is_older;

use super::settings::Layer;
use super::{Standing, Trouble};

/// A version that is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Of which kiosks.
    pub layer: Layer,
    /// Which, or a newer one.
    pub version: String,
    /// Since when, Unix milliseconds.
    pub at_ms: i64,
    /// By whom.
    pub by: String,
}

/// A kiosk and what it runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Running {
    /// Which kiosk.
    pub kiosk: KioskCode,
    /// Where it stands.
    pub site: String,
    /// Its regency.
    pub regency: RegionCode,
    /// What it said last; `None`: it has said nothing yet.
    pub version: Option<String>,
    /// Since when it runs that, Unix milliseconds; 0: unknown.
    pub since_ms: i64,
    /// How it is.
    pub standing: Standing,
    /// What is wrong, if something is.
    pub trouble: Option<Trouble>,
    /// When it was last heard, Unix milliseconds; 0: never.
    pub heard_ms: i64,
}

impl Running {
    /// Whether it runs this version or a newer one.
    pub fn has(&self, version: &str) -> bool {
        self.version.as_ref().is_some_and(|own| !is_older(own, version))
    }

    /// Whether central hears it.
    fn is_heard(&self) -> bool {
        matches!(self.standing, Standing::Ready | Standing::Reduced | Standing::Suspended)
    }

    fn is_of(&self, layer: &Layer) -> bool {
        match layer {
            Layer::Tenant => true,
            Layer::District(regency) => self.regency == *regency,
            Layer::Kiosk(code) => self.kiosk == *code,
        }
    }
}

/// Where a version can go from a layer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    /// It is asked of everybody.
    Everywhere,
    /// All is well: on to these.
    To(Layer),
    /// Not yet.
    Waits(Why),
}

/// What a version waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// No kiosk there runs it.
    Nobody,
    /// So many that are heard run an older one.
    Older(usize),
    /// This one runs it and gives no tickets, or is not heard any more.
    Unwell(KioskCode),
}

/// The version that counts for a kiosk: that of the nearest layer.
pub fn wanted_of<'a>(kiosk: &Running, wanted: &'a [Wanted]) -> Option<&'a Wanted> {
    let nearness = |layer: &Layer| match layer {
        Layer::Tenant => 0,
        Layer::District(_) => 1,
        Layer::Kiosk(_) => 2,
    };
    wanted.iter().filter(|one| kiosk.is_of(&one.layer)).max_by_key(|one| nearness(&one.layer))
}

/// How many kiosks a layer has, and how many of them run a version.
pub fn progress(layer: &Layer, version: &str, fleet: &[Running]) -> (usize, usize) {
    let there = fleet.iter().filter(|kiosk| kiosk.is_of(layer));
    there.fold((0, 0), |(all, have), kiosk| (all + 1, have + usize::from(kiosk.has(version))))
}

/// Where this version can go now. Who is cut off with an older one holds nobody up; who was updated and fell silent does.
pub fn next(wanted: &Wanted, fleet: &[Running]) -> Next {
    let there: Vec<&Running> = fleet.iter().filter(|kiosk| kiosk.is_of(&wanted.layer)).collect();
    let (have, older): (Vec<&Running>, Vec<&Running>) =
        there.iter().partition(|kiosk| kiosk.has(&wanted.version));
    let to = match &wanted.layer {
        Layer::Tenant => return Next::Everywhere,
        Layer::District(_) => Layer::Tenant,
        Layer::Kiosk(_) => match there.first() {
            Some(kiosk) => Layer::District(kiosk.regency.clone()),
            None => return Next::Waits(Why::Nobody),
        },
    };
    let silent_or_dumb =
        |kiosk: &&&Running| !kiosk.is_heard() || kiosk.trouble.is_some_and(Trouble::stops_printing);
    if have.is_empty() {
        return Next::Waits(Why::Nobody);
    }
    if let Some(kiosk) = have.iter().find(silent_or_dumb) {
        return Next::Waits(Why::Unwell(kiosk.kiosk.clone()));
    }
    match older.iter().filter(|kiosk| kiosk.is_heard()).count() {
        0 => Next::To(to),
        older => Next::Waits(Why::Older(older)),
    }
}

#[cfg(test)]
mod tests;
