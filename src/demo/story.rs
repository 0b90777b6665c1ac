//! The visit that plays itself: somebody looks for work as an operator, reads, prints, leaves.
//!
//! It goes the visitor's way: through the window's own callbacks, the real catalogue, the real spool and a
//! printer on a pseudo-terminal, whose paper then ends and whose cover somebody opens. A technician loads a
//! roll. Every screen is written as it was drawn.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anjungan_printer::virtual_printer::{Act, After, Fault};
use anjungan_ui as ui;
use anyhow::{Context, bail, ensure};
use serde::Serialize;
use slint::ComponentHandle;

use super::{FIRST_DATA_WITHIN, SERVICE_PIN, Stage, until};
use crate::screen::Screen;
use crate::screen::headless::Headless;
use crate::service::Picture;
use crate::visit::ticket::Look;
use crate::visit::view::Body;

/// Nothing in a visit takes longer, on the slowest machine.
const STEP_WITHIN: Duration = Duration::from_secs(30);

/// Plays the visitor, and writes down what was seen.
pub struct Director<'a> {
    screen: &'a Screen,
    window: &'a Headless,
    stage: &'a Stage,
    out: &'a Path,
    interrupted: &'a AtomicBool,
    begun: Instant,
    log: Log,
}

/// `visit.json`
#[derive(Serialize, Default)]
struct Log {
    screens: Vec<Shot>,
    vacancies_near: u32,
    searched: String,
    found: u32,
    vacancy: String,
    ticket: String,
    papers: usize,
}

#[derive(Serialize)]
struct Shot {
    file: PathBuf,
    name: &'static str,
    after_ms: u128,
}

impl<'a> Director<'a> {
    /// Makes the folder for the pictures.
    pub fn new(
        screen: &'a Screen,
        window: &'a Headless,
        stage: &'a Stage,
        out: &'a Path,
        interrupted: &'a AtomicBool,
    ) -> anyhow::Result<Self> {
        let folder = out.join("screens");
        std::fs::create_dir_all(&folder).with_context(|| format!("{} can't be made", folder.display()))?;
        Ok(Self { screen, window, stage, out, interrupted, begun: Instant::now(), log: Log::default() })
    }

    fn body(&self) -> Body {
        self.screen.view().body
    }

    /// Lets the window live until `done`.
    fn wait(&self, within: Duration, what: &str, mut done: impl FnMut(&Body) -> bool) -> anyhow::Result<()> {
        until(within, what, || {
            ensure!(!self.interrupted.load(Ordering::Relaxed), "interrupted");
            self.window.live();
            Ok(done(&self.body()))
        })
    }

    fn wait_for_look(&self, what: &str, look: Look) -> anyhow::Result<()> {
        self.wait(STEP_WITHIN, what, |body| matches!(body, Body::Ticket(view) if view.look == look))
    }

    fn wait_for_picture(&self, picture: Picture) -> anyhow::Result<()> {
        let what = format!("the step {picture:?}");
        self.wait(
            STEP_WITHIN,
            &what,
            |body| matches!(body, Body::ServiceStep(view) if view.picture == picture),
        )
    }

    fn picture(&mut self, name: &'static str) -> anyhow::Result<()> {
        let picture = self.window.settled_picture();
        let file = PathBuf::from(format!("screens/{:02}-{name}.png", self.log.screens.len() + 1));
        let path = self.out.join(&file);
        write_png(&path, &picture).with_context(|| format!("{} can't be written", path.display()))?;
        self.log.screens.push(Shot { file, name, after_ms: self.begun.elapsed().as_millis() });
        Ok(())
    }
}

