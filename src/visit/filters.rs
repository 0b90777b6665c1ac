//! Filters: a draft that becomes the search when it is applied, with the number each choice would leave.
//!
//! There is no filter by age or sex, and there must be none: SE Menaker M/6/HK.04/V/2025.

use anjungan_wire::vacancy::{Education, Employment, Rupiah};

use super::{Effect, Machine, Request, Turn, minimum_wage};
use crate::catalogue::{Facets, Query, asks_at_most};
use crate::wording::{self, Lang};

/// Lines of business offered, at most; those chosen always are.
const SECTORS_MAX: usize = 12;

const EDUCATIONS: [(Education, &str); 8] = [
    (Education::Sd, "sd"),
    (Education::Smp, "smp"),
    (Education::Sma, "sma"),
    (Education::Diploma, "diploma"),
    (Education::S1, "s1"),
    (Education::S2, "s2"),
    (Education::S3, "s3"),
    (Education::Profesi, "profesi"),
];

const EMPLOYMENTS: [(Employment, &str); 6] = [
    (Employment::FullTime, "full-time"),
    (Employment::Contract, "contract"),
    (Employment::PartTime, "part-time"),
    (Employment::Daily, "daily"),
    (Employment::Internship, "internship"),
    (Employment::Apprenticeship, "apprenticeship"),
];

/// A touch on Filters, or the answer.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// An option of a group, both by id.
    OptionToggled {
        /// The group.
        group: String,
        /// The option.
        option: String,
    },
    /// All off.
    Cleared,
    /// "Lihat 57 lowongan"
    Applied,
    /// The answer to [`Effect::Counts`].
    Counted {
        /// To which.
        request: Request,
        /// How many each choice leaves.
        facets: Facets,
    },
}

/// The draft.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Filters {
    draft: Query,
    asked: Request,
    facets: Option<Facets>,
    /// The facets are those of the draft as it is.
    current: bool,
}

/// A group of options.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Group {
    Education,
    Employment,
    Experience,
    Access,
    Wage,
    Sector,
}

impl Group {
    const ALL: [Group; 6] =
        [Group::Education, Group::Employment, Group::Experience, Group::Access, Group::Wage, Group::Sector];

    fn id(self) -> &'static str {
        match self {
            Group::Education => "education",
            Group::Employment => "employment",
            Group::Experience => "experience",
            Group::Access => "access",
            Group::Wage => "wage",
            Group::Sector => "sector",
        }
    }

    fn title(self, lang: Lang) -> &'static str {
        match self {
            Group::Education => wording::pick(lang, "Pendidikan Anda", "Your education"),
            Group::Employment => wording::pick(lang, "Jenis pekerjaan", "Type of job"),
            Group::Experience => wording::pick(lang, "Pengalaman", "Experience"),
            Group::Access => wording::pick(lang, "Disabilitas", "Disability"),
            Group::Wage => wording::pick(lang, "Upah", "Wage"),
            Group::Sector => wording::pick(lang, "Bidang usaha", "Line of business"),
        }
    }
}

/// How many filters are in force.
pub(super) fn in_force(query: &Query) -> u32 {
    [
        query.education.is_some(),
        !query.employments.is_empty(),
        !query.sectors.is_empty(),
        query.no_experience,
        query.open_to_disabled,
        query.wage_at_least.is_some(),
    ]
    .into_iter()
    .map(u32::from)
    .sum()
}

impl Filters {
    pub(super) fn open(draft: Query, turn: &mut Turn<'_>) -> Self {
        let asked = ask(&draft, turn);
        Self { draft, asked, facets: None, current: false }
    }

    /// Gives the search back when it is applied.
    pub(super) fn step(&mut self, event: Event, turn: &mut Turn<'_>) -> Option<Query> {
        let before = self.draft.clone();
        match event {
            Event::Applied => return Some(self.draft.clone()),
            Event::Counted { request, facets } => {
                if request == self.asked {
                    self.facets = Some(facets);
                    self.current = true;
                }
            }
            Event::Cleared => {
                self.draft = Query {
                    words: before.words.clone(),
                    employer: before.employer.clone(),
                    place: before.place.clone(),
                    order: before.order.clone(),
                    ..Query::default()
                };
            }
            Event::OptionToggled { group, option } => {
                if let Some(group) = Group::ALL.into_iter().find(|each| each.id() == group) {
                    self.toggle(group, &option, turn.machine);
                }
            }
        }
        if self.draft != before {
            self.asked = ask(&self.draft, turn);
            self.current = false;
        }
        None
    }

