//! Home: the tiles, by who one is. Services to come are not announced.

use anjungan_wire::content::ServiceName;

use super::board::{Board, Sort};
use super::check::Check;
use super::info::{self, Topic};
use super::report::{Aim, Report};
use super::search::INTERNSHIPS;
use super::seek::Seek;
use super::status::Inquiry;
use super::{Machine, Page, SheetPrinter, Turn, desk, hours};
use crate::catalogue::{Order, Query};
use crate::wording::board as board_words;
use crate::wording::card::home as card_words;
use crate::wording::card::service::Service;
use crate::wording::{self, Cause, Lang, pick};

/// A tile.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tile {
    /// Search, with the newest near here.
    Jobs,
    /// Search for what asks for no experience.
    NoExperience,
    /// Search for traineeships.
    Internships,
    /// Search for what welcomes people with disabilities.
    OpenToDisabled,
    /// Search for what closes first.
    ClosingSoon,
    /// Trainings, where there are any.
    Trainings,
    /// Job fairs, where there are any.
    Fairs,
    /// Employers, where there are any.
    Employers,
    /// A service of the card's desk.
    Card(Service),
    /// This year's minimum wages.
    MinimumWage,
    /// Search, for those who have work.
    OtherJobs,
    /// How an employer reports a vacancy.
    ReportVacancy,
}

/// A group of tiles.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// "Mencari kerja"
    Seeking,
    /// "Kartu pencari kerja", where the office takes applications.
    Card,
    /// "Sedang bekerja"
    Working,
    /// "Perusahaan"
    Employing,
}

/// A picture on a tile; the names are those of `TileIcon` in `ui/ui/globals/home.slint`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    /// A lens.
    Search,
    /// A handshake.
    Handshake,
    /// A student.
    Student,
    /// A wheelchair.
    Wheelchair,
    /// A calendar.
    Calendar,
    /// A wallet.
    Wallet,
    /// People.
    Users,
    /// A megaphone.
    Megaphone,
    /// An identity card.
    IdCard,
    /// A clipboard.
    Clipboard,
    /// An office building.
    Buildings,
    /// A shield.
    Shield,
    /// An open book.
    Book,
}

impl Group {
    /// In the order of the screen.
    pub const ALL: [Group; 4] = [Group::Seeking, Group::Card, Group::Working, Group::Employing];

    /// Its tiles, the main one first.
    pub fn tiles(self) -> &'static [Tile] {
        match self {
            Group::Seeking => &[
                Tile::Jobs,
                Tile::NoExperience,
                Tile::Internships,
                Tile::OpenToDisabled,
                Tile::ClosingSoon,
                Tile::Trainings,
                Tile::Fairs,
                Tile::Employers,
            ],
            Group::Card => &[
                Tile::Card(Service::Card),
                Tile::Card(Service::Status),
                Tile::Card(Service::Employed),
                Tile::Card(Service::SixMonths),
                Tile::Card(Service::Check),
            ],
            Group::Working => &[Tile::MinimumWage, Tile::OtherJobs],
            Group::Employing => &[Tile::ReportVacancy],
        }
    }
}

