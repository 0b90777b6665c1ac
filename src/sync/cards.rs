//! Files that rows name, fetched before anybody asks for one: the pictures of this kiosk's slides, and the cards of the
//! province, so that one can be printed with central away.
//!
//! ```text
//!  rows name files ──▶ pictures, then the newest cards up to 200 MB ──┬─ not here ──▶ fetched
//!  files in the folder ───────────────────────────────────────────────┴─ not named ─▶ removed
//! ```
//!
//! The cards that lie here are locked under secrets that this machine never sees ([`anjungan_wire::card`]).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anjungan_wire::content::Where;
use anjungan_wire::request::RefusalCode;
use anjungan_wire::status::Blob;

use super::answer::CallError;
use super::download::{self, DownloadError, Source, Wanted};
use super::lane::Lane;
use super::replica::Replica;
use super::session::Session;
use super::trouble::Trouble;

/// Bytes kept, at most: 2,500 cards of 80 kB.
pub const BYTES_MAX: u64 = 200_000_000;
/// Bytes of one card, at most. A larger one is not fetched.
pub const EACH_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Where cards are kept in the terminal's data folder.
pub fn folder(data: &Path) -> PathBuf {
    data.join("blobs")
}

/// A file that a row names, as it was fetched ahead. Whether it is there, and right, is for its reader to find out: the disk
/// may have spoilt it since.
pub fn path(data: &Path, card: &Blob) -> PathBuf {
    download::place(&folder(data), &card.sha256)
}

/// How far fetching is.
#[derive(Default)]
pub(super) struct Fetching {
    pub(super) lane: Lane,
    /// What the folder was last compared with.
    named: BTreeSet<[u8; 32]>,
    /// Central has them no more, although its rows name them.
    gone: BTreeSet<[u8; 32]>,
}

impl Fetching {
    /// Removes what is not wanted and fetches what is, until `pause` says that something else is more urgent.
    pub(super) fn fetch(
        &mut self,
        source: &Source<'_>,
        wanted: &[Blob],
        folder: &Path,
        pause: &dyn Fn() -> bool,
    ) -> Result<(), DownloadError> {
        let named: BTreeSet<[u8; 32]> = wanted.iter().map(|card| card.sha256).collect();
        if named != self.named {
            download::tidy(folder, &named.iter().copied().collect::<Vec<_>>());
            self.gone.retain(|gone| named.contains(gone));
            self.named = named;
        }
        if !self.lane.is_open() {
            return Ok(());
        }
        for card in wanted {
            if self.gone.contains(&card.sha256) || download::place(folder, &card.sha256).exists() {
                continue;
            }
            if pause() {
                return Ok(());
            }
            let file = Wanted { sha256: card.sha256, size: card.size, size_max: EACH_BYTES_MAX };
            match download::fetch(source, &file, folder, pause) {
                Ok(_) => {}
                Err(DownloadError::Stopped) => return Ok(()),
                Err(DownloadError::Call(CallError::Refused(refusal)))
                    if refusal.code == RefusalCode::NotFound =>
                {
                    self.give_up(card, folder);
                }
                Err(DownloadError::WrongHash) => {
                    tracing::error!("a file's bytes are not those its row names: not kept");
                    self.give_up(card, folder);
                }
                Err(
                    error
                    @ (DownloadError::Call(_) | DownloadError::Disk(_) | DownloadError::TooLarge { .. }),
                ) => {
                    return Err(error);
                }
            }
        }
        self.lane.worked();
        Ok(())
    }

    /// Until the row names another file, or the program starts again.
    fn give_up(&mut self, card: &Blob, folder: &Path) {
        self.gone.insert(card.sha256);
        let kept: Vec<_> = self.named.difference(&self.gone).copied().collect();
        download::tidy(folder, &kept);
    }
}

impl<R: Replica> Session<R> {
    /// Fetches ahead what the rows name. A file that fails holds up neither facts nor rows.
    pub(super) fn fetch_cards(&mut self) -> Result<(), Trouble> {
        let mut wanted = match self.parts.ledger.lock().enrolled() {
            Some(known) => {
                let now = jiff::Timestamp::from_millisecond(self.parts.clock.now().wall_ms);
                let place = Where { kiosk: &known.kiosk, region: &known.region, tags: &[] };
                self.parts.replica.pictures(now.unwrap_or(jiff::Timestamp::UNIX_EPOCH), &place)?
            }
            None => Vec::new(),
        };
        wanted.extend(self.parts.replica.cards(BYTES_MAX, EACH_BYTES_MAX)?);
        let client = &self.parts.client;
        let source = |sha256: &[u8; 32], from, to| client.piece(sha256, from, to);
        let ledger = &self.parts.ledger;
        let pause = || (self.parts.stopping)() || ledger.lock().waiting().is_ok_and(|waiting| waiting > 0);
        let fetched = self.cards.fetch(&source, &wanted, &folder(&self.settings.folder), &pause);
        if let Err(error) = fetched {
            let asked = if let DownloadError::Call(call) = &error { call.asked() } else { None };
            let random = (self.parts.random)();
            self.cards.lane.failed(random, asked);
            self.note(&error.into());
        }
        Ok(())
    }
}
