//! One round with central: beat, plan, and the plan's effects.
//!
//! Three things are tried again at their own pace: the beat, pushing, pulling. A feed that fails does not
//! hold up facts, and a push that fails does not hold up rows.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anjungan_wire::feed::{Cursor, Page};
use anjungan_wire::id::Scope;
use anjungan_wire::limits::BEAT_WAIT_S_MAX;
use anjungan_wire::request::{Beat, BeatAnswer, Enrol, Enrolled, Health, Refusal, RefusalCode};
use anjungan_wire::signed::Signed;
use anjungan_wire::snapshot::Snapshot;
use anjungan_wire::version::is_older;
use anjungan_wire::words::fingerprint_words;

use crate::ledger;

use super::answer::CallError;
use super::backoff::{ASKED_MAX, Backoff, LONGEST, jittered};
use super::cards::Fetching;
use super::client::Client;
use super::clock::{Timekeeper, WRONG_BY_S};
use super::lane::Lane;
use super::own::Errands;
use super::plan::{Local, Remote, Step, plan};
use super::push::Batch;
use super::replica::Replica;
use super::status::{Standing, SyncStatus};
use super::trouble::Trouble;

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
    /// Who does what the office asks of the machine.
    pub errands: Box<dyn Errands>,
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
    pub(super) settings: Settings,
    pub(super) parts: Parts<R>,
    pub(super) status: SyncStatus,
    beat_backoff: Backoff,
    pub(super) push: Lane,
    /// One for each feed: a feed that central does not know holds up no other.
    pub(super) pulls: BTreeMap<Scope, Lane>,
    /// Central answered in this round.
    reached: bool,
    pub(super) batch: Batch,
    /// Pages that came with this round's beat. They are taken where they would be asked for.
    pub(super) told: Vec<(Scope, Page)>,
    pub(super) offered: Vec<(Scope, Signed<Snapshot>)>,
    /// Downloads of offered snapshots that failed one after another.
    pub(super) offer_failures: u32,
    pub(super) followed: Vec<Scope>,
    pub(super) cards: Fetching,
    verified: Option<Instant>,
    trouble_logged: Option<String>,
    /// How long central holds a beat, where it does.
    wait_s_max: Option<u16>,
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
            batch: Batch::default(),
            told: Vec::new(),
            offered: Vec::new(),
            offer_failures: 0,
            followed: Vec::new(),
            cards: Fetching::default(),
            verified: None,
            trouble_logged: None,
            wait_s_max: None,
        }
    }

    /// From 0 to 1, for waits that are not to be everybody's.
    pub(super) fn random(&mut self) -> f64 {
        (self.parts.random)()
    }

    /// The state after the last round.
    pub fn status(&self) -> &SyncStatus {
        &self.status
    }

    /// As if every wait after a failure were over.
    pub(super) fn forget_waits(&mut self) {
        self.push.not_before = None;
        self.pulls.values_mut().for_each(|lane| lane.not_before = None);
        self.cards.lane.not_before = None;
    }

    /// Does what can be done now.
    pub fn round(&mut self) -> Next {
        self.round_after(None)
    }

    /// As [`Session::round`]; where central has answered a beat that it held, that answer is this round's.
    pub(super) fn round_after(&mut self, heard: Option<BeatAnswer>) -> Next {
        self.status.trouble = None;
        self.reached = false;
        let done = self.try_round(heard);
        self.told.clear();
        self.status.waiting = self.parts.ledger.lock().waiting().unwrap_or(self.status.waiting);
        self.status.clock_wrong_s = self.parts.clock.system_behind_s().filter(|s| s.abs() >= WRONG_BY_S);
        let random = (self.parts.random)();
        match done {
            Ok(asked) => {
                self.beat_backoff.reset();
                self.status.online = true;
                self.status.offline = None;
                if self.status.trouble.is_none() && self.trouble_logged.take().is_some() {
                    tracing::info!("sync works again");
                }
                self.status.last_success_ms = Some(self.parts.clock.now().wall_ms);
                let wait = jittered(self.settings.beat_every, random);
                Next { wait: asked.map_or(wait, |asked| wait.max(asked)), may_be_sooner: asked.is_none() }
            }
            Err(Trouble::Stopping) => Next { wait: Duration::ZERO, may_be_sooner: true },
            Err(trouble) => {
                let call = trouble.call();
                self.status.online = call.map_or(self.reached, CallError::reached_central);
                self.status.offline = trouble.offline();
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

    /// A beat for central to hold until there is news, where it does that and nothing is wrong here.
    pub(super) fn beat_to_hold(&mut self) -> Option<Beat> {
        let most_s = self.wait_s_max?;
        if self.status.trouble.is_some() || self.status.standing != Standing::Accepted {
            return None;
        }
        let mut beat = self.beat().ok()?;
        // Not all of a fleet at the same second.
        let share = 1.0 - 0.2 * (self.parts.random)();
        beat.wait_s = Some((f64::from(most_s.min(BEAT_WAIT_S_MAX)) * share) as u16);
        Some(beat)
    }

    fn try_round(&mut self, heard: Option<BeatAnswer>) -> Result<Option<Duration>, Trouble> {
        let Some(mut enrolled) = self.enrol_if_needed()? else {
            return Ok(None);
        };
        self.follow(&enrolled.scopes);
        // Before anything is signed with a key that central may have forgotten. Where it does not work the old key may.
        if let Err(trouble) = self.go_on_changing_key() {
            self.note(&trouble);
        }
        // A catalogue that can't be read keeps nobody from being told that.
        if let Err(trouble) = self.try_config(&enrolled) {
            self.note(&trouble);
        }
        let (cursors, answer) = match heard {
            // What was pulled since that beat was sent is here already.
            Some(answer) => (self.cursors(), answer),
            None => {
                let beat = self.beat()?;
                let answer = match self.parts.client.beat(&beat) {
                    Ok(answer) => answer,
                    Err(error) => {
                        self.judge(&error);
                        if let CallError::Refused(Refusal { revocation: Some(signed), .. }) = &error {
                            self.take_leave(signed, &enrolled)?;
                        }
                        return Err(error.into());
                    }
                };
                (beat.cursors, answer)
            }
        };
        self.reached = true;
        self.wait_s_max = answer.wait_s_max;
        self.told = answer.pages;
        self.heed_version(answer.min_version.as_deref());
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
            cursors,
        };
        let offered = self.offered.iter().map(|(scope, _)| scope.clone()).collect();
        let remote = Remote { epoch: answer.epoch, hwm: answer.hwm, heads: answer.heads, offered };
        if answer.epoch >= position.epoch {
            self.acknowledge(answer.epoch, answer.hwm)?;
        }
        let asked = answer.backoff_s.map(|s| Duration::from_secs(s.into()).min(ASKED_MAX));
        // The next request is what it asks to be spared, a push included.
        let least = self.status.update_to.clone();
        self.parts.errands.version_wanted(least.as_deref(), self.parts.clock.now());
        if let Some(signed) = answer.revocation.filter(|_| asked.is_none()) {
            // Who is retired may still tell what it has, and gets nothing.
            for step in plan(&local, &remote) {
                if matches!(step, Step::Push { .. }) {
                    self.take(&step, &enrolled)?;
                }
            }
            self.take_leave(&signed, &enrolled)?;
        } else if asked.is_none() {
            for step in plan(&local, &remote) {
                self.take(&step, &enrolled)?;
            }
            let ahead = self.try_offices(&enrolled).and_then(|()| self.fetch_cards());
            let own = self.try_config(&enrolled).and_then(|()| self.obey(&enrolled));
            for done in [ahead, own] {
                if let Err(trouble) = done {
                    self.note(&trouble);
                }
            }
        }
        if matches!(self.status.standing, Standing::Refused { .. } | Standing::NotEnrolled { .. }) {
            self.status.standing = Standing::Accepted;
        }
        let now_s = self.parts.clock.now_s();
        self.parts.ledger.lock().forget_old_ops(now_s)?;
        self.verify_sometimes(&enrolled.scopes)?;
        Ok(asked)
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
        if matches!(trouble, Trouble::Stopping) {
            return Err(trouble);
        }
        if let Some(call) = trouble.call() {
            self.judge(call);
        }
        let asked = trouble.call().and_then(CallError::asked);
        self.note(&trouble);
        let random = (self.parts.random)();
        match step {
            Step::Push { .. } => self.push.failed(random, asked),
            Step::Pull(scope) | Step::FetchSnapshot(scope) => {
                self.pulls.entry(scope.clone()).or_default().failed(random, asked);
            }
            Step::Nothing | Step::Rewind { .. } | Step::Alarm { .. } => {}
        }
        if trouble.ends_the_round() { Err(trouble) } else { Ok(()) }
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
        // Not read under the ledger's lock.
        let cursors = self.cursors();
        let ledger = self.parts.ledger.lock();
        let position = ledger.position()?;
        Ok(Beat {
            stream: ledger.stream(),
            acked: position.acked,
            waiting: position.last_no - position.acked,
            cursors,
            health,
            clock: self.parts.clock.now(),
            wait_s: None,
        })
    }

    /// A catalogue that can't be read holds up no fact.
    fn cursors(&self) -> Vec<Cursor> {
        self.parts.replica.cursors().unwrap_or_else(|error| {
            tracing::warn!(%error, "the catalogue can't say how far it is");
            Vec::new()
        })
    }

    /// Says so when central means to understand newer programs only. It still answers, so the round goes on.
    fn heed_version(&mut self, least: Option<&str>) {
        let own = env!("CARGO_PKG_VERSION");
        let least = least.filter(|least| is_older(own, least));
        self.status.update_to = least.map(|least| least.chars().take(20).collect());
        if let Some(least) = self.status.update_to.clone() {
            self.note(&Trouble::TooOld { own, least });
        }
    }

    /// What a refusal says about how this terminal stands.
    fn judge(&mut self, error: &CallError) {
        let CallError::Refused(Refusal { code, say, no, now_ms: _, revocation: _ }) = error else {
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

    pub(super) fn note(&mut self, trouble: &Trouble) {
        let text = trouble.to_string();
        if self.trouble_logged.as_deref() != Some(&text) {
            tracing::warn!(trouble = %text, "sync");
            self.trouble_logged = Some(text.clone());
        }
        self.status.trouble = Some(text);
    }
}