impl Tile {
    /// The id on the screen.
    pub fn id(self) -> &'static str {
        match self {
            Tile::Jobs => "jobs",
            Tile::NoExperience => "no-experience",
            Tile::Internships => "internships",
            Tile::OpenToDisabled => "open-to-disabled",
            Tile::ClosingSoon => "closing-soon",
            Tile::Trainings => "trainings",
            Tile::Fairs => "fairs",
            Tile::Employers => "employers",
            Tile::MinimumWage => "minimum-wage",
            Tile::OtherJobs => "other-jobs",
            Tile::ReportVacancy => "report-vacancy",
            Tile::Card(Service::Card) => "ak1",
            Tile::Card(Service::Status) => "status",
            Tile::Card(Service::Employed) => "employed",
            Tile::Card(Service::SixMonths) => "six-months",
            Tile::Card(Service::Check) => "check",
        }
    }

    fn from_id(id: &str) -> Option<Tile> {
        Group::ALL.iter().flat_map(|group| group.tiles()).copied().find(|tile| tile.id() == id)
    }

    fn icon(self) -> Icon {
        match self {
            Tile::Jobs => Icon::Search,
            Tile::NoExperience => Icon::Handshake,
            Tile::Internships => Icon::Student,
            Tile::OpenToDisabled => Icon::Wheelchair,
            Tile::ClosingSoon => Icon::Calendar,
            Tile::Trainings => Icon::Book,
            Tile::Fairs => Icon::Users,
            Tile::Employers => Icon::Buildings,
            Tile::MinimumWage => Icon::Wallet,
            Tile::OtherJobs => Icon::Users,
            Tile::ReportVacancy => Icon::Megaphone,
            Tile::Card(Service::Card) => Icon::IdCard,
            Tile::Card(Service::Status) => Icon::Clipboard,
            Tile::Card(Service::Employed) => Icon::Buildings,
            Tile::Card(Service::SixMonths) => Icon::Calendar,
            Tile::Card(Service::Check) => Icon::Shield,
        }
    }
}

impl Group {
    fn words(self, lang: Lang) -> &'static str {
        match self {
            Group::Seeking => pick(lang, "Mencari kerja", "Looking for work"),
            Group::Card => pick(lang, "Kartu pencari kerja", "Job-seeker card"),
            Group::Working => pick(lang, "Sedang bekerja", "In work"),
            Group::Employing => pick(lang, "Perusahaan", "Employers"),
        }
    }
}

impl Tile {
    /// Its name at central; `None`: central has none for it.
    fn service(self) -> Option<ServiceName> {
        match self {
            Tile::Jobs => Some(ServiceName::Vacancies),
            Tile::Trainings => Some(ServiceName::Trainings),
            Tile::Fairs => Some(ServiceName::Fairs),
            Tile::Card(service) => Some(info::service_name(service)),
            Tile::NoExperience
            | Tile::Internships
            | Tile::OpenToDisabled
            | Tile::ClosingSoon
            | Tile::MinimumWage
            | Tile::OtherJobs
            | Tile::Employers
            | Tile::ReportVacancy => None,
        }
    }

    /// Whether it is offered now: the office has not hidden it, and there is something behind it.
    fn is_offered(self, machine: &Machine) -> bool {
        if machine.tiles_hidden.iter().any(|hidden| hidden.as_str() == self.id()) {
            return false;
        }
        match self {
            Tile::Employers => machine.published.has_employers(machine.now),
            Tile::Trainings => !machine.published.trainings(machine.now, machine.today()).is_empty(),
            Tile::Fairs => !machine.published.fairs(machine.now, machine.today()).is_empty(),
            Tile::Jobs
            | Tile::NoExperience
            | Tile::Internships
            | Tile::OpenToDisabled
            | Tile::ClosingSoon
            | Tile::Card(_)
            | Tile::MinimumWage
            | Tile::OtherJobs
            | Tile::ReportVacancy => true,
        }
    }

    /// A title of at most four words, and a line of explanation.
    fn words(self, lang: Lang) -> (&'static str, &'static str) {
        match self {
            Tile::Jobs => (
                pick(lang, "Cari Lowongan", "Find Jobs"),
                pick(lang, "Yang terbaru di sekitar sini", "The newest around here"),
            ),
            Tile::NoExperience => (
                pick(lang, "Tanpa Pengalaman", "No Experience Needed"),
                pick(lang, "Untuk yang baru mulai bekerja", "For those who are starting out"),
            ),
            Tile::Internships => (
                pick(lang, "Magang", "Internships"),
                pick(lang, "Belajar sambil bekerja", "Learn on the job"),
            ),
            Tile::OpenToDisabled => (
                pick(lang, "Terbuka bagi Disabilitas", "Open to Disabled People"),
                pick(lang, "Menerima penyandang disabilitas", "Welcoming people with disabilities"),
            ),
            Tile::ClosingSoon => (
                pick(lang, "Segera Tutup", "Closing Soon"),
                pick(lang, "Lamar sebelum terlambat", "Apply before it is too late"),
            ),
            Tile::Trainings => (board_words::TRAININGS.of(lang), board_words::TRAININGS_LEAD.of(lang)),
            Tile::Fairs => (board_words::FAIRS.of(lang), board_words::FAIRS_LEAD.of(lang)),
            Tile::Employers => (board_words::EMPLOYERS.of(lang), board_words::EMPLOYERS_LEAD.of(lang)),
            Tile::MinimumWage => (
                pick(lang, "Upah Minimum", "Minimum Wage"),
                pick(lang, "Bandingkan dengan upah Anda", "Compare it with your wage"),
            ),
            Tile::OtherJobs => (
                pick(lang, "Cari Pekerjaan Lain", "Find Another Job"),
                pick(lang, "Yang bekerja juga boleh melamar", "You may apply while in work"),
            ),
            Tile::Card(service) => (service.title(lang), card_words::subtitle(lang, service)),
            Tile::ReportVacancy => (
                pick(lang, "Lapor Lowongan", "Report a Vacancy"),
                pick(lang, "Wajib dan gratis, lewat Karirhub", "Compulsory and free, on Karirhub"),
            ),
        }
    }
}

