//! From the touch on "Cetak" to the printer's word that the ticket is cut, at the slowest and the fastest usual line: the
//! ledger's commits included. The virtual printer takes bytes no faster than its line carries them.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anjungan::config;
use anjungan::terminal::Terminal;
use anjungan::visit::ticket::Update;
use anjungan::visit::{Effect, Event, Printable, Printer, Request, machine, ticket};
use anjungan::wording::Lang;
use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::{Setup, VirtualPrinter};
use anyhow::Context;

use super::report;
use super::stage::Stage;

const TICKETS: usize = 20;
const BAUDS: [u32; 2] = [9_600, 115_200];
const PROFILE: &str = "epson-tm-t82";

/// Prints tickets on a virtual printer and looks for the first byte of each.
pub fn measure() -> anyhow::Result<()> {
    let stage = Stage::set(500)?;
    let data = stage.folder().join("terminal");
    stage.load(&data)?;
    for baud in BAUDS {
        print_at(&stage, &data, baud)?;
    }
    Ok(())
}

fn print_at(stage: &Stage, data: &Path, baud: u32) -> anyhow::Result<()> {
    let link = stage.folder().join("printer");
    let device = VirtualPrinter::start(Setup::new(link.clone(), Profile::named(PROFILE)?))?;
    let printer = config::Printer {
        address: format!("serial:{}?baud={baud}", link.display()),
        profile: PROFILE.into(),
        profile_file: None,
        overrides: toml::Table::default(),
        roll_m: None,
        logo: None,
        logo_stored: true,
    };
    let (sender, news) = channel();
    let post = Arc::new(move |event| {
        let _ = sender.send(event);
    });
    let terminal = Terminal::start(&stage.config(data, Some(printer)), post)?;
    until(&news, |event| matches!(event, Event::Machine(machine::Event::Printer(Printer::Ready))))?;

    let (mut shown, mut began, mut done) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..TICKETS {
        let request = Request(1 + at as u64);
        let touched = Instant::now();
        terminal.perform(vec![Effect::Print {
            request,
            what: Printable::Ticket { vacancy: "local:ukur-000000".into() },
            lang: Lang::Id,
        }]);
        until(&news, |event| is_job(event, request, |update| matches!(update, Update::Accepted { .. })))?;
        shown.push(touched.elapsed());
        until(&news, |event| is_job(event, request, |update| matches!(update, Update::Printing)))?;
        began.push(touched.elapsed());
        until(&news, |event| is_job(event, request, |update| matches!(update, Update::Printed)))?;
        done.push(touched.elapsed());
    }
    println!(
        "\n{baud} baud\n\n| from the touch on Cetak to | n | p50 | p95 | p99 | most |\n|---|---|---|---|---|---|"
    );
    report("its number on disk", shown);
    report("its first byte at the printer", began);
    report("the printer's proof (150 mm/s, cut included)", done);
    terminal.stop();
    drop(device);
    Ok(())
}

fn is_job(event: &Event, wanted: Request, is: impl Fn(&Update) -> bool) -> bool {
    matches!(event, Event::Ticket(ticket::Event::Job { request, update }) if *request == wanted && is(update))
}

fn until(news: &Receiver<Event>, mut done: impl FnMut(&Event) -> bool) -> anyhow::Result<()> {
    while !done(&news.recv_timeout(Duration::from_secs(30)).context("the printer does not answer")?) {}
    Ok(())
}
