//! `anjungan demo`: a central with invented vacancies and an office, a virtual printer and this terminal, in one process
//! and one folder. With a display a window; without one a visit that plays itself.

mod faults;
mod office;
mod paper;
mod story;

use std::cell::RefCell;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anjungan_central::Central;
use anjungan_central::demonstration;
use anjungan_central::store::{Invite, VacancyChange};
use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::{Setup, VirtualPrinter};
use anjungan_ui::PaperWindow;
use anyhow::{Context, ensure};
use jiff::Timestamp;

use crate::config::{self, Config};
use crate::device::camera::Source;
use crate::device::camera::drawn::Drawn;
use crate::kiosk;
use crate::screen::headless::Headless;
use crate::screen::{Mailbox, Screen};
use crate::service::Pin;
use crate::terminal::{Post, Surroundings, Terminal};
use crate::wording::Zone;

use office::Office;
use paper::Tray;

/// Opens service mode in the demonstration, after seven touches on the clock.
pub const SERVICE_PIN: &str = "482657";
/// The printer that the demonstration pretends to have: 80 mm, says when it has printed, keeps a logo.
const PROFILE: &str = "epson-tm-t82";
/// Marks a folder as a demonstration's. A real central and a real terminal have the same files in theirs, and
/// must not be emptied.
const MARK: &str = ".anjungan-demo";
/// The first vacancies are here after a moment; a machine under load may take longer.
const FIRST_DATA_WITHIN: Duration = Duration::from_secs(60);
/// By then the kiosk's window is there.
const PAPER_WINDOW_AFTER: Duration = Duration::from_millis(300);

/// Runs the demonstration. `out` is made; without it, a new folder for temporary files is.
pub fn run(headless: bool, out: Option<PathBuf>) -> anyhow::Result<()> {
    let out = folder(out)?;
    let without_display = std::env::var_os("DISPLAY").is_none_or(|display| display.is_empty());
    if without_display && !headless {
        println!("No display (DISPLAY is not set): a visit plays itself, and pictures of it are written.");
    }
    let stage = Stage::set(&out)?;
    if headless || without_display { play(stage, &out) } else { open(stage, &out) }
}

/// Everything but the terminal.
struct Stage {
    config: Config,
    tray: Tray,
    printer: Rc<VirtualPrinter>,
    central: Central,
    office: Rc<Office>,
}

impl Stage {
    fn set(out: &Path) -> anyhow::Result<Self> {
        let central = Central::start(&out.join("central"), ("127.0.0.1", 0))?;
        let (code, office) = central.with_store(|store| {
            let now = Timestamp::now();
            let today = Zone::default().day(now);
            let vacancies = demonstration::vacancies(today, now.as_second());
            let changes =
                vacancies.into_iter().map(|vacancy| VacancyChange::Put(Box::new(vacancy))).collect();
            store.publish(changes, now.as_second())?;
            let invited = store.invite(Invite {
                kiosk: None,
                site: "Anjungan Siap Kerja – MM2100".into(),
                tenant: "Disnaker Kabupaten Contoh".into(),
                region: "321608".parse().context("the demonstration's region")?,
                scopes: Vec::new(),
                accept: true,
            })?;
            anyhow::Ok((invited.code, Office::open(store, now)?))
        })??;

        let tray = Tray::new(out.join("paper"))?;
        let mut setup = Setup::new(out.join("printer"), Profile::named(PROFILE)?);
        setup.on_paper = Some(tray.listener());
        setup.logos = vec![paper::logo()];
        let printer = VirtualPrinter::start(setup).context("the virtual printer can't start")?;

        let config = Config {
            data: out.join("terminal"),
            central: config::Central {
                url: format!("http://{}", central.addr()),
                enrolment_code: Some(code),
            },
            printer: Some(config::Printer {
                address: format!("serial:{}?baud=115200", out.join("printer").display()),
                profile: PROFILE.into(),
                logo_stored: true,
                ..config::Printer::default()
            }),
            sheet_printer: None,
            // The keyboard, and the buttons beside the paper.
            scanner: Some(config::Scanner { address: "keyboard".into() }),
            camera: None,
            service: config::Service { pin: Some(Pin::new(SERVICE_PIN)), ..config::Service::default() },
            screen: config::Screen { fullscreen: false, ..config::Screen::default() },
            update: config::Update::default(),
            clock: config::Clock::default(),
            idle: config::Idle::default(),
            survey: true,
            programs: Default::default(),
            zone: Zone::default(),
        };
        Ok(Self { config, tray, printer: Rc::new(printer), central, office: Rc::new(office) })
    }

    /// Where officers sign in.
    fn console(&self) -> String {
        format!("http://{}/console", self.central.addr())
    }

    /// The kiosk, with a camera that sees a drawn figure.
    fn terminal(&self, post: Post) -> anyhow::Result<Terminal> {
        let eye: Box<dyn Source> = Box::new(Drawn::default());
        Ok(Terminal::start_in(&self.config, Surroundings { eye: Some(eye), runtime: None }, post)?)
    }

    /// Ends the parts in the order in which they depend on each other; the terminal has ended before.
    fn clear(self) -> anyhow::Result<()> {
        drop(self.printer);
        self.central.stop()
    }
}

