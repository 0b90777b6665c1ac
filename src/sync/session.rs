//! One round with central: beat, plan, and the plan's effects.
//!
//! Three things are tried again at their own pace: the beat, pushing, pulling. A feed that fails does not
//! hold up facts, and a push that fails does not hold up rows.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anjungan_wire::feed::FeedAnswer;
use anjungan_wire::id::{Epoch, Scope};
use anjungan_wire::limits::{FEED_ROWS_MAX, PUSH_BYTES_MAX, PUSH_OPS_MAX, SNAPSHOT_BYTES_MAX};
use anjungan_wire::request::{Beat, Enrol, Enrolled, Health, Push, Refusal, RefusalCode};
use anjungan_wire::signed::Signed;
use anjungan_wire::snapshot::Snapshot;
use anjungan_wire::words::fingerprint_words;

use crate::catalogue::{Applied, ApplyError};
use crate::ledger::{self, Acked, LedgerError};

use super::answer::CallError;
use super::backoff::{Backoff, LONGEST, jittered};
use super::cards::{self, Fetching};
use super::client::Client;
use super::clock::{Timekeeper, WRONG_BY_S};
use super::download::{self, DownloadError, Wanted};
use super::plan::{Local, Remote, Step, plan};
use super::replica::Replica;
use super::status::{Standing, SyncStatus};

/// Sealed bytes in a push so that its JSON stays under the limit: base64 makes 4 of 3, and an op has less
/// than 320 bytes around it.
const PUSH_SEALED_BYTES: usize = (PUSH_BYTES_MAX - PUSH_OPS_MAX * 320) / 4 * 3;
/// Walks of one feed in one round, at most: one, and one again when the copy differs.
const WALKS_MAX: u32 = 2;
/// Tries to download an offered snapshot before the feed is walked by pages instead.
const OFFER_TRIES: u32 = 3;
/// Every row is read this often. Count and digest are kept as rows change, so what the disk does to a row
/// that nobody touches would never be seen otherwise. 200,000 rows take 0.4 s, on this thread.
const VERIFY_EVERY: Duration = Duration::from_secs(24 * 3600);

/// What a session needs to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Time between two beats of an idle terminal.
    pub beat_every: Duration,
    /// The enrolment code, until it was used.
    pub enrol_code: Option<String>,
    /// What the machine calls itself: maker and model.
    pub machine: String,
    /// Where files from central are kept while they are needed. It may be the terminal's data folder: each
    /// is named by its hash, and nothing else there is touched.
    pub folder: PathBuf,
}

/// Callbacks and shared parts of a session.
pub struct Parts<R> {
    /// The way to central.
    pub client: Client,
    /// The ledger.
    pub ledger: ledger::Shared,
    /// The copy of what central publishes.
    pub replica: R,
    /// The clocks.
    pub clock: Arc<Timekeeper>,
    /// How the machine is, asked before every beat.
    pub health: Box<dyn Fn() -> Health + Send>,
    /// Uniform in 0 to 1.
    pub random: Box<dyn FnMut() -> f64 + Send>,
    /// Whether the program is stopping.
    pub stopping: Box<dyn Fn() -> bool + Send>,
}

/// When the next round is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Next {
    /// After this.
    pub wait: Duration,
    /// Or sooner, when there is something to send. Not after a failure, and not when central asked to wait.
    pub may_be_sooner: bool,
}

/// The state of talking to central.
pub struct Session<R> {
    settings: Settings,
    pub(super) parts: Parts<R>,
    pub(super) status: SyncStatus,
    beat_backoff: Backoff,
    push: Lane,
    /// One for each feed: a feed that central does not know holds up no other.
    pulls: BTreeMap<Scope, Lane>,
    /// Central answered in this round.
    reached: bool,
    push_ops_max: usize,
    offered: Vec<(Scope, Signed<Snapshot>)>,
    /// Downloads of offered snapshots that failed one after another.
    offer_failures: u32,
    followed: Vec<Scope>,
    cards: Fetching,
    verified: Option<Instant>,
    trouble_logged: Option<String>,
}

/// Something that is tried again at its own pace.
#[derive(Default)]
pub(super) struct Lane {
    backoff: Backoff,
    not_before: Option<Instant>,
}

impl Lane {
    pub(super) fn is_open(&self) -> bool {
        self.not_before.is_none_or(|at| Instant::now() >= at)
    }

