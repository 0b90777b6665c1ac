//! A printer, a driver on it, and waits that end on a condition.

use std::io;
use std::os::fd::BorrowedFd;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anjungan_printer::command::{Align, Size};
use anjungan_printer::driver::{BeforeFirstByte, Printer, Progress, Status, Timing};
use anjungan_printer::job::{Job, Printout};
use anjungan_printer::profile::Profile;
use anjungan_printer::transport::{Address, Interest, MemoryPeer, Transport};
use anjungan_printer::virtual_printer::{Paper, Setup, VirtualPrinter};
use tempfile::TempDir;

pub const QR: &str = "HTTPS://KIOS.EXAMPLE/V/01JD6Y3Q9ZK7M2W8ABCDEFGHJK";
/// Longer than anything here takes on a busy machine; only a failure waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

pub fn profile(name: &str) -> Profile {
    Profile { mm_per_s: 600.0, ..Profile::named(name).unwrap() }
}

/// Limits that a test does not wait long for.
pub fn quick() -> Timing {
    Timing {
        poll: Duration::from_millis(100),
        margin: Duration::from_secs(2),
        reload_wait: Duration::from_secs(2),
        settle: Duration::from_millis(100),
        reopen_min: Duration::from_millis(20),
        reopen_max: Duration::from_millis(100),
        ..Timing::default()
    }
}

pub fn ticket(profile: &Profile) -> Printout {
    let mut job = Job::new(profile);
    job.align(Align::Centre).bold(true).line("DINAS TENAGA KERJA").line("KABUPATEN CONTOH").bold(false);
    job.feed(1).line("Nomor antrean").size(Size::times(4, 4)).line("A-0042").size(Size::NORMAL);
    job.line("Loket 3 – Pembuatan AK/1");
    job.qr(QR, 6).unwrap();
    job.align(Align::Left).rule();
    job.pair("Sabtu, 21 November 2026", "09.41").pair("Menunggu", "7 orang").rule();
    job.align(Align::Centre).line("Simpan tiket ini. Pindai kode untuk melihat giliran Anda.").feed(2).cut();
    job.finish()
}

/// A virtual printer on a terminal of its own.
pub struct Bench {
    pub device: VirtualPrinter,
    pub profile: Profile,
    pub link: PathBuf,
    pub out: PathBuf,
    papers: Receiver<Paper>,
    _dir: TempDir,
}

impl Bench {
    pub fn new(profile: Profile) -> Self {
        Self::with(profile, |setup| setup)
    }

    /// A printer that is set up otherwise.
    pub fn with(profile: Profile, otherwise: impl FnOnce(Setup) -> Setup) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (link, out) = (dir.path().join("printer"), dir.path().join("paper"));
        let (sender, papers) = channel();
        let device = VirtualPrinter::start(otherwise(Setup {
            out: Some(out.clone()),
            on_paper: Some(Box::new(move |paper| {
                // A test that has seen enough may be gone.
                let _ = sender.send(paper);
            })),
            ..Setup::new(link.clone(), profile.clone())
        }))
        .unwrap();
        Self { device, profile, link, out, papers, _dir: dir }
    }

    pub fn driver(&self) -> Printer {
        self.driver_with(quick())
    }

    pub fn driver_with(&self, timing: Timing) -> Printer {
        Printer::start_on(self.address().opener(), self.profile.clone(), timing)
    }

    pub fn address(&self) -> Address {
        Address::Serial { path: self.link.clone(), baud: self.profile.baud }
    }

    pub fn paper(&self) -> Paper {
        self.papers.recv_timeout(PATIENCE).expect("a paper comes out")
    }

    pub fn no_paper(&self) -> bool {
        self.papers.try_recv().is_err()
    }
}

/// A driver on a device in memory.
pub fn in_memory(peer: &MemoryPeer, profile: Profile, timing: Timing) -> Printer {
    let wire = peer.clone();
    let open = Box::new(move |_| Ok(Box::new(wire.transport()) as Box<dyn Transport>));
    Printer::start_on(open, profile, timing)
}

