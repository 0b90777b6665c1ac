//! What was used in a visit, and what people say of it. Nothing here is about a person: a service, a screen, seconds,
//! and nine marks from one to four.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A service of the terminal, as it is counted and judged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UsedService {
    /// Looking for vacancies, up to taking one home.
    Vacancies,
    /// Applying for the AK/I card, a correction, or a renewal.
    Card,
    /// Asking how an application stands, mending it, printing its card.
    Status,
    /// The six-monthly report.
    SixMonths,
    /// "Saya sudah bekerja".
    Employed,
    /// Checking whether a card is genuine.
    Check,
    /// Reading: minimum wages, what a service needs, how employers report.
    Information,
}

impl UsedService {
    /// Every service.
    pub const ALL: [UsedService; 7] = [
        UsedService::Vacancies,
        UsedService::Card,
        UsedService::Status,
        UsedService::SixMonths,
        UsedService::Employed,
        UsedService::Check,
        UsedService::Information,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            UsedService::Vacancies => "vacancies",
            UsedService::Card => "card",
            UsedService::Status => "status",
            UsedService::SixMonths => "six-months",
            UsedService::Employed => "employed",
            UsedService::Check => "check",
            UsedService::Information => "information",
        }
    }

    /// The service with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.as_str() == name)
    }
}

/// One use of one service, from the tile to leaving it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Use {
    /// Which.
    pub service: UsedService,
    /// Whether the visitor got what the service is for. What that is, each service says where it is counted.
    pub finished: bool,
    /// The screen it was left on: `notice`. At most [`SCREEN_LEN_MAX`] of `a-z`, `0-9` and `-`. A word and no
    /// closed type: a newer terminal's screen is kept and shown.
    pub screen: String,
    /// Seconds from begin to end.
    pub seconds: u32,
}

/// Bytes of a screen's name.
pub const SCREEN_LEN_MAX: usize = 40;
/// Uses that one visit tells of; who goes to and fro more often is counted with the first.
pub const USES_MAX: usize = 32;

/// Whether a screen's name is one: nothing a person typed can be in it.
pub fn is_screen(name: &str) -> bool {
    let fine = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    !name.is_empty() && name.len() <= SCREEN_LEN_MAX && name.bytes().all(fine)
}

/// An element ("unsur") of the survey of satisfaction (Permenpan RB 14/2017, lampiran). By name and not by number,
/// for copies of the regulation number the last two either way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Element {
    /// Persyaratan: whether what is asked for fits the service.
    Requirements,
    /// Sistem, mekanisme, prosedur: whether it is easy.
    Procedure,
    /// Waktu penyelesaian: whether it is fast.
    Time,
    /// Biaya/tarif: whether it is fair.
    Cost,
    /// Produk spesifikasi jenis pelayanan: whether one gets what was promised.
    Product,
    /// Kompetensi pelaksana: whether staff are able.
    Competence,
    /// Perilaku pelaksana: whether staff are polite and friendly.
    Conduct,
    /// Sarana dan prasarana: whether room and machine are good.
    Facilities,
    /// Penanganan pengaduan, saran, masukan: whether complaints are heard.
    Complaints,
}

impl Element {
    /// In the order of the questionnaire in use (U1–U9).
    pub const ALL: [Element; 9] = [
        Element::Requirements,
        Element::Procedure,
        Element::Time,
        Element::Cost,
        Element::Product,
        Element::Competence,
        Element::Conduct,
        Element::Facilities,
        Element::Complaints,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Element::Requirements => "requirements",
            Element::Procedure => "procedure",
            Element::Time => "time",
            Element::Cost => "cost",
            Element::Product => "product",
            Element::Competence => "competence",
            Element::Conduct => "conduct",
            Element::Facilities => "facilities",
            Element::Complaints => "complaints",
        }
    }

    /// The element with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|element| element.as_str() == name)
    }
}

/// A mark from 1 (worst) to 4 (best).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Mark(u8);

/// It is not from 1 to 4.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a mark is 1, 2, 3 or 4")]
pub struct NoMark;