    fn toggle(&mut self, group: Group, option: &str, machine: &Machine) {
        let draft = &mut self.draft;
        match group {
            Group::Education => {
                if let Some((level, _)) = EDUCATIONS.into_iter().find(|(_, id)| *id == option) {
                    draft.education = if draft.education == Some(level) { None } else { Some(level) };
                }
            }
            Group::Employment => {
                if let Some((employment, _)) = EMPLOYMENTS.into_iter().find(|(_, id)| *id == option) {
                    toggle_in(&mut draft.employments, employment);
                }
            }
            Group::Experience => draft.no_experience = !draft.no_experience,
            Group::Access => draft.open_to_disabled = !draft.open_to_disabled,
            Group::Wage => {
                let chosen = wage_options(machine).into_iter().find(|choice| choice.id() == option);
                if let Some(least) = chosen.map(WageChoice::least) {
                    draft.wage_at_least = if draft.wage_at_least == Some(least) { None } else { Some(least) };
                }
            }
            Group::Sector => {
                let offered =
                    self.facets.iter().flat_map(|facets| &facets.sectors).any(|(name, _)| name == option);
                if offered || draft.sectors.iter().any(|name| name == option) {
                    toggle_in(&mut draft.sectors, option.to_owned());
                }
            }
        }
    }

    fn options(&self, group: Group, machine: &Machine, lang: Lang) -> Vec<OptionView> {
        let draft = &self.draft;
        let facets = self.facets.as_ref();
        match group {
            Group::Education => EDUCATIONS
                .into_iter()
                .map(|(level, id)| {
                    option(
                        lang,
                        (id, wording::education(lang, level)),
                        facets.and_then(|facets| open_to(facets, level)),
                        draft.education == Some(level),
                    )
                })
                .collect(),
            Group::Employment => EMPLOYMENTS
                .into_iter()
                .map(|(employment, id)| {
                    option(
                        lang,
                        (id, wording::employment(lang, employment).unwrap_or_default()),
                        facets.map(|facets| find(&facets.employments, &employment).unwrap_or(0)),
                        draft.employments.contains(&employment),
                    )
                })
                .collect(),
            Group::Experience => vec![option(
                lang,
                ("none", wording::pick(lang, "Tanpa pengalaman", "No experience needed")),
                facets.map(|facets| facets.no_experience),
                draft.no_experience,
            )],
            Group::Access => vec![option(
                lang,
                ("open", wording::pick(lang, "Terbuka bagi disabilitas", "Open to disabled people")),
                facets.map(|facets| facets.open_to_disabled),
                draft.open_to_disabled,
            )],
            Group::Wage => wage_options(machine)
                .into_iter()
                .map(|choice| {
                    option(
                        lang,
                        (choice.id(), choice.label(lang)),
                        facets.and_then(|facets| choice.count(facets)),
                        draft.wage_at_least == Some(choice.least()),
                    )
                })
                .collect(),
            Group::Sector => {
                let known_sectors = facets.map_or(&[][..], |facets| &facets.sectors);
                let mut options: Vec<OptionView> = known_sectors
                    .iter()
                    .enumerate()
                    .filter(|(at, (name, _))| *at < SECTORS_MAX || draft.sectors.contains(name))
                    .map(|(_, (name, count))| {
                        option(
                            lang,
                            (name.clone(), wording::sector(lang, name)),
                            Some(*count),
                            draft.sectors.contains(name),
                        )
                    })
                    .collect();
                for name in &draft.sectors {
                    if options.iter().all(|option| option.id != *name) {
                        options.push(option(lang, (name.clone(), wording::sector(lang, name)), None, true));
                    }
                }
                options
            }
        }
    }
}

/// A choice of the wage filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum WageChoice {
    /// It is stated, however small.
    Stated,
    /// At least this step.
    Step(&'static str, Rupiah),
    /// At least the minimum wage here.
    Minimum(Rupiah),
}

/// Round sums about the minimum wages of the country.
const WAGE_STEPS: [WageChoice; 4] = [
    WageChoice::Step("3000000", Rupiah(3_000_000)),
    WageChoice::Step("4000000", Rupiah(4_000_000)),
    WageChoice::Step("5000000", Rupiah(5_000_000)),
    WageChoice::Step("6000000", Rupiah(6_000_000)),
];