/// A tile was touched.
pub(super) fn step(page: &mut Page, id: &str, turn: &mut Turn<'_>) {
    if *page != Page::Home {
        return;
    }
    let Some(tile) = Tile::from_id(id).filter(|tile| tile.is_offered(turn.machine)) else { return };
    if let Tile::Card(service) = tile {
        return open(page, service, turn);
    }
    let near = Query { place: Some(turn.machine.near_region()), ..Query::default() };
    let query = match tile {
        Tile::Card(_) => return,
        Tile::Trainings => return *page = Page::Board(Box::new(Board::begin(Sort::Trainings))),
        Tile::Fairs => return *page = Page::Board(Box::new(Board::begin(Sort::Fairs))),
        Tile::Employers => return *page = Page::Board(Box::new(Board::begin(Sort::Employers))),
        Tile::MinimumWage => return *page = Page::Info(Topic::MinimumWage),
        Tile::ReportVacancy => return *page = Page::Info(Topic::ReportVacancy),
        Tile::Jobs | Tile::OtherJobs => near,
        Tile::NoExperience => Query { no_experience: true, ..near },
        Tile::Internships => Query { employments: INTERNSHIPS.to_vec(), ..near },
        Tile::OpenToDisabled => Query { open_to_disabled: true, ..near },
        Tile::ClosingSoon => Query { order: Order::ClosingSoon, ..near },
    };
    *page = Page::Seek(Box::new(Seek::begin(query, turn)));
}

/// Whether a service of the card's desk is among the tiles.
pub(super) fn offers(machine: &Machine, service: Service) -> bool {
    machine.card_service().is_some() && Tile::Card(service).is_offered(machine)
}

/// A service of the card's desk, where there is one.
fn open(page: &mut Page, service: Service, turn: &mut Turn<'_>) {
    if turn.machine.card_service().is_none() {
        return;
    }
    *page = match service {
        Service::Card => return desk::apply(page, turn),
        Service::Status => Page::Status(Box::new(Inquiry::begin())),
        Service::Employed => Page::Report(Box::new(Report::begin(Aim::Employed))),
        Service::SixMonths => Page::Report(Box::new(Report::begin(Aim::SixMonths))),
        Service::Check => Page::Check(Box::new(Check::Waiting)),
    };
}

/// The "i" of a tile was touched: what is published of that service.
pub(super) fn info(page: &mut Page, id: &str, turn: &Turn<'_>) {
    let service = Tile::from_id(id).and_then(Tile::service);
    if let (Page::Home, Some(service)) = (&*page, service)
        && info::is_told(service, turn.machine)
    {
        *page = Page::Info(Topic::Service(service));
    }
}

/// The line that says when the office is open was touched.
pub(super) fn hours(page: &mut Page, turn: &Turn<'_>) {
    if *page == Page::Home && hours::known(turn.machine).is_some() {
        *page = Page::Info(Topic::Hours);
    }
}