    pub(super) fn failed(&mut self, random: f64, asked: Option<Duration>) {
        self.not_before = Some(Instant::now() + self.backoff.next(random, asked));
    }

    pub(super) fn worked(&mut self) {
        *self = Lane::default();
    }
}

/// Why a round ended early.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Replica(#[from] ApplyError),
    #[error(transparent)]
    Download(#[from] DownloadError),
    #[error("{0} still differs from central's after a whole walk: central's count or digest of it is wrong")]
    Differs(Scope),
    #[error(
        "central has the facts up to {hwm} and had acknowledged all before {first}: it was put back without `restore`"
    )]
    CentralWentBack { hwm: u64, first: u64 },
    #[error("stopping")]
    Stopping,
}

impl<R: Replica> Session<R> {
    /// Nothing is sent yet.
    pub fn new(settings: Settings, parts: Parts<R>) -> Self {
        Self {
            settings,
            parts,
            status: SyncStatus::unknown(),
            beat_backoff: Backoff::default(),
            push: Lane::default(),
            pulls: BTreeMap::new(),
            reached: false,
            push_ops_max: PUSH_OPS_MAX,
            offered: Vec::new(),
            offer_failures: 0,
            followed: Vec::new(),
            cards: Fetching::default(),
            verified: None,
            trouble_logged: None,
        }
    }

    /// The state after the last round.
    pub fn status(&self) -> &SyncStatus {
        &self.status
    }

    /// As if every wait after a failure were over.
    #[cfg(test)]
    pub fn forget_waits(&mut self) {
        self.push.not_before = None;
        self.pulls.values_mut().for_each(|lane| lane.not_before = None);
        self.cards.lane.not_before = None;
    }

    /// Does what can be done now.
    pub fn round(&mut self) -> Next {
        self.status.trouble = None;
        self.reached = false;
        let done = self.try_round();
        self.status.waiting = self.parts.ledger.lock().waiting().unwrap_or(self.status.waiting);
        self.status.clock_wrong_s = self.parts.clock.system_behind_s().filter(|s| s.abs() >= WRONG_BY_S);
        let random = (self.parts.random)();
        match done {
            Ok(asked) => {
                self.beat_backoff.reset();
                self.status.online = true;
                if self.status.trouble.is_none() && self.trouble_logged.take().is_some() {
                    tracing::info!("sync works again");
                }
                self.status.last_success_ms = Some(self.parts.clock.now().wall_ms);
                let wait = jittered(self.settings.beat_every, random);
                Next { wait: asked.map_or(wait, |asked| wait.max(asked)), may_be_sooner: asked.is_none() }
            }
            Err(Trouble::Stopping) => Next { wait: Duration::ZERO, may_be_sooner: true },
            Err(trouble) => {
                let call = match &trouble {
                    Trouble::Call(call) | Trouble::Download(DownloadError::Call(call)) => Some(call),
                    Trouble::Ledger(_)
                    | Trouble::Replica(_)
                    | Trouble::Download(_)
                    | Trouble::Differs(_)
                    | Trouble::CentralWentBack { .. }
                    | Trouble::Stopping => None,
                };
                self.status.online = call.map_or(self.reached, CallError::reached_central);
                self.note(&trouble);
                let wait = match self.status.standing {
                    // Nobody's patience is needed while a person compares four words.
                    Standing::NotAccepted { .. } => jittered(self.settings.beat_every, random),
                    Standing::Refused { .. } | Standing::NotEnrolled { refused: Some(_) } => LONGEST,
                    Standing::NotEnrolled { refused: None }
                    | Standing::Accepted
                    | Standing::Conflict { .. }
                    | Standing::LedgerWentBack { .. } => {
                        self.beat_backoff.next(random, call.and_then(CallError::asked))
                    }
                };
                Next { wait, may_be_sooner: false }
            }
        }
    }

