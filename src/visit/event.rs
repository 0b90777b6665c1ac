//! What happens to a visit.

use super::{
    CameraNews, Scan, apply, assist, check, detail, filters, form, machine, place, preferences, report,
    search, status, ticket, undecided,
};
use crate::service;

/// What happens.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// Time passed. Once a second is enough; nothing depends on a tick being on time.
    Tick,
    /// A finger or a key, anywhere. Comes before the event that says what was touched.
    Touched,
    /// The attract screen was touched.
    Started,
    /// The bar with back, home, finish, and the question whether anybody is there.
    Nav(Nav),
    /// The settings bar.
    Preferences(preferences::Event),
    /// The keyboard, on the screen or of plastic.
    Keyboard(Key),
    /// On Home: a tile, by its id.
    TileChosen(String),
    /// On Search.
    Search(search::Event),
    /// On Filters.
    Filters(filters::Event),
    /// On Place.
    Place(place::Event),
    /// On Detail.
    Detail(detail::Event),
    /// On Ticket, and what becomes of tickets.
    Ticket(ticket::Event),
    /// On a question, whichever page asks it.
    Form(form::Event),
    /// On an application's receipt, and what becomes of an application.
    Apply(apply::Event),
    /// Something was scanned.
    Scanned(Scan),
    /// From the camera.
    Camera(CameraNews),
    /// On a status, and what becomes of a look-up or a mending.
    Status(status::Event),
    /// On a report's last page, and what becomes of a report.
    Report(report::Event),
    /// On the check of a card, and its answer.
    Check(check::Event),
    /// On the officers' pad, and its answer.
    Assist(assist::Event),
    /// On Home: the "i" of a tile, by the tile's id.
    InfoChosen(String),
    /// On Home: the box of what the office has to say.
    AnnouncementChosen,
    /// On Home: the line that says when the office is open.
    HoursChosen,
    /// On Board: a row, by its id.
    BoardChosen(String),
    /// On Undecided.
    Undecided(undecided::Event),
    /// A technician, or an answer to one.
    Service(service::Event),
    /// News about the machine.
    Machine(machine::Event),
    /// The terminal is about to stop.
    Stopping,
}

/// A touch on the navigation bar or the idle question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nav {
    /// "Kembali"
    Back,
    /// "Halaman awal"
    Home,
    /// "Selesai"
    Finish,
    /// "Saya masih di sini"
    Stay,
}

/// A key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Key {
    /// A character, or `"\u{8}"` to take one back.
    Text(String),
    /// The keyboard is to close.
    Done,
}

/// Whether a person did it, so that it ends the silence; answers and news do not.
pub(super) fn by_hand(event: &Event) -> bool {
    match event {
        Event::Touched
        | Event::Started
        | Event::Nav(_)
        | Event::Preferences(_)
        | Event::Keyboard(_)
        | Event::Form(_)
        | Event::Scanned(_)
        | Event::Undecided(_)
        | Event::InfoChosen(_)
        | Event::AnnouncementChosen
        | Event::HoursChosen
        | Event::BoardChosen(_)
        | Event::TileChosen(_) => true,
        Event::Search(event) => !event.is_answer(),
        Event::Filters(event) => !matches!(event, filters::Event::Counted { .. }),
        Event::Place(event) => !matches!(event, place::Event::Counted { .. }),
        Event::Detail(event) => !event.is_answer(),
        Event::Ticket(event) => !matches!(event, ticket::Event::Job { .. }),
        Event::Apply(event) => !event.is_answer(),
        Event::Status(event) => !event.is_answer(),
        Event::Report(event) => !event.is_answer(),
        Event::Check(event) => !event.is_answer(),
        Event::Assist(event) => !event.is_answer(),
        // Service mode has a silence of its own.
        Event::Tick | Event::Camera(_) | Event::Service(_) | Event::Machine(_) | Event::Stopping => false,
    }
}