impl WageChoice {
    fn id(self) -> &'static str {
        match self {
            WageChoice::Stated => "stated",
            WageChoice::Step(id, _) => id,
            WageChoice::Minimum(_) => "minimum",
        }
    }

    fn least(self) -> Rupiah {
        match self {
            WageChoice::Stated => Rupiah(1),
            WageChoice::Step(_, least) | WageChoice::Minimum(least) => least,
        }
    }

    fn label(self, lang: Lang) -> String {
        match self {
            WageChoice::Stated => wording::wage_stated(lang).into(),
            WageChoice::Step(_, least) => wording::wage_at_least(lang, least),
            WageChoice::Minimum(floor) => wording::minimum_wage_at_least(lang, floor),
        }
    }

    /// What is not stated reaches no step; how much is stated is not counted.
    fn count(self, facets: &Facets) -> Option<u32> {
        match self {
            WageChoice::Stated => Some(facets.wage_stated),
            WageChoice::Step(..) | WageChoice::Minimum(_) => (facets.wage_stated == 0).then_some(0),
        }
    }
}

/// The least demanding first; the minimum wage here among them, where it is known.
fn wage_options(machine: &Machine) -> Vec<WageChoice> {
    let floor = minimum_wage::at(&machine.near_region(), machine.today());
    let mut options = vec![WageChoice::Stated];
    options.extend(WAGE_STEPS);
    options.extend(floor.map(|floor| WageChoice::Minimum(floor.amount)));
    options.sort_by_key(|choice| choice.least().0);
    options
}

/// How many vacancies a visitor of `level` would see. A level that no vacancy asks for sees what the next
/// lower one sees; below the lowest that is asked for nothing is known, unless none is asked for at all.
fn open_to(facets: &Facets, level: Education) -> Option<u32> {
    if facets.educations.is_empty() {
        return Some(facets.total);
    }
    find(&facets.educations, &level).or_else(|| {
        let lower = facets.educations.iter().filter(|(asked, _)| asks_at_most(level, Some(*asked)));
        // The more is asked for within one's level, the more are seen.
        lower.map(|(_, count)| *count).max()
    })
}

fn ask(draft: &Query, turn: &mut Turn<'_>) -> Request {
    let request = turn.request();
    turn.ask(Effect::Counts { request, query: draft.clone() });
    request
}

fn toggle_in<T: PartialEq>(list: &mut Vec<T>, item: T) {
    match list.iter().position(|each| *each == item) {
        Some(at) => {
            list.remove(at);
        }
        None => list.push(item),
    }
}

fn find<T: PartialEq>(counts: &[(T, u32)], wanted: &T) -> Option<u32> {
    counts.iter().find(|(each, _)| each == wanted).map(|(_, count)| *count)
}

/// An option, by its id and its words; `None`: how many there are with it is not known.
fn option(
    lang: Lang,
    (id, label): (impl Into<String>, impl Into<String>),
    count: Option<u32>,
    active: bool,
) -> OptionView {
    OptionView {
        id: id.into(),
        label: label.into(),
        count: count.map_or(-1, |count| i32::try_from(count).unwrap_or(i32::MAX)),
        count_label: count.map_or_else(String::new, |count| wording::number(lang, count.into())),
        active,
    }
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The groups.
    pub groups: Vec<GroupView>,
    /// "Lihat 57 lowongan"
    pub apply_label: String,
}

/// A group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupView {
    /// What comes back in [`Event::OptionToggled`].
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Its options.
    pub options: Vec<OptionView>,
}

/// An option.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OptionView {
    /// What comes back in [`Event::OptionToggled`].
    pub id: String,
    /// Its words.
    pub label: String,
    /// Vacancies left with it; below 0 is not shown.
    pub count: i32,
    /// The same in words: "12.057"; empty where it is not shown.
    pub count_label: String,
    /// In force in the draft.
    pub active: bool,
}

pub(super) fn view(filters: &Filters, machine: &Machine, lang: Lang) -> View {
    let total = filters.facets.as_ref().filter(|_| filters.current).map(|facets| facets.total);
    let group = |group: Group| GroupView {
        id: group.id().into(),
        title: group.title(lang).into(),
        options: filters.options(group, machine, lang),
    };
    View {
        groups: Group::ALL.into_iter().map(group).filter(|group| !group.options.is_empty()).collect(),
        apply_label: wording::show_vacancies(lang, total),
    }
}