    fn try_round(&mut self) -> Result<Option<Duration>, Trouble> {
        let Some(mut enrolled) = self.enrol_if_needed()? else {
            return Ok(None);
        };
        self.follow(&enrolled.scopes);
        let beat = self.beat()?;
        let answer = self.parts.client.beat(&beat).inspect_err(|error| self.judge(error))?;
        self.reached = true;
        // Central answers only terminals that a person has accepted.
        enrolled.accepted = true;
        if let Some(scopes) = answer.scopes {
            enrolled.scopes = scopes;
            self.follow(&enrolled.scopes);
        }
        self.note_enrolment(&enrolled)?;
        let position = self.parts.ledger.lock().position()?;
        let local = Local {
            epoch: position.epoch,
            acked: position.acked,
            last_no: position.last_no,
            scopes: enrolled.scopes.clone(),
            cursors: beat.cursors,
        };
        let offered = self.offered.iter().map(|(scope, _)| scope.clone()).collect();
        let remote = Remote { epoch: answer.epoch, hwm: answer.hwm, heads: answer.heads, offered };
        if answer.epoch >= position.epoch {
            self.acknowledge(answer.epoch, answer.hwm)?;
        }
        for step in plan(&local, &remote) {
            self.take(&step, &enrolled)?;
        }
        self.try_offices(&enrolled)?;
        self.fetch_cards()?;
        if matches!(self.status.standing, Standing::Refused { .. } | Standing::NotEnrolled { .. }) {
            self.status.standing = Standing::Accepted;
        }
        let now_s = self.parts.clock.now_s();
        self.parts.ledger.lock().forget_old_ops(now_s)?;
        self.verify_sometimes(&enrolled.scopes)?;
        Ok(answer.backoff_s.map(|s| Duration::from_secs(s.into())))
    }

    /// At the first round and then daily. What differs is walked again in the next round.
    fn verify_sometimes(&mut self, scopes: &[Scope]) -> Result<(), Trouble> {
        if self.verified.is_none_or(|at| at.elapsed() >= VERIFY_EVERY) {
            for scope in scopes {
                self.parts.replica.verify(scope)?;
            }
            self.verified = Some(Instant::now());
        }
        Ok(())
    }

    /// One step. A step that fails closes its lane for a while and lets the others go on.
    fn take(&mut self, step: &Step, enrolled: &Enrolled) -> Result<(), Trouble> {
        if (self.parts.stopping)() {
            return Err(Trouble::Stopping);
        }
        let done = match step {
            // The acknowledgement has been taken with the beat.
            Step::Nothing | Step::Rewind { .. } | Step::Alarm { .. } => return Ok(()),
            Step::Push { after: _ } if self.may_push() => self.push_all().map(|()| self.push.worked()),
            Step::Pull(scope) if self.may_pull(scope) => self.pull_scope(scope, enrolled).map(|()| {
                self.pulls.remove(scope);
            }),
            Step::FetchSnapshot(scope) if self.may_pull(scope) => {
                self.load_offered(scope, enrolled).and_then(|()| self.pull_scope(scope, enrolled)).map(|()| {
                    self.pulls.remove(scope);
                })
            }
            Step::Push { .. } | Step::Pull(_) | Step::FetchSnapshot(_) => return Ok(()),
        };
        let Err(trouble) = done else {
            return Ok(());
        };
        let asked = match &trouble {
            Trouble::Call(call) => {
                self.judge(call);
                call.asked()
            }
            Trouble::Stopping => return Err(Trouble::Stopping),
            Trouble::Ledger(_)
            | Trouble::Replica(_)
            | Trouble::Download(_)
            | Trouble::Differs(_)
            | Trouble::CentralWentBack { .. } => None,
        };
        self.note(&trouble);
        let random = (self.parts.random)();
        match step {
            Step::Push { .. } => self.push.failed(random, asked),
            Step::Pull(scope) | Step::FetchSnapshot(scope) => {
                self.pulls.entry(scope.clone()).or_default().failed(random, asked);
            }
            Step::Nothing | Step::Rewind { .. } | Step::Alarm { .. } => {}
        }
        match trouble {
            // Accepted or not is the same answer for every request.
            Trouble::Call(CallError::Refused(refusal))
                if !matches!(
                    refusal.code,
                    RefusalCode::Conflict | RefusalCode::NotFound | RefusalCode::Malformed
                ) =>
            {
                Err(CallError::Refused(refusal).into())
            }
            Trouble::Call(CallError::Offline(why)) => Err(CallError::Offline(why).into()),
            Trouble::Call(_)
            | Trouble::Ledger(_)
            | Trouble::Replica(_)
            | Trouble::Download(_)
            | Trouble::Differs(_)
            | Trouble::CentralWentBack { .. }
            | Trouble::Stopping => Ok(()),
        }
    }