/// The kiosk in a window, the paper in another.
fn open(stage: Stage, out: &Path) -> anyhow::Result<()> {
    let mailbox = match Mailbox::open(stage.config.screen.px_per_mm) {
        Ok(mailbox) => mailbox,
        Err(error) => {
            println!(
                "No window can be opened ({error}): a visit plays itself, and pictures of it are written."
            );
            // A process has one chance to choose how it draws, so another one plays.
            stage.clear()?;
            return play_in_another_process(out);
        }
    };
    println!("Papers and data are in {}. Ctrl-C ends the demonstration.", out.display());
    println!("The window “Kertas” holds what came out of the printer, and buttons to break and mend it.");
    println!(
        "Service mode: on the first screen, seven touches on the clock within 5 s; the PIN is {SERVICE_PIN}."
    );
    println!("{}", stage.office.introduction(&stage.console()));
    let terminal = stage.terminal(mailbox.post())?;
    let screen = Screen::connect(mailbox, terminal);
    // Where no window manager is, a window lies above those that were made before it: the paper's is made when the
    // kiosk's is there.
    let papers = Rc::new(RefCell::new(None));
    let (tray, printer, keep) = (stage.tray.clone(), Rc::clone(&stage.printer), Rc::clone(&papers));
    let (office, console, kiosk) = (Rc::clone(&stage.office), stage.console(), Rc::downgrade(&screen));
    slint::Timer::single_shot(PAPER_WINDOW_AFTER, move || match paper_window(&tray, &printer) {
        Ok((window, looking)) => {
            let scanning =
                kiosk.upgrade().map(|screen| office::connect(&window, office, console, &tray, &screen));
            *keep.borrow_mut() = Some((window, looking, scanning));
        }
        Err(error) => tracing::warn!(%error, "the paper has no window; it is in its folder all the same"),
    });
    // The kiosk's window is the demonstration; its paper alone is none.
    slint::ComponentHandle::window(screen.app()).on_close_requested(|| {
        if let Err(error) = slint::quit_event_loop() {
            tracing::warn!(%error, "the demonstration is ending already");
        }
        slint::CloseRequestResponse::HideWindow
    });
    kiosk::end_on_signal()?;
    kiosk::until_the_end(&screen)?;
    drop((papers, screen));
    stage.clear()
}

/// The paper's window, on the screen, and what keeps it fresh.
fn paper_window(tray: &Tray, printer: &Rc<VirtualPrinter>) -> anyhow::Result<(PaperWindow, slint::Timer)> {
    let window = tray.window()?;
    let looking = faults::connect(&window, printer);
    slint::ComponentHandle::show(&window)?;
    Ok((window, looking))
}

fn play_in_another_process(out: &Path) -> anyhow::Result<()> {
    let program = std::env::current_exe().context("this program can't find itself")?;
    let status =
        std::process::Command::new(program).args(["demo", "--headless", "--out"]).arg(out).status()?;
    ensure!(status.success(), "the visit did not play to its end");
    Ok(())
}

/// The visit that plays itself.
fn play(stage: Stage, out: &Path) -> anyhow::Result<()> {
    let size = slint::PhysicalSize::new(1080, 1920);
    let window = Headless::install(size).context("the renderer can't start")?;
    let mailbox = Mailbox::open(stage.config.screen.px_per_mm)?;
    let terminal = stage.terminal(mailbox.post())?;
    let screen = Screen::connect(mailbox, terminal);
    slint::ComponentHandle::show(screen.app())?;
    let interrupted = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let asked = Arc::clone(&interrupted);
    ctrlc::set_handler(move || asked.store(true, std::sync::atomic::Ordering::Relaxed))
        .context("signals can't be handled")?;

    let mut director = story::Director::new(&screen, &window, &stage, out, &interrupted)?;
    let played = story::play(&mut director);
    screen.stop();
    drop(screen);
    stage.clear()?;
    played?;
    if std::io::stdout().is_terminal() {
        println!("The visit is in:");
    }
    println!("{}", out.display());
    Ok(())
}

fn folder(out: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    let out = out.unwrap_or_else(|| {
        let now = Timestamp::now().as_millisecond();
        std::env::temp_dir().join(format!("anjungan-demo-{now}-{}", std::process::id()))
    });
    // What an earlier visit left would mix with this one's; what anybody else left is not ours to remove.
    let mark = out.join(MARK);
    let ours = mark.exists();
    for part in ["central", "terminal", "screens", "paper"] {
        let part = out.join(part);
        if part.exists() {
            ensure!(
                ours,
                "{} exists and is no demonstration's: name another folder with --out",
                part.display()
            );
            std::fs::remove_dir_all(&part).with_context(|| format!("{} can't be emptied", part.display()))?;
        }
    }
    std::fs::create_dir_all(&out)
        .and_then(|()| std::fs::write(&mark, "Made by `anjungan demo`, which may empty this folder.\n"))
        .with_context(|| format!("{} can't be made: name another folder with --out", out.display()))?;
    out.canonicalize().with_context(|| format!("{} can't be found", out.display()))
}

/// Waits for `done`, drawing meanwhile.
fn until(within: Duration, what: &str, mut done: impl FnMut() -> anyhow::Result<bool>) -> anyhow::Result<()> {
    let begun = Instant::now();
    while !done()? {
        ensure!(begun.elapsed() < within, "waited {} s in vain for {what}", within.as_secs());
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}
