//! The one thread that writes. It commits what has gathered at once: the disk's sync is what a commit
//! costs, and sixty-four pushes can share one.
//!
//! After an outage a fleet sends what has gathered for hours, in pushes of two hundred facts. What a visitor waits for is
//! a few facts, and is written before them: large pushes gather apart, and a commit takes as many as fit a fifth of a second.
//!
//! Beats gather apart, the newest of each machine: nobody waits for them, so they are written between pushes, a few hundred
//! at a time and twice a second at most. When a publication makes a whole fleet beat at once, most of them are written
//! after the busy seconds.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anjungan_wire::request::PushAnswer;
use tokio::sync::{Notify, oneshot};

use super::refused::Refused;
use super::standing::Standing;
use crate::metrics::WriterMeasures as Measures;
use crate::store::{HeardBeat, PushJob, PushRefusal, Result, Store, StoreError};

/// Jobs that may wait. More means that the disk can't keep up, and senders should wait at their end.
const WAITING_MAX: usize = 1024;
/// Jobs in one commit.
const BATCH_MAX: usize = 64;
/// Facts in one commit, after which no other large push is begun: 100 to 200 ms.
const FACTS_AT_ONCE: usize = 400;
/// A push with more facts than this is a large one. A visit has eight.
const FACTS_OF_A_VISIT: usize = 32;
/// Beats that may wait, one for each machine.
const BEATS_WAITING_MAX: usize = 16_384;
/// Beats in one commit: a push that comes meanwhile waits for it.
const BEATS_AT_ONCE: usize = 256;
/// Between two commits of beats, and when more than three quarters of the room for them are taken.
const BEATS_GAP: Duration = Duration::from_millis(500);
const BEATS_GAP_IN_A_RUSH: Duration = Duration::from_millis(50);

pub(crate) struct Writer {
    to: SyncSender<Job>,
    beats: Arc<Beats>,
    measures: Measures,
}

/// The newest beat of each machine that is not written yet.
#[derive(Default)]
struct Beats(Mutex<HashMap<String, HeardBeat>>);

impl Beats {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, HeardBeat>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Vec<(String, HeardBeat)> {
        let mut waiting = self.lock();
        let some: Vec<String> = waiting.keys().take(BEATS_AT_ONCE).cloned().collect();
        some.into_iter().filter_map(|key_id| waiting.remove_entry(&key_id)).collect()
    }
}

/// Whom a push is acknowledged to.
type Answer = oneshot::Sender<Result<PushAnswer, PushRefusal>>;

enum Job {
    Push(PushJob, Answer),
    /// Beats have come.
    Beats,
    Run(Box<dyn FnOnce(&mut Store) + Send>),
    /// Nothing after this.
    Finish(oneshot::Sender<()>),
}

impl Writer {
    /// `wrote` is told after whatever may have published something.
    pub(crate) fn start(
        store: Store,
        wrote: Arc<Notify>,
        measures: Measures,
        standing: Arc<Standing>,
    ) -> Result<Writer> {
        let (to, from) = sync_channel(WAITING_MAX);
        let dir = store.dir().to_owned();
        let measured = measures.clone();
        let beats = Arc::<Beats>::default();
        let heard = Arc::clone(&beats);
        std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || run(store, &from, &heard, &wrote, &measured, &standing))
            .map_err(StoreError::file("start the writer for", &dir))?;
        Ok(Writer { to, beats, measures })
    }

    /// Takes a push in. On `Ok` it is on disk.
    pub(super) async fn push(&self, job: PushJob) -> Result<Result<PushAnswer, PushRefusal>, Refused> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Push(job, answer))?;
        answered.await.map_err(|_| Refused::internal())
    }

    /// Notes a beat. Nothing depends on its being on disk, so nobody waits.
    pub(super) fn beat(&self, key_id: String, beat: HeardBeat) -> Result<(), Refused> {
        let first = {
            let mut waiting = self.beats.lock();
            if waiting.len() >= BEATS_WAITING_MAX && !waiting.contains_key(&key_id) {
                return Err(too_much());
            }
            waiting.insert(key_id, beat);
            waiting.len() == 1
        };
        // It looks for beats itself after whatever it does.
        if first { self.send(Job::Beats) } else { Ok(()) }
    }

    /// Runs anything on the writer's connection.
    pub(crate) async fn run<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> R + Send + 'static,
    ) -> Result<R, Refused> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Run(Box::new(move |store| {
            // Whoever asked may have gone; the work is done all the same.
            let _ = answer.send(work(store));
        })))?;
        answered.await.map_err(|_| Refused::internal())
    }

    /// [`Writer::run`] for a caller outside the runtime. `None`: central has stopped, or the work panicked.
    pub(crate) fn run_blocking<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> R + Send + 'static,
    ) -> Option<R> {
        let (answer, answered) = std::sync::mpsc::channel();
        let job = Job::Run(Box::new(move |store| {
            // As above.
            let _ = answer.send(work(store));
        }));
        self.measures.waiting.inc();
        self.to.send(job).ok()?;
        answered.recv().ok()
    }

    /// Waits until everything sent before is written, and ends the thread.
    pub(crate) async fn finish(&self) {
        let (answer, answered) = oneshot::channel();
        let to = self.to.clone();
        self.measures.waiting.inc();
        let sent = tokio::task::spawn_blocking(move || to.send(Job::Finish(answer))).await;
        if matches!(sent, Ok(Ok(()))) {
            // An error means that the thread ended by itself: then nothing is left to wait for.
            let _ = answered.await;
        }
    }

    fn send(&self, job: Job) -> Result<(), Refused> {
        // Before it is sent: the writer may have taken it before this goes on.
        self.measures.waiting.inc();
        self.to.try_send(job).map_err(|error| {
            self.measures.waiting.dec();
            match error {
                TrySendError::Full(_) => too_much(),
                TrySendError::Disconnected(_) => Refused::busy("central stops"),
            }
        })
    }
}

