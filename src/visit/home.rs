//! Home: the tiles, by who one is. Services to come are not announced.

use super::info::Topic;
use super::search::INTERNSHIPS;
use super::seek::Seek;
use super::{Page, Turn};
use crate::catalogue::{Order, Query};
use crate::wording::{Lang, pick};

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
}

impl Group {
    /// In the order of the screen.
    pub const ALL: [Group; 3] = [Group::Seeking, Group::Working, Group::Employing];

    /// Its tiles, the main one first.
    pub fn tiles(self) -> &'static [Tile] {
        match self {
            Group::Seeking => {
                &[Tile::Jobs, Tile::NoExperience, Tile::Internships, Tile::OpenToDisabled, Tile::ClosingSoon]
            }
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
            Tile::MinimumWage => "minimum-wage",
            Tile::OtherJobs => "other-jobs",
            Tile::ReportVacancy => "report-vacancy",
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
            Tile::MinimumWage => Icon::Wallet,
            Tile::OtherJobs => Icon::Users,
            Tile::ReportVacancy => Icon::Megaphone,
        }
    }
}

impl Group {
    fn words(self, lang: Lang) -> &'static str {
        match self {
            Group::Seeking => pick(lang, "Mencari kerja", "Looking for work"),
            Group::Working => pick(lang, "Sedang bekerja", "In work"),
            Group::Employing => pick(lang, "Perusahaan", "Employers"),
        }
    }
}

impl Tile {
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
                pick(lang, "Perusahaan menyatakannya", "The employer says so"),
            ),
            Tile::ClosingSoon => (
                pick(lang, "Segera Tutup", "Closing Soon"),
                pick(lang, "Lamar sebelum terlambat", "Apply before it is too late"),
            ),
            Tile::MinimumWage => (
                pick(lang, "Upah Minimum", "Minimum Wage"),
                pick(lang, "Bandingkan dengan upah Anda", "Compare it with your wage"),
            ),
            Tile::OtherJobs => (
                pick(lang, "Cari Pekerjaan Lain", "Find Another Job"),
                pick(lang, "Yang bekerja juga boleh melamar", "You may apply while in work"),
            ),
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
    let Some(tile) = Tile::from_id(id) else { return };
    let near = Query { place: Some(turn.machine.near_region()), ..Query::default() };
    let query = match tile {
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

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The groups.
    pub groups: Vec<GroupView>,
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
}

pub(super) fn view(lang: Lang) -> View {
    let tile = |tile: &Tile| {
        let (title, subtitle) = tile.words(lang);
        TileView { id: tile.id().into(), title: title.into(), subtitle: subtitle.into(), icon: tile.icon() }
    };
    let group = |group: &Group| GroupView {
        title: group.words(lang).into(),
        tiles: group.tiles().iter().map(tile).collect(),
    };
    View { groups: Group::ALL.iter().map(group).collect() }
}