    fn may_pull(&self, scope: &Scope) -> bool {
        self.pulls.get(scope).is_none_or(Lane::is_open)
    }

    /// Forgets what is no longer followed. Facts don't wait for a catalogue that can't be written.
    fn follow(&mut self, scopes: &[Scope]) {
        if self.followed != scopes {
            match self.parts.replica.keep_only(scopes) {
                Ok(()) => self.followed = scopes.to_vec(),
                Err(error) => self.note(&error.into()),
            }
        }
    }

    /// What a beat's answer says about this terminal: it is accepted, and follows these feeds.
    fn note_enrolment(&mut self, enrolled: &Enrolled) -> Result<(), Trouble> {
        if matches!(self.status.standing, Standing::NotAccepted { .. }) {
            self.status.standing = Standing::Accepted;
        }
        let mut ledger = self.parts.ledger.lock();
        if ledger.enrolled().is_some_and(|known| known != enrolled) {
            ledger.set_enrolled(enrolled.clone())?;
        }
        Ok(())
    }

    /// Fetches ahead what the rows name. A file that fails holds up neither facts nor rows.
    fn fetch_cards(&mut self) -> Result<(), Trouble> {
        let wanted = self.parts.replica.cards(cards::BYTES_MAX, cards::EACH_BYTES_MAX)?;
        let client = &self.parts.client;
        let source = |sha256: &[u8; 32], from, to| client.piece(sha256, from, to);
        let ledger = &self.parts.ledger;
        let pause = || (self.parts.stopping)() || ledger.lock().waiting().is_ok_and(|waiting| waiting > 0);
        let fetched = self.cards.fetch(&source, &wanted, &cards::folder(&self.settings.folder), &pause);
        if let Err(error) = fetched {
            let asked = if let DownloadError::Call(call) = &error { call.asked() } else { None };
            let random = (self.parts.random)();
            self.cards.lane.failed(random, asked);
            self.note(&error.into());
        }
        Ok(())
    }

    fn enrol_if_needed(&mut self) -> Result<Option<Enrolled>, Trouble> {
        let (enrolled, stream, public_key) = {
            let ledger = self.parts.ledger.lock();
            let public_key = ledger.device_key().verifying_key().to_bytes();
            (ledger.enrolled().cloned(), ledger.stream(), public_key)
        };
        if let Some(enrolled) = enrolled {
            if matches!(self.status.standing, Standing::NotEnrolled { .. }) {
                self.status.standing = match enrolled.accepted {
                    true => Standing::Accepted,
                    false => Standing::NotAccepted { words: fingerprint_words(&public_key) },
                };
            }
            return Ok(Some(enrolled));
        }
        let Some(code) = self.settings.enrol_code.clone() else {
            return Ok(None);
        };
        let enrol = Enrol { code, public_key, stream, machine: self.settings.machine.clone() };
        let enrolled = self.parts.client.enrol(&enrol).inspect_err(|error| self.judge(error))?;
        tracing::info!(kiosk = %enrolled.kiosk, accepted = enrolled.accepted, "enrolled");
        self.parts.ledger.lock().set_enrolled(enrolled.clone())?;
        self.status.standing = match enrolled.accepted {
            true => Standing::Accepted,
            false => Standing::NotAccepted { words: fingerprint_words(&public_key) },
        };
        Ok(Some(enrolled))
    }

    fn beat(&self) -> Result<Beat, Trouble> {
        let health = (self.parts.health)();
        // A catalogue that can't be read holds up no fact, and is not read under the ledger's lock.
        let cursors = self.parts.replica.cursors().unwrap_or_else(|error| {
            tracing::warn!(%error, "the catalogue can't say how far it is");
            Vec::new()
        });
        let ledger = self.parts.ledger.lock();
        let position = ledger.position()?;
        Ok(Beat {
            stream: ledger.stream(),
            acked: position.acked,
            waiting: position.last_no - position.acked,
            cursors,
            health,
            clock: self.parts.clock.now(),
        })
    }

