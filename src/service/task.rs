//! The tasks of the menu, and what may happen to each.

use super::log::LogExport;
use super::view::View;
use super::{BaudNews, LogoNews, PinVerdict, Snapshot, TestId, TestUpdate, Turn};
use super::{about, baud, jobs, load, log, logo, notice, order, panel, qr, reset, wifi};
use crate::visit::Moment;
use crate::wording::Lang;

/// What a screen may get to know.
pub(super) enum Input<'a> {
    Digit(u8),
    Erase,
    Enter,
    Typed(&'a str),
    Chosen(&'a str),
    Back,
    Pin(PinVerdict),
    Test(&'a TestUpdate),
    Baud(BaudNews),
    Logo(&'a LogoNews),
    Log(&'a LogExport),
    /// Whether the machine's own units were told to erase it.
    Reset(bool),
    /// The snapshot is new.
    Looked,
}

/// What the technician is doing.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Task {
    Load(load::Load),
    Baud(baud::Baud),
    Logo(logo::Logo),
    Qr(qr::Qr),
    Order(order::Order),
    Notice(notice::Notice),
    Jobs(jobs::Jobs),
    About(about::About),
    Touch(panel::Touch),
    Colour(panel::Colour),
    Log(log::Log),
    Reset(reset::Reset),
    Wifi(wifi::Wifi),
}

impl Task {
    /// Time passed.
    pub(super) fn tick(&mut self, now: Moment) {
        if let Task::Reset(reset) = self {
            reset.tick(now);
        }
    }

    /// The test paper that nobody waits for when the task ends here.
    pub(super) fn unfinished_test(&self) -> Option<TestId> {
        match self {
            Task::Load(load) => load.unfinished_test(),
            Task::Logo(logo) => logo.unfinished_test(),
            Task::Qr(qr) => qr.unfinished_test(),
            Task::Notice(notice) => notice.unfinished_test(),
            Task::Baud(_)
            | Task::Order(_)
            | Task::Jobs(_)
            | Task::About(_)
            | Task::Touch(_)
            | Task::Colour(_)
            | Task::Log(_)
            | Task::Reset(_)
            | Task::Wifi(_) => None,
        }
    }
}

/// The task of a menu item; `None` for one that can't be done now.
pub(super) fn begin(id: &str, turn: &mut Turn<'_>) -> Option<Task> {
    if !super::menu::is_enabled(id, turn.known) {
        return None;
    }
    Some(match id {
        "paper" => Task::Load(load::Load::begin(turn.known)),
        "test" => Task::Load(load::Load::only_test(turn)),
        "baud" => Task::Baud(baud::Baud::Ask),
        "logo" => Task::Logo(logo::Logo::Ask),
        "qr" => Task::Qr(qr::Qr::Ask),
        "order" => Task::Order(order::Order),
        "notice" => Task::Notice(notice::Notice::Ask),
        "jobs" => Task::Jobs(jobs::Jobs),
        "about" => Task::About(about::About),
        "wifi" => Task::Wifi(wifi::Wifi::begin(turn)),
        "touch" => Task::Touch(panel::Touch::begin()),
        "colour" => Task::Colour(panel::Colour::Ask),
        "log" => Task::Log(log::Log::Ask),
        "reset" => Task::Reset(reset::Reset::Ask),
        _ => return None,
    })
}

/// The task after `input`; `None`: back to the menu.
pub(super) fn step(task: Task, input: &Input<'_>, turn: &mut Turn<'_>) -> Option<Task> {
    match task {
        Task::Load(load) => load.step(input, turn).map(Task::Load),
        Task::Baud(baud) => baud.step(input, turn).map(Task::Baud),
        Task::Logo(logo) => logo.step(input, turn).map(Task::Logo),
        Task::Qr(qr) => qr.step(input, turn).map(Task::Qr),
        Task::Order(order) => order.step(input, turn).map(Task::Order),
        Task::Notice(notice) => notice.step(input, turn).map(Task::Notice),
        Task::Jobs(jobs) => jobs.step(input, turn).map(Task::Jobs),
        Task::About(about) => about.step(input).map(Task::About),
        Task::Touch(touch) => touch.step(input).map(Task::Touch),
        Task::Colour(colour) => colour.step(input).map(Task::Colour),
        Task::Log(log) => log.step(input, turn).map(Task::Log),
        Task::Reset(reset) => reset.step(input, turn).map(Task::Reset),
        Task::Wifi(wifi) => wifi.step(input, turn).map(Task::Wifi),
    }
}

pub(super) fn view(task: &Task, known: &Snapshot, lang: Lang) -> View {
    View::Step(match task {
        Task::Load(load) => load.view(known, lang),
        Task::Baud(baud) => baud.view(known, lang),
        Task::Logo(logo) => logo.view(known, lang),
        Task::Qr(qr) => qr.view(known, lang),
        Task::Order(order) => order.view(known, lang),
        Task::Notice(notice) => notice.view(lang),
        Task::Jobs(jobs) => jobs.view(known, lang),
        Task::About(about) => about.view(known, lang),
        Task::Log(log) => log.view(lang),
        Task::Touch(touch) => return touch.view(lang),
        Task::Colour(colour) => return colour.view(lang),
        Task::Reset(reset) => return reset.view(known, lang),
        Task::Wifi(wifi) => return wifi.view(known, lang),
    })
}
