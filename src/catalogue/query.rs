//! What a visitor can ask of the catalogue, and what comes back.

use std::time::Duration;

use anjungan_wire::id::RegionCode;
use anjungan_wire::vacancy::{Education, Employment, Rupiah, Vacancy, Wage};
use jiff::civil::Date;

/// A search. The default finds everything that is open, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// As typed, unfinished: the last word counts as the beginning of one.
    pub words: String,
    /// Of this employer alone, by its name, however the legal form is written.
    pub employer: Option<String>,
    /// Work in this region.
    pub place: Option<RegionCode>,
    /// The visitor's own education: what asks for more is left out, what says nothing is kept.
    pub education: Option<Education>,
    /// Any of these lines of business; none means all.
    pub sectors: Vec<String>,
    /// Any of these sorts of contract; none means all.
    pub employments: Vec<Employment>,
    /// Only what says that no experience is needed.
    pub no_experience: bool,
    /// Only what says that people with disabilities are welcome.
    pub open_to_disabled: bool,
    /// Only what states a wage, of at least this much.
    pub wage_at_least: Option<Rupiah>,
    /// What comes first. Vacancies with the words in title, employer or place always precede those
    /// that only mention them.
    pub order: Order,
}

/// What comes first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// The latest to open.
    #[default]
    Newest,
    /// The first to close.
    ClosingSoon,
    /// In the same district, then regency, then province; the newest of each first.
    Nearest(RegionCode),
}

/// A page of what was found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Results {
    /// How many there are in all, exactly.
    pub total: u32,
    /// Those asked for.
    pub cards: Vec<Card>,
    /// The words that were searched instead, because one of those typed occurs nowhere.
    pub corrected: Option<String>,
    /// How long it took.
    pub took: Duration,
}

/// A vacancy in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Card {
    /// [`Vacancy::row_id`]
    pub row_id: String,
    /// Its title.
    pub title: String,
    /// Who offers it, when named.
    pub employer: Option<String>,
    /// Where it is.
    pub region: RegionCode,
    /// The province by name.
    pub province: String,
    /// The regency or city by name.
    pub regency: Option<String>,
    /// The district by name.
    pub district: Option<String>,
    /// What it pays.
    pub wage: Wage,
    /// The sort of contract.
    pub employment: Employment,
    /// The lowest education asked for.
    pub education: Option<Education>,
    /// How many are wanted.
    pub wanted: Option<u32>,
    /// First day.
    pub opens: Date,
    /// Last day.
    pub closes: Date,
    /// It says that no experience is needed.
    pub no_experience: bool,
    /// It says that people with disabilities are welcome.
    pub open_to_disabled: bool,
}

impl Card {
    /// What a list shows of `vacancy`.
    pub fn of(vacancy: Vacancy) -> Card {
        Card {
            row_id: vacancy.row_id(),
            no_experience: vacancy.experience_years == Some(0),
            title: vacancy.title,
            employer: vacancy.employer,
            region: vacancy.place.region,
            province: vacancy.place.province,
            regency: vacancy.place.regency,
            district: vacancy.place.district,
            wage: vacancy.wage,
            employment: vacancy.employment,
            education: vacancy.education,
            wanted: vacancy.quota.wanted,
            opens: vacancy.opens,
            closes: vacancy.closes,
            open_to_disabled: vacancy.open_to_disabled,
        }
    }
}

/// How many there would be with each choice of the filter page, the other filters kept.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facets {
    /// With the query as it is.
    pub total: u32,
    /// For each level that occurs: how many a visitor of that level would see.
    pub educations: Vec<(Education, u32)>,
    /// Each line of business, the most frequent first.
    pub sectors: Vec<(String, u32)>,
    /// Each sort of contract, the most frequent first.
    pub employments: Vec<(Employment, u32)>,
    /// That say no experience is needed.
    pub no_experience: u32,
    /// That say people with disabilities are welcome.
    pub open_to_disabled: u32,
    /// That state a wage.
    pub wage_stated: u32,
}

/// A region and how many vacancies there are in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlaceCount {
    /// Its code.
    pub code: RegionCode,
    /// Its name.
    pub name: String,
    /// How many.
    pub count: u32,
}

/// A wider search that finds something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Widening {
    /// The wider search.
    pub query: Query,
    /// How it is wider.
    pub kind: WideningKind,
    /// How many it finds; never 0.
    pub count: u32,
}

/// How a search is wider than the one that found nothing, the nearest first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum WideningKind {
    /// Another spelling: the words searched.
    Spelling(String),
    /// The region around the one chosen.
    Place(RegionCode),
    /// Any wage, stated or not.
    AnyWage,
    /// Whatever experience is asked for.
    AnyExperience,
    /// Whether or not it mentions people with disabilities.
    AnyAccess,
    /// Any sort of contract.
    AnyEmployment,
    /// Any line of business.
    AnySector,
    /// Another word for much the same work.
    Related(String),
    /// Of any employer.
    AnyEmployer,
    /// Whatever education is asked for.
    AnyEducation,
    /// Anywhere.
    AnyPlace,
    /// One word fewer: the word left out.
    Without(String),
    /// The words alone, no filters.
    WordsAlone,
    /// The filters alone, no words.
    NoWords,
}

/// Whether somebody with education `own` has what a vacancy asks for. A professional degree follows S1
/// and is asked for by name: an S2 does not stand in for it.
pub fn asks_at_most(own: Education, asked: Option<Education>) -> bool {
    match asked {
        None => true,
        Some(Education::Profesi) => own == Education::Profesi,
        Some(asked) if own == Education::Profesi => asked <= Education::S1,
        Some(asked) => asked <= own,
    }
}