impl Mark {
    /// Worst to best.
    pub const ALL: [Mark; 4] = [Mark(1), Mark(2), Mark(3), Mark(4)];

    /// 1 to 4.
    pub fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Mark {
    type Error = NoMark;

    fn try_from(mark: u8) -> Result<Self, NoMark> {
        if (1..=4).contains(&mark) { Ok(Mark(mark)) } else { Err(NoMark) }
    }
}

impl From<Mark> for u8 {
    fn from(mark: Mark) -> u8 {
        mark.0
    }
}

/// What somebody said of a service, after they had used it. One visit says so once.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "SurveyOnWire", into = "SurveyOnWire")]
pub struct Survey {
    service: UsedService,
    marks: Vec<(Element, Mark)>,
}

/// Why marks are no survey.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoSurvey {
    /// Nothing was answered.
    #[error("a survey without an answer says nothing")]
    Empty,
    /// One element was judged twice.
    #[error("an element is judged once")]
    Twice,
}

impl Survey {
    /// What was said of `service`. Elements that were skipped are left out.
    ///
    /// # Errors
    /// No mark at all, or two for one element.
    pub fn new(service: UsedService, marks: Vec<(Element, Mark)>) -> Result<Self, NoSurvey> {
        if marks.is_empty() {
            return Err(NoSurvey::Empty);
        }
        let twice = |i: usize, element: Element| marks[..i].iter().any(|(before, _)| *before == element);
        if marks.iter().enumerate().any(|(i, (element, _))| twice(i, *element)) {
            return Err(NoSurvey::Twice);
        }
        Ok(Survey { service, marks })
    }

    /// Of which service.
    pub fn service(&self) -> UsedService {
        self.service
    }

    /// At least one.
    pub fn marks(&self) -> &[(Element, Mark)] {
        &self.marks
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SurveyOnWire {
    service: UsedService,
    marks: Vec<(Element, Mark)>,
}

impl TryFrom<SurveyOnWire> for Survey {
    type Error = NoSurvey;

    fn try_from(wire: SurveyOnWire) -> Result<Self, NoSurvey> {
        Survey::new(wire.service, wire.marks)
    }
}

impl From<Survey> for SurveyOnWire {
    fn from(survey: Survey) -> Self {
        SurveyOnWire { service: survey.service, marks: survey.marks }
    }
}

/// What all answers say together: the index of satisfaction ("Indeks Kepuasan Masyarakat"), Permenpan RB 14/2017.
///
/// `NRR = sum of marks / answers` for each element, `IKM = mean of the NRR × 25`, in hundredths, half up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Index {
    hundredths: u32,
}

/// How good an index is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Quality {
    /// 25.00–64.99: "Tidak baik".
    D,
    /// 65.00–76.60: "Kurang baik".
    C,
    /// 76.61–88.30: "Baik".
    B,
    /// 88.31–100.00: "Sangat baik".
    A,
}

impl Index {
    /// From the sum of marks and the number of answers of each element that was answered at all: elements that were
    /// skipped weigh nothing. `None`: nobody answered anything.
    pub fn of(elements: &[(u64, u64)]) -> Option<Index> {
        let answered: Vec<_> = elements.iter().filter(|(_, answers)| *answers > 0).collect();
        let count = answered.len() as f64;
        if answered.is_empty() {
            return None;
        }
        let mean = answered.iter().map(|(sum, answers)| *sum as f64 / *answers as f64).sum::<f64>() / count;
        // What binary fractions leave of a half must not round it down: 88.305 is 88.31.
        let hundredths = (mean * 2500.0 + 1e-6).round();
        Some(Index { hundredths: hundredths as u32 })
    }

    /// 9,148 is 91.48.
    pub fn hundredths(self) -> u32 {
        self.hundredths
    }

    /// Its class. Rounded first, so that nothing falls between two classes.
    pub fn quality(self) -> Quality {
        match self.hundredths {
            8_831.. => Quality::A,
            7_661..=8_830 => Quality::B,
            6_500..=7_660 => Quality::C,
            ..=6_499 => Quality::D,
        }
    }
}