/// The box of what the office has to say was touched.
pub(super) fn announcement(page: &mut Page, turn: &Turn<'_>) {
    if *page == Page::Home && !turn.machine.published.announcements(turn.machine.now).is_empty() {
        *page = Page::Info(Topic::Announcements);
    }
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// What does not work now, and what still does.
    pub notice: Option<Notice>,
    /// What the office has to say.
    pub announcement: Option<AnnouncementView>,
    /// When the office is open, where anybody has said.
    pub hours: Option<hours::View>,
    /// The groups.
    pub groups: Vec<GroupView>,
    /// Whether a card or a receipt may be scanned.
    pub scanner: bool,
}

/// What does not work now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// What.
    pub headline: String,
    /// Why, and what still works.
    pub text: String,
    /// For the technician.
    pub code: String,
}

/// The most important of what the office has to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AnnouncementView {
    /// Its headline.
    pub headline: String,
    /// "dan 2 pengumuman lain"; empty when it is the only one.
    pub others: String,
}

/// A group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupView {
    /// Its heading.
    pub title: String,
    /// Its tiles.
    pub tiles: Vec<TileView>,
}

/// A tile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TileView {
    /// What comes back in [`super::Event::TileChosen`].
    pub id: String,
    /// At most four words.
    pub title: String,
    /// A line of explanation.
    pub subtitle: String,
    /// Its picture.
    pub icon: Icon,
    /// What to know before it is chosen: "Kartu diambil di loket". Empty when all is well.
    pub note: String,
    /// Whether it has an "i": its id comes back in [`super::Event::InfoChosen`].
    pub info: bool,
}

pub(super) fn view(machine: &Machine, lang: Lang) -> View {
    // A kiosk that never had a printer is not out of order.
    let trouble = machine.no_tickets().filter(|cause| *cause != Cause::NoPrinter);
    let sheets = machine.sheet_printer == SheetPrinter::Ready;
    let tile = |tile: &Tile| {
        let (title, subtitle) = tile.words(lang);
        let lead = tile.service().and_then(|service| machine.published.lead(service, machine.now));
        let subtitle = lead.map_or(subtitle, |text| text.lead.get(lang).as_str());
        // That no ticket comes out is said once, above all tiles.
        let note = if let Tile::Card(service) = tile { card_note(*service, machine, lang) } else { "" };
        TileView {
            id: tile.id().into(),
            title: title.into(),
            subtitle: subtitle.into(),
            icon: tile.icon(),
            note: note.into(),
            info: tile.service().is_some_and(|service| info::is_told(service, machine)),
        }
    };
    let notice = trouble.map(|cause| {
        let said = wording::home_notice(lang, cause, sheets);
        Notice { headline: said.headline, text: said.explanation, code: machine.codes(cause) }
    });
    let group = |group: &Group| GroupView {
        title: group.words(lang).into(),
        tiles: group.tiles().iter().filter(|tile| tile.is_offered(machine)).map(tile).collect(),
    };
    let here = |group: &&Group| **group != Group::Card || machine.card_service().is_some();
    let groups = Group::ALL.iter().filter(here).map(group).filter(|group| !group.tiles.is_empty()).collect();
    let said = machine.published.announcements(machine.now);
    let announcement = said.first().map(|first| AnnouncementView {
        headline: first.headline.get(lang).to_string(),
        others: board_words::other_announcements(lang, said.len() - 1),
    });
    let hours = hours::view(machine, lang);
    View { notice, announcement, hours, groups, scanner: machine.takes_scans() }
}

/// What to know before a service is chosen: whether a card can come out here, and what still can be done.
fn card_note(service: Service, machine: &Machine, lang: Lang) -> &'static str {
    let pickup = machine.card_service().is_some_and(|office| office.pickup);
    let no_card = !pickup && machine.sheet_printer != SheetPrinter::Ready;
    match service {
        Service::Card if no_card => card_words::no_card_apply(lang),
        Service::Card if pickup => card_words::pickup(lang),
        Service::Status if no_card => card_words::no_card_status(lang),
        Service::Card | Service::Status if machine.no_tickets().is_some() => card_words::no_slip(lang),
        Service::Employed | Service::SixMonths | Service::Check | Service::Card | Service::Status => "",
    }
}