    fn acknowledge(&mut self, epoch: Epoch, hwm: u64) -> Result<Acked, Trouble> {
        let now_s = self.parts.clock.now_s();
        let acked = self.parts.ledger.lock().acked(epoch, hwm, now_s)?;
        match acked {
            Acked::FellBack { to } => tracing::warn!(%epoch, to, "central was restored: sending again"),
            Acked::AheadOfLedger { hwm, last_no } => {
                tracing::error!(hwm, last_no, "central has ops that this ledger never wrote: pushing stops");
                self.status.standing = Standing::LedgerWentBack { hwm, last_no };
            }
            Acked::Same | Acked::Advanced { .. } | Acked::OlderEpoch => {}
        }
        Ok(acked)
    }

    fn may_push(&self) -> bool {
        let stopped =
            matches!(self.status.standing, Standing::Conflict { .. } | Standing::LedgerWentBack { .. });
        !stopped && self.push.is_open()
    }

    fn push_all(&mut self) -> Result<(), Trouble> {
        loop {
            if (self.parts.stopping)() {
                return Err(Trouble::Stopping);
            }
            let push = {
                let ledger = self.parts.ledger.lock();
                let ops = ledger.unacked(self.push_ops_max, PUSH_SEALED_BYTES)?;
                Push { stream: ledger.stream(), oldest: ledger.oldest()?, ops }
            };
            let (Some(first), Some(last)) =
                (push.ops.first().map(|op| op.no), push.ops.last().map(|op| op.no))
            else {
                return Ok(());
            };
            match self.parts.client.push(&push) {
                Ok(answer) => match self.acknowledge(answer.epoch, answer.hwm)? {
                    Acked::Advanced { to } => {
                        tracing::debug!(to, last, "facts delivered");
                        self.push_ops_max = PUSH_OPS_MAX;
                    }
                    Acked::FellBack { .. } => {}
                    // It asks for what it had acknowledged, within one history. Sending again from there would hide
                    // that a person put it back by hand.
                    Acked::Same if answer.hwm + 1 < first => {
                        return Err(Trouble::CentralWentBack { hwm: answer.hwm, first });
                    }
                    Acked::Same | Acked::OlderEpoch | Acked::AheadOfLedger { .. } => return Ok(()),
                },
                Err(CallError::TooLarge) if push.ops.len() > 1 => self.push_ops_max = push.ops.len() / 2,
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn pull_scope(&mut self, scope: &Scope, enrolled: &Enrolled) -> Result<(), Trouble> {
        let mut walks = 0;
        loop {
            if (self.parts.stopping)() {
                return Err(Trouble::Stopping);
            }
            let mut query = self.parts.replica.cursor(scope)?;
            query.limit = query.limit.min(FEED_ROWS_MAX);
            let answer = self.parts.client.feed(scope, &query)?;
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

    /// Loads a snapshot that central offered. One that is not to be trusted or not needed is passed over,
    /// and the walk goes on page by page; one that could not be fetched whole is tried again.
    fn load_offered(&mut self, scope: &Scope, enrolled: &Enrolled) -> Result<(), Trouble> {
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

    /// What a refusal says about how this terminal stands.
    fn judge(&mut self, error: &CallError) {
        let CallError::Refused(Refusal { code, say, no, now_ms: _ }) = error else {
            return;
        };
        let public_key = self.parts.ledger.lock().device_key().verifying_key().to_bytes();
        self.status.standing = match code {
            RefusalCode::NotAccepted => Standing::NotAccepted { words: fingerprint_words(&public_key) },
            RefusalCode::Conflict => {
                tracing::error!(no, "central has another op under this number: pushing stops");
                Standing::Conflict { no: no.unwrap_or(0) }
            }
            RefusalCode::EnrolmentCode => Standing::NotEnrolled { refused: Some(say.clone()) },
            RefusalCode::Signature | RefusalCode::Clock | RefusalCode::Revoked => {
                tracing::error!(?code, "central refuses this terminal");
                Standing::Refused { code: *code, say: say.clone() }
            }
            RefusalCode::Malformed
            | RefusalCode::NotFound
            | RefusalCode::TooLarge
            | RefusalCode::TooMany
            | RefusalCode::Internal => return,
        };
    }

    fn note(&mut self, trouble: &Trouble) {
        let text = trouble.to_string();
        if self.trouble_logged.as_deref() != Some(&text) {
            tracing::warn!(trouble = %text, "sync");
            self.trouble_logged = Some(text.clone());
        }
        self.status.trouble = Some(text);
    }
}