/// Search, detail, tickets; then the technician.
pub fn play(director: &mut Director<'_>) -> anyhow::Result<()> {
    let app = director.screen.app();

    director.wait(
        FIRST_DATA_WITHIN,
        "the first vacancies",
        |body| matches!(body, Body::Attract(view) if view.near_count > 0),
    )?;
    if let Body::Attract(view) = director.body() {
        director.log.vacancies_near = view.near_count;
    }
    director.picture("attract")?;

    app.global::<ui::Attract>().invoke_started();
    director.wait(STEP_WITHIN, "the home screen", |body| matches!(body, Body::Home(_)))?;
    director.picture("home")?;

    app.global::<ui::Home>().invoke_tile_chosen(crate::visit::home::Tile::Jobs.id().into());
    director.wait(
        STEP_WITHIN,
        "the list",
        |body| matches!(body, Body::Search(view) if !view.busy && !view.results.is_empty()),
    )?;
    director.picture("list")?;

    let search = app.global::<ui::Search>();
    search.invoke_filters_opened();
    director.wait(STEP_WITHIN, "the filters", |body| {
        matches!(body, Body::Filters(view) if view.groups.iter().any(|group| group.options.iter().any(|o| o.count > 0)))
    })?;
    director.picture("filters")?;
    app.global::<ui::Nav>().invoke_back();

    search.invoke_place_opened();
    director.wait(
        STEP_WITHIN,
        "the places",
        |body| matches!(body, Body::Place(view) if view.options.iter().any(|option| option.count > 0)),
    )?;
    director.picture("place")?;
    app.global::<ui::Nav>().invoke_back();
    director.wait(STEP_WITHIN, "the list again", |body| matches!(body, Body::Search(view) if !view.busy))?;

    search.invoke_keyboard_wanted(true);
    for letter in "operator".chars() {
        app.global::<ui::Keyboard>().invoke_key(letter.to_string().into());
        director.window.live();
    }
    let mut chosen = None;
    director.wait(STEP_WITHIN, "what was searched", |body| {
        chosen = body
            .search()
            .filter(|view| !view.busy && view.query == "operator" && !view.results.is_empty())
            .map(|view| (view.results[0].id.clone(), view.query.clone(), view.total));
        chosen.is_some()
    })?;
    let Some((id, searched, found)) = chosen else {
        bail!("the search found nothing");
    };
    (director.log.searched, director.log.found) = (searched, found);
    director.picture("search")?;

    search.invoke_vacancy_chosen(id.as_str().into());
    director.log.vacancy = id;
    director.wait(
        STEP_WITHIN,
        "the vacancy",
        |body| matches!(body, Body::Detail(view) if !view.facts.is_empty() && view.can_print),
    )?;
    director.picture("detail")?;

    app.global::<ui::Detail>().invoke_phone_chosen();
    director.wait(STEP_WITHIN, "the code for a phone", |body| matches!(body, Body::Phone(_)))?;
    director.picture("phone")?;
    app.global::<ui::Nav>().invoke_back();

    director.wait(STEP_WITHIN, "a printer that is ready", |_| director.screen.view().kiosk.printer_ready)?;
    app.global::<ui::Detail>().invoke_print_chosen();
    director.wait(
        STEP_WITHIN,
        "the ticket",
        |body| matches!(body, Body::Ticket(view) if !view.number.is_empty()),
    )?;
    director.picture("ticket-printing")?;
    director.wait(
        STEP_WITHIN,
        "the printer's proof",
        |body| matches!(body, Body::Ticket(view) if view.look == Look::Printed),
    )?;
    if let Body::Ticket(view) = director.body() {
        director.log.ticket = view.number;
    }
    director.picture("ticket")?;
    director.wait(STEP_WITHIN, "the paper", |_| director.stage.tray.count() > 0)?;
    let paper = director.stage.tray.last_text().unwrap_or_default();
    ensure!(paper.contains(&director.log.ticket), "the paper does not bear the number on the screen");

    waits_for_paper(director)?;
    stops_in_the_middle(director)?;

    app.global::<ui::Nav>().invoke_finish();
    says_how_it_was(director)?;
    director.wait(STEP_WITHIN, "thanks", |body| matches!(body, Body::Thanks(_)))?;
    director.picture("thanks")?;
    loads_paper(director)?;

    director.log.papers = director.stage.tray.count();
    let path = director.out.join("visit.json");
    let file = File::create(&path).with_context(|| format!("{} can't be written", path.display()))?;
    serde_json::to_writer_pretty(BufWriter::new(file), &director.log)?;
    Ok(())
}

/// Nine questions, each answered with the best mark.
fn says_how_it_was(director: &mut Director<'_>) -> anyhow::Result<()> {
    let app = director.screen.app();
    director.wait(STEP_WITHIN, "the invitation to judge", |body| body.ask().is_some())?;
    director.picture("survey-invitation")?;
    app.global::<ui::Ask>().invoke_chosen("yes".into());
    for step in 1..=9 {
        director.wait(STEP_WITHIN, "a question", |body| body.ask().is_some_and(|ask| ask.step == step))?;
        if step == 2 {
            director.picture("survey")?;
        }
        app.global::<ui::Ask>().invoke_chosen("4".into());
    }
    Ok(())
}