impl fmt::Display for Index {
    /// `91.48`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.hundredths / 100, self.hundredths % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_comes_out_right() {
        let sums = [105, 101, 100, 116, 102, 105, 106, 105, 115];
        let index = Index::of(&sums.map(|sum| (sum, 29))).unwrap();
        assert_eq!((index.to_string().as_str(), index.quality()), ("91.48", Quality::A));
    }

    #[test]
    fn one_mark_everywhere_is_a_quarter_of_the_scale() {
        for (mark, shown, quality) in [
            (1, "25.00", Quality::D),
            (2, "50.00", Quality::D),
            (3, "75.00", Quality::C),
            (4, "100.00", Quality::A),
        ] {
            let index = Index::of(&[(mark, 1); 9]).unwrap();
            assert_eq!((index.to_string().as_str(), index.quality()), (shown, quality));
        }
    }

    #[test]
    fn halves_are_rounded_up_before_they_are_classed() {
        // Sums over 1,000 answers whose index is the number that is written.
        for (sum, shown, quality) in [
            (35_322, "88.31", Quality::A), // 88.305
            (35_320, "88.30", Quality::B),
            (30_642, "76.61", Quality::B), // 76.605
            (25_998, "65.00", Quality::C), // 64.995
        ] {
            let index = Index::of(&[(sum, 10_000)]).unwrap();
            assert_eq!((index.to_string().as_str(), index.quality()), (shown, quality));
        }
    }

    #[test]
    fn what_nobody_answered_weighs_nothing() {
        assert_eq!(Index::of(&[(8, 2), (0, 0)]).unwrap().to_string(), "100.00");
        assert_eq!(Index::of(&[(0, 0); 9]), None);
        assert_eq!(Index::of(&[]), None);
    }

    #[test]
    fn a_survey_has_an_answer_and_none_twice() {
        let mark = Mark::ALL[3];
        let service = UsedService::Card;
        assert_eq!(Survey::new(service, vec![]), Err(NoSurvey::Empty));
        let twice = vec![(Element::Time, mark), (Element::Cost, mark), (Element::Time, mark)];
        assert_eq!(Survey::new(service, twice), Err(NoSurvey::Twice));
        let survey = Survey::new(service, vec![(Element::Time, mark)]).unwrap();
        let text = serde_json::to_string(&survey).unwrap();
        assert_eq!(text, r#"{"service":"card","marks":[["time",4]]}"#);
        assert_eq!(serde_json::from_str::<Survey>(&text).unwrap(), survey);
    }

    #[test]
    fn what_is_no_survey_is_not_read() {
        for text in [
            r#"{"service":"card","marks":[]}"#,
            r#"{"service":"card","marks":[["time",0]]}"#,
            r#"{"service":"card","marks":[["time",5]]}"#,
            r#"{"service":"card","marks":[["time",4],["time",4]]}"#,
            r#"{"service":"card","marks":[["time",4]],"name":"x"}"#,
            r#"{"service":"other","marks":[["time",4]]}"#,
        ] {
            assert!(serde_json::from_str::<Survey>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_are_those_of_the_wire() {
        for service in UsedService::ALL {
            assert_eq!(serde_json::to_string(&service).unwrap(), format!("\"{}\"", service.as_str()));
            assert_eq!(UsedService::named(service.as_str()), Some(service));
        }
        for element in Element::ALL {
            assert_eq!(serde_json::to_string(&element).unwrap(), format!("\"{}\"", element.as_str()));
            assert_eq!(Element::named(element.as_str()), Some(element));
        }
    }

    #[test]
    fn a_screens_name_holds_nothing_typed() {
        for name in ["notice", "still-looking", "2d"] {
            assert!(is_screen(name), "{name}");
        }
        for name in ["", "Card", "card notice", "ñ", "card/notice", &"x".repeat(SCREEN_LEN_MAX + 1)] {
            assert!(!is_screen(name), "{name}");
        }
    }
}
