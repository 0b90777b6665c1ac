//! The one thread that writes. It commits what has gathered at once: the disk's sync is what a commit
//! costs, and sixty-four pushes can share one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Instant;

use anjungan_wire::request::{Beat, PushAnswer};
use tokio::sync::{Notify, oneshot};

use super::refused::Refused;
use super::standing::Standing;
use crate::metrics::WriterMeasures as Measures;
use crate::store::{PushJob, PushRefusal, Result, Store, StoreError};

/// Jobs that may wait. More means that the disk can't keep up, and senders should wait at their end.
const WAITING_MAX: usize = 1024;
/// Jobs in one commit.
const BATCH_MAX: usize = 64;

pub(crate) struct Writer {
    to: SyncSender<Job>,
    measures: Measures,
}

enum Job {
    Push(PushJob, oneshot::Sender<Result<PushAnswer, PushRefusal>>),
    Beat {
        key_id: String,
        beat: Box<Beat>,
        received_ms: i64,
    },
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
        std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || run(store, &from, &wrote, &measured, &standing))
            .map_err(StoreError::file("start the writer for", &dir))?;
        Ok(Writer { to, measures })
    }

    /// Takes a push in. On `Ok` it is on disk.
    pub(super) async fn push(&self, job: PushJob) -> Result<Result<PushAnswer, PushRefusal>, Refused> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Push(job, answer))?;
        answered.await.map_err(|_| Refused::internal())
    }

    /// Notes a beat. Nothing depends on its being on disk, so nobody waits.
    pub(super) fn beat(&self, key_id: String, beat: Beat, received_ms: i64) -> Result<(), Refused> {
        self.send(Job::Beat { key_id, beat: Box::new(beat), received_ms })
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
                TrySendError::Full(_) => Refused::too_many("central has too much to write down: wait", 15),
                TrySendError::Disconnected(_) => Refused::busy("central stops"),
            }
        })
    }
}

fn run(mut store: Store, from: &Receiver<Job>, wrote: &Notify, measures: &Measures, standing: &Standing) {
    while let Ok(first) = from.recv() {
        let (mut pushes, mut answers, mut beats) = (Vec::new(), Vec::new(), Vec::new());
        let mut next = Some(first);
        let mut last = None;
        while let Some(job) = next.take() {
            measures.waiting.dec();
            match job {
                Job::Push(job, answer) => {
                    pushes.push(job);
                    answers.push(answer);
                }
                Job::Beat { key_id, beat, received_ms } => beats.push((key_id, beat, received_ms)),
                other @ (Job::Run(_) | Job::Finish(_)) => {
                    last = Some(other);
                    break;
                }
            }
            if pushes.len() + beats.len() < BATCH_MAX {
                next = from.try_recv().ok();
            }
        }
        // A panic in one batch is that batch's; its transaction is rolled back when it unwinds.
        let (jobs, begun) = (pushes.len() + beats.len(), Instant::now());
        let survived = catch_unwind(AssertUnwindSafe(|| {
            write_pushes(&mut store, &pushes, answers, standing);
            write_beats(&mut store, &beats, standing);
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
                drop(store);
                // Nobody waits when the runtime is gone already.
                let _ = done.send(());
                return;
            }
            Some(Job::Push(..) | Job::Beat { .. }) | None => {}
        }
        if may_have_published {
            wrote.notify_one();
        }
    }
}

fn write_pushes(
    store: &mut Store,
    jobs: &[PushJob],
    senders: Vec<oneshot::Sender<Result<PushAnswer, PushRefusal>>>,
    standing: &Standing,
) {
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

fn write_beats(store: &mut Store, beats: &[(String, Box<Beat>, i64)], standing: &Standing) {
    if beats.is_empty() {
        return;
    }
    let wrote = store.note_beats(beats);
    standing.note(wrote.as_ref().copied());
    if let Err(error) = wrote {
        tracing::error!(%error, beats = beats.len(), "beats could not be noted: {error}");
    }
}