/// What a driver asked of its device so far.
#[derive(Default)]
pub struct Record {
    /// Every wait's limit.
    pub waits: Mutex<Vec<Duration>>,
    /// Bytes that the device's line took.
    pub written: AtomicU64,
}

/// A device that writes down what is asked of it.
struct Recorded {
    inner: Box<dyn Transport>,
    record: Arc<Record>,
}

impl Transport for Recorded {
    fn write_chunk(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.inner.write_chunk(bytes)?;
        self.record.written.fetch_add(taken as u64, Ordering::SeqCst);
        Ok(taken)
    }
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
    fn wait(&mut self, waker: BorrowedFd<'_>, interest: Interest, limit: Duration) -> io::Result<()> {
        self.record.waits.lock().unwrap().push(limit);
        self.inner.wait(waker, interest, limit)
    }
    fn queued(&mut self) -> io::Result<Option<usize>> {
        self.inner.queued()
    }
    fn purge(&mut self) -> io::Result<()> {
        self.inner.purge()
    }
}

/// A driver whose every wait and write is written down.
pub fn recorded(bench: &Bench, timing: Timing) -> (Printer, Arc<Record>) {
    let record = Arc::new(Record::default());
    let (kept, address) = (Arc::clone(&record), bench.address());
    let open = Box::new(move |_| {
        let inner = address.open()?;
        Ok(Box::new(Recorded { inner, record: Arc::clone(&kept) }) as Box<dyn Transport>)
    });
    (Printer::start_on(open, bench.profile.clone(), timing), record)
}

/// Answers every round of questions as a healthy printer, until the returned guard is dropped.
pub fn answering(peer: &MemoryPeer) -> Answering {
    let (stop, stopped) = channel::<()>();
    let peer = peer.clone();
    let thread = std::thread::spawn(move || {
        let round = [0x10, 4, 1, 0x10, 4, 2, 0x10, 4, 3, 0x10, 4, 4];
        let mut seen = 0;
        while stopped.recv_timeout(Duration::from_millis(1)) == Err(RecvTimeoutError::Timeout) {
            let written = peer.written();
            while let Some(at) = written[seen..].windows(round.len()).position(|w| w == round) {
                seen += at + round.len();
                peer.say(&[0x12; 4]);
            }
        }
    });
    Answering { _stop: stop, _thread: thread }
}

pub struct Answering {
    _stop: Sender<()>,
    _thread: JoinHandle<()>,
}

pub fn consent() -> BeforeFirstByte {
    Box::new(|| Ok(()))
}

/// All that is said of a job, to its end.
pub fn to_the_end(progress: &Receiver<Progress>) -> Vec<Progress> {
    std::iter::from_fn(|| progress.recv_timeout(PATIENCE).ok()).collect()
}

pub fn wait_for(printer: &Printer, condition: impl Fn(Status) -> bool) -> Status {
    let until = Instant::now() + PATIENCE;
    while !condition(printer.status()) {
        assert!(Instant::now() < until, "still {:?}", printer.status());
        std::thread::sleep(Duration::from_millis(5));
    }
    printer.status()
}

pub fn next(progress: &Receiver<Progress>) -> Progress {
    progress.recv_timeout(PATIENCE).expect("the job goes on")
}

/// What a reader of QR codes reads in a picture.
pub fn read_qr(paper: &Paper) -> Vec<String> {
    // A phone sees the paper's margins too.
    let margin = 40;
    let (width, height) = (paper.width as usize, paper.height as usize);
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width + 2 * margin, height + 2 * margin, |x, y| {
            let inside = (margin..width + margin).contains(&x) && (margin..height + margin).contains(&y);
            if inside { paper.grey[(y - margin) * width + x - margin] } else { 255 }
        });
    image.detect_grids().into_iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}
