//! Rows down: pages of a feed until its head, or a snapshot where central offers one.

use std::fs::File;

use anjungan_wire::feed::{FeedAnswer, FeedQuery, Page};
use anjungan_wire::id::Scope;
use anjungan_wire::limits::{FEED_ROWS_MAX, SNAPSHOT_BYTES_MAX};
use anjungan_wire::request::Enrolled;
use anjungan_wire::snapshot::Snapshot;

use crate::catalogue::Applied;

use super::answer::CallError;
use super::download::{self, DownloadError, Wanted};
use super::lane::Lane;
use super::replica::Replica;
use super::session::Session;
use super::trouble::Trouble;

/// Walks of one feed in one round, at most: one, and one again when the copy differs.
const WALKS_MAX: u32 = 2;
/// Tries to download an offered snapshot before the feed is walked by pages instead.
const OFFER_TRIES: u32 = 3;

impl<R: Replica> Session<R> {
    /// Forgets what is no longer followed. Facts don't wait for a catalogue that can't be written.
    pub(super) fn follow(&mut self, scopes: &[Scope]) {
        if self.followed != scopes {
            match self.parts.replica.keep_only(scopes) {
                Ok(()) => self.followed = scopes.to_vec(),
                Err(error) => self.note(&error.into()),
            }
        }
    }

    pub(super) fn may_pull(&self, scope: &Scope) -> bool {
        self.pulls.get(scope).is_none_or(Lane::is_open)
    }

    pub(super) fn pull_scope(&mut self, scope: &Scope, enrolled: &Enrolled) -> Result<(), Trouble> {
        let mut walks = 0;
        loop {
            if (self.parts.stopping)() {
                return Err(Trouble::Stopping);
            }
            let mut query = self.parts.replica.cursor(scope)?;
            query.limit = query.limit.min(FEED_ROWS_MAX);
            let answer = match self.take_told(scope, &query) {
                Some(page) => FeedAnswer::Page(page),
                None => self.parts.client.feed(scope, &query)?,
            };
            let applied = self.parts.replica.apply(scope, &answer)?;
            match applied {
                Applied::More { .. } => {}
                Applied::AtHead { rows } => {
                    tracing::debug!(%scope, rows, "feed at head");
                    return Ok(());
                }
                Applied::Stale => return Ok(()),
                Applied::WalkAgain | Applied::Differed => {
                    walks += 1;
                    tracing::info!(%scope, walks, ?applied, "walking a feed from its start");
                    if walks > WALKS_MAX {
                        return Err(Trouble::Differs(scope.clone()));
                    }
                    if let FeedAnswer::Reset(reset) = answer
                        && let Some(snapshot) = reset.snapshot
                    {
                        self.offered.retain(|(offered, _)| offered != scope);
                        self.offered.push((scope.clone(), snapshot));
                        self.load_offered(scope, enrolled)?;
                    }
                }
            }
        }
    }

    /// The page that came with the beat, if it answers this very question.
    fn take_told(&mut self, scope: &Scope, query: &FeedQuery) -> Option<Page> {
        let at = self.told.iter().position(|(told, _)| told == scope)?;
        let (_, page) = self.told.swap_remove(at);
        (page.epoch == query.epoch && page.after == query.after).then_some(page)
    }

    /// Loads a snapshot that central offered. One that is not to be trusted or not needed is passed over,
    /// and the walk goes on page by page; one that could not be fetched whole is tried again.
    pub(super) fn load_offered(&mut self, scope: &Scope, enrolled: &Enrolled) -> Result<(), Trouble> {
        let Some(at) = self.offered.iter().position(|(offered, _)| offered == scope) else {
            return Ok(());
        };
        let (_, signed) = self.offered.remove(at);
        let document = format!("snapshot {scope}");
        let in_use = self.parts.ledger.lock().generation(&document)?;
        let envelope = match signed.verify(&enrolled.content_key, in_use, self.parts.clock.now_s()) {
            Ok(envelope) if envelope.content.scope == *scope => envelope,
            Ok(envelope) => {
                tracing::error!(%scope, found = %envelope.content.scope, "a snapshot of another feed: not used");
                return Ok(());
            }
            Err(error) => {
                tracing::error!(%scope, %error, "a snapshot that is not to be trusted: not used");
                return Ok(());
            }
        };
        let Snapshot { sha256, size, .. } = envelope.content;
        let wanted = Wanted { sha256, size, size_max: SNAPSHOT_BYTES_MAX };
        let client = &self.parts.client;
        let source = |sha256: &[u8; 32], from, to| client.piece(sha256, from, to);
        download::tidy(&self.settings.folder, &[sha256]);
        let file = match download::fetch(&source, &wanted, &self.settings.folder, &self.parts.stopping) {
            Ok(path) => path,
            Err(DownloadError::Stopped) => return Err(Trouble::Stopping),
            // It is gone, and will not come back.
            Err(DownloadError::Call(CallError::Refused(refusal))) => {
                tracing::warn!(%scope, code = ?refusal.code, "central refuses its snapshot: walking by pages");
                return Ok(());
            }
            // What came so far is kept; the next try goes on where it ended.
            Err(DownloadError::Call(call)) => {
                self.offer_failures += 1;
                if self.offer_failures < OFFER_TRIES {
                    self.offered.push((scope.clone(), signed));
                } else {
                    self.offer_failures = 0;
                }
                return Err(call.into());
            }
            Err(error @ DownloadError::Disk(_)) => {
                self.offered.push((scope.clone(), signed));
                return Err(error.into());
            }
            Err(error @ (DownloadError::WrongHash | DownloadError::TooLarge { .. })) => {
                tracing::error!(%scope, %error, "snapshot not used");
                return Ok(());
            }
        };
        self.offer_failures = 0;
        let loaded = File::open(&file)
            .map_err(DownloadError::Disk)
            .map(|mut file| self.parts.replica.load_snapshot(scope, &envelope.content, &mut file))?;
        match loaded {
            Ok(loaded) => {
                tracing::info!(%scope, ?loaded, generation = envelope.generation, "snapshot");
                self.parts.ledger.lock().raise_generation(&document, envelope.generation)?;
            }
            Err(error) => tracing::error!(%scope, %error, "snapshot not used"),
        }
        download::tidy(&self.settings.folder, &[]);
        Ok(())
    }
}