/// The roll ends just before a ticket: it waits, and comes when there is paper again.
fn waits_for_paper(director: &mut Director<'_>) -> anyhow::Result<()> {
    let printer = &director.stage.printer;
    another_ticket(director, || {
        printer.fault(Fault::PaperOut);
        // A ticket asked for before the news would begin, and stop in the middle.
        director.wait(STEP_WITHIN, "the news", |_| !director.screen.view().kiosk.printer_ready)
    })?;
    director.wait_for_look("a ticket that waits", Look::Waiting)?;
    director.picture("ticket-waiting")?;
    printer.refill();
    director.wait_for_look("the ticket on the new roll", Look::Printed)?;
    director.picture("ticket-after-refill")
}

/// Somebody opens the cover in the middle of a ticket, and closes it.
fn stops_in_the_middle(director: &mut Director<'_>) -> anyhow::Result<()> {
    let printer = &director.stage.printer;
    another_ticket(director, || {
        printer.at(After::Mm(20.0), Act::Break(Fault::CoverOpen));
        Ok(())
    })?;
    director.wait_for_look("a ticket that has stopped", Look::Suspended)?;
    director.picture("ticket-stopped")?;
    printer.mend(Fault::CoverOpen);
    director.wait_for_look("the rest of the ticket", Look::Printed)?;
    director.picture("ticket-went-on")
}

/// Leaves the ticket on the screen, and asks for one more after `meanwhile`.
fn another_ticket(
    director: &Director<'_>,
    meanwhile: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let app = director.screen.app();
    app.global::<ui::Ticket>().invoke_done();
    director.wait(
        STEP_WITHIN,
        "the vacancy again",
        |body| matches!(body, Body::Detail(view) if view.can_print),
    )?;
    meanwhile()?;
    app.global::<ui::Detail>().invoke_print_chosen();
    Ok(())
}

/// Seven touches on the clock, the PIN, and a new roll, as far as the question which roll it is.
fn loads_paper(director: &mut Director<'_>) -> anyhow::Result<()> {
    let app = director.screen.app();
    director.wait(STEP_WITHIN, "the first screen again", |body| matches!(body, Body::Attract(_)))?;
    let service = app.global::<ui::Service>();
    for _ in 0..7 {
        service.invoke_knock();
    }
    director.wait(
        STEP_WITHIN,
        "the PIN pad",
        |body| matches!(body, Body::ServicePin(view) if view.enabled),
    )?;
    director.picture("service-pin")?;
    for digit in SERVICE_PIN.chars().filter_map(|digit| digit.to_digit(10)) {
        service.invoke_digit(i32::try_from(digit).unwrap_or(0));
    }
    service.invoke_enter();
    director.wait(STEP_WITHIN, "the technician's menu", |body| matches!(body, Body::ServiceMenu(_)))?;
    director.picture("service-menu")?;

    let printer = &director.stage.printer;
    service.invoke_chosen("paper".into());
    director.wait_for_picture(Picture::CoverOpening)?;
    director.picture("service-cover")?;
    printer.fault(Fault::CoverOpen);
    director.wait_for_picture(Picture::OldRollOut)?;
    director.picture("service-old-roll")?;
    service.invoke_chosen("next".into());
    director.wait_for_picture(Picture::RollIn)?;
    director.picture("service-new-roll")?;
    service.invoke_chosen("next".into());
    director.wait_for_picture(Picture::CoverClosing)?;
    director.picture("service-closing")?;
    printer.refill();
    director.wait(
        STEP_WITHIN,
        "the question which roll it is",
        |body| matches!(body, Body::ServiceStep(view) if view.choices.len() > 1),
    )?;
    director.picture("service-which-roll")?;
    service.invoke_leave();
    director.wait(STEP_WITHIN, "the first screen at last", |body| matches!(body, Body::Attract(_)))
}

fn write_png(path: &Path, picture: &slint::SharedPixelBuffer<slint::Rgb8Pixel>) -> anyhow::Result<()> {
    let mut encoder =
        png::Encoder::new(BufWriter::new(File::create(path)?), picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(picture.as_bytes())?;
    writer.finish()?;
    Ok(())
}
