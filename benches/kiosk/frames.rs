//! Frames, drawn into memory by the renderer that the kiosk uses.

use std::time::{Duration, Instant};

use anjungan::screen::headless::Headless;
use anjungan::screen::{Mailbox, Screen};
use anjungan::terminal::Terminal;
use anjungan::visit::view::Body;
use anjungan_ui as ui;
use anyhow::ensure;
use slint::ComponentHandle;

use super::report;
use super::stage::Stage;

const FRAMES: usize = 60;

/// Whole frames of the pages a visitor sees most, and the partial ones between them.
pub fn measure(rows: usize) -> anyhow::Result<()> {
    let stage = Stage::set(rows)?;
    let data = stage.folder().join("terminal");
    stage.load(&data)?;
    let window = Headless::install(slint::PhysicalSize::new(1080, 1920))?;
    let config = stage.config(&data, None);
    let mailbox = Mailbox::open(config.screen.px_per_mm)?;
    let terminal = Terminal::start(&config, mailbox.post())?;
    let screen = Screen::connect(mailbox, terminal);
    let app = screen.app();
    app.show()?;
    println!("| frame | n | p50 | p95 | p99 | most |\n|---|---|---|---|---|---|");

    wait(&window, &screen, |body| matches!(body, Body::Attract(view) if view.near_count > 0))?;
    whole(&window, "whole: attract");
    app.global::<ui::Attract>().invoke_started();
    wait(&window, &screen, |body| matches!(body, Body::Home(_)))?;
    whole(&window, "whole: home");
    app.global::<ui::Home>().invoke_tile_chosen("jobs".into());
    wait(&window, &screen, |body| matches!(body, Body::Search(view) if !view.results.is_empty()))?;
    whole(&window, "whole: list");

    let search = app.global::<ui::Search>();
    search.invoke_keyboard_wanted(true);
    settle(&window);
    whole(&window, "whole: list with keyboard");
    typing(&window, &screen)?;
    search.invoke_keyboard_wanted(false);
    settle(&window);

    let Body::Search(view) = screen.view().body else { anyhow::bail!("not on the list") };
    search.invoke_vacancy_chosen(view.results[0].id.as_str().into());
    wait(&window, &screen, |body| matches!(body, Body::Detail(view) if !view.facts.is_empty()))?;
    whole(&window, "whole: detail");
    screen.stop();
    Ok(())
}

/// A letter appears in the field, and what it finds appears in the list.
fn typing(window: &Headless, screen: &Screen) -> anyhow::Result<()> {
    let keyboard = screen.app().global::<ui::Keyboard>();
    let (mut letters, mut lists) = (Vec::new(), Vec::new());
    for _ in 0..4 {
        for letter in "operator produksi".chars() {
            keyboard.invoke_key(letter.to_string().into());
            letters.push(timed(|| window.draw()));
            let begun = Instant::now();
            while matches!(screen.view().body, Body::Search(view) if view.busy) {
                ensure!(begun.elapsed() < Duration::from_secs(10), "the search does not answer");
                screen.take_news();
            }
            lists.push(timed(|| window.draw()));
        }
        for _ in 0.."operator produksi".len() {
            keyboard.invoke_key("\u{8}".into());
        }
        settle(window);
    }
    report("partial: a letter in the field", letters);
    report("partial: the list it finds", lists);
    Ok(())
}

fn whole(window: &Headless, what: &str) {
    settle(window);
    let times = (0..FRAMES)
        .map(|_| {
            window.forget_frame();
            timed(|| window.draw())
        })
        .collect();
    report(what, times);
}

fn settle(window: &Headless) {
    window.settled_picture();
}

fn wait(window: &Headless, screen: &Screen, mut done: impl FnMut(&Body) -> bool) -> anyhow::Result<()> {
    let begun = Instant::now();
    while !done(&screen.view().body) {
        ensure!(begun.elapsed() < Duration::from_secs(60), "waited in vain");
        window.live();
        screen.take_news();
    }
    Ok(())
}

fn timed<R>(act: impl FnOnce() -> R) -> Duration {
    let begun = Instant::now();
    act();
    begun.elapsed()
}