fn too_much() -> Refused {
    Refused::too_many("central has too much to write down: wait", 15)
}

fn run(
    mut store: Store,
    from: &Receiver<Job>,
    heard: &Beats,
    wrote: &Notify,
    measures: &Measures,
    standing: &Standing,
) {
    let mut beats_due = Instant::now();
    let mut large: VecDeque<(PushJob, Answer)> = VecDeque::new();
    loop {
        let wait = match (large.is_empty(), heard.lock().is_empty()) {
            (false, _) => Some(Duration::ZERO),
            (true, false) => Some(beats_due.saturating_duration_since(Instant::now())),
            (true, true) => None,
        };
        let first = match wait.map(|wait| from.recv_timeout(wait)) {
            Some(Ok(job)) => Some(job),
            Some(Err(RecvTimeoutError::Timeout)) => None,
            Some(Err(RecvTimeoutError::Disconnected)) => return,
            None => match from.recv() {
                Ok(job) => Some(job),
                Err(_) => return,
            },
        };
        let (mut pushes, mut answers): (Vec<PushJob>, Vec<Answer>) = (Vec::new(), Vec::new());
        let mut next = first;
        let mut last = None;
        while let Some(job) = next.take() {
            measures.waiting.dec();
            match job {
                Job::Push(job, answer) if job.delivery.ops.len() > FACTS_OF_A_VISIT => {
                    large.push_back((job, answer));
                }
                Job::Push(job, answer) => {
                    pushes.push(job);
                    answers.push(answer);
                }
                Job::Beats => {}
                other @ (Job::Run(_) | Job::Finish(_)) => {
                    last = Some(other);
                    break;
                }
            }
            if pushes.len() < BATCH_MAX && large.len() < WAITING_MAX {
                next = from.try_recv().ok();
            }
        }
        let mut facts: usize = pushes.iter().map(|job| job.delivery.ops.len()).sum();
        while facts < FACTS_AT_ONCE
            && let Some((job, answer)) = large.pop_front()
        {
            facts += job.delivery.ops.len();
            pushes.push(job);
            answers.push(answer);
        }
        // Whoever runs something, or stops, finds everything written that came before.
        let mut beats = if last.is_some() || Instant::now() >= beats_due { heard.take() } else { Vec::new() };
        if !beats.is_empty() {
            let rush = heard.lock().len() > BEATS_WAITING_MAX / 4 * 3;
            beats_due = Instant::now() + if rush { BEATS_GAP_IN_A_RUSH } else { BEATS_GAP };
        }
        // A panic in one batch is that batch's; its transaction is rolled back when it unwinds.
        let (jobs, begun) = (pushes.len() + beats.len(), Instant::now());
        let survived = catch_unwind(AssertUnwindSafe(|| {
            write_pushes(&mut store, &pushes, answers, standing);
            write_beats(&mut store, &beats, standing);
            while matches!(last, Some(Job::Run(_) | Job::Finish(_))) && beats.len() == BEATS_AT_ONCE {
                beats = heard.take();
                write_beats(&mut store, &beats, standing);
            }
        }));
        if jobs > 0 {
            measures.batch.observe(jobs as f64);
            measures.commit.observe(begun.elapsed().as_secs_f64());
        }
        if survived.is_err() {
            tracing::error!("writing panicked; its senders will send again");
        }
        let may_have_published = last.is_some() || !pushes.is_empty();
        match last {
            Some(Job::Run(work)) => {
                let begun = Instant::now();
                if catch_unwind(AssertUnwindSafe(|| work(&mut store))).is_err() {
                    tracing::error!("work on the writer panicked");
                }
                measures.work.observe(begun.elapsed().as_secs_f64());
            }
            Some(Job::Finish(done)) => {
                // Sent before, and nothing comes any more.
                for (job, answer) in large {
                    write_pushes(&mut store, &[job], vec![answer], standing);
                }
                drop(store);
                // Nobody waits when the runtime is gone already.
                let _ = done.send(());
                return;
            }
            Some(Job::Push(..) | Job::Beats) | None => {}
        }
        if may_have_published {
            wrote.notify_one();
        }
    }
}

fn write_pushes(store: &mut Store, jobs: &[PushJob], senders: Vec<Answer>, standing: &Standing) {
    if jobs.is_empty() {
        return;
    }
    let wrote = store.push_batch(jobs);
    standing.note(wrote.as_ref().map(|_| ()));
    match wrote {
        Ok(answers) => {
            for (sender, answer) in senders.into_iter().zip(answers) {
                // A terminal that went away sends again and is told then.
                let _ = sender.send(answer);
            }
        }
        // Nothing of any of them is kept.
        Err(error) => {
            tracing::error!(%error, pushes = jobs.len(), "pushes could not be kept: {error}");
            if let Some(obstacle) = error.obstacle() {
                for sender in senders {
                    // As above.
                    let _ = sender.send(Err(StoreError::Obstacle(obstacle).into()));
                }
            }
            // Dropping the senders answers them with an internal error.
        }
    }
}

fn write_beats(store: &mut Store, beats: &[(String, HeardBeat)], standing: &Standing) {
    if beats.is_empty() {
        return;
    }
    let wrote = store.note_beats(beats);
    standing.note(wrote.as_ref().copied());
    if let Err(error) = wrote {
        tracing::error!(%error, beats = beats.len(), "beats could not be noted: {error}");
    }
}
