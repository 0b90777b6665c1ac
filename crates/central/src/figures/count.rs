//! What a fact counts for.

use anjungan_wire::application::ReportNews;
use anjungan_wire::fact::{Language, Ticket, TicketOutcome, Visit, VisitEnd};
use anjungan_wire::usage::Survey;

use super::{Name, Sum};

/// To be added to one part of one figure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Count {
    /// Which figure.
    pub name: Name,
    /// Which part of it.
    pub part: String,
    /// How much.
    pub sum: Sum,
}

impl Count {
    /// Once.
    pub fn one(name: Name, part: impl Into<String>) -> Self {
        Self::measured(name, part, 0)
    }

    /// Once, with what was measured.
    pub fn measured(name: Name, part: impl Into<String>, total: u64) -> Self {
        Self { name, part: part.into(), sum: Sum { count: 1, total } }
    }
}

/// A visit. `hour`: of the day on which it ended, where the kiosk stands.
pub fn of_visit(visit: &Visit, hour: i8) -> Vec<Count> {
    let end = match visit.end {
        VisitEnd::Finished => "finished",
        VisitEnd::Idle => "idle",
        VisitEnd::Interrupted => "interrupted",
    };
    let language = match visit.language {
        Language::Id => "id",
        Language::En => "en",
    };
    let mut counts = vec![
        Count::measured(Name::Visit, end, visit.seconds.into()),
        Count::one(Name::Language, language),
        Count::one(Name::Hour, format!("{hour:02}")),
    ];
    if visit.adjusted {
        counts.push(Count::one(Name::Adjusted, ""));
    }
    for (name, many) in [(Name::Search, visit.searches), (Name::Opened, visit.vacancies_opened)] {
        if many > 0 {
            counts.push(Count::measured(name, "", many.into()));
        }
    }
    for used in &visit.uses {
        let service = used.service.as_str();
        counts.push(Count::measured(Name::Begun, service, used.seconds.into()));
        counts.push(match used.finished {
            true => Count::measured(Name::Finished, service, used.seconds.into()),
            false => Count::measured(Name::Left, format!("{service}/{}", used.screen), used.seconds.into()),
        });
    }
    counts
}

/// A ticket.
pub fn of_ticket(ticket: &Ticket) -> Count {
    let outcome = match ticket.outcome {
        TicketOutcome::Printed => "printed",
        TicketOutcome::Unverified => "unverified",
        TicketOutcome::Doubtful => "doubtful",
        TicketOutcome::Expired => "expired",
        TicketOutcome::Cancelled => "cancelled",
        TicketOutcome::Failed => "failed",
    };
    Count::one(Name::Ticket, outcome)
}

/// A search that found nothing.
pub fn of_search_miss() -> Count {
    Count::one(Name::SearchMiss, "")
}

/// A holder's report. Those who found work through the service are counted in both.
pub fn of_report(news: &ReportNews) -> Vec<Count> {
    match news {
        ReportNews::StillLooking { .. } => vec![Count::one(Name::Report, "still-looking")],
        ReportNews::Employed { found_here, .. } => {
            let mut counts = vec![Count::one(Name::Report, "employed")];
            if *found_here == Some(true) {
                counts.push(Count::one(Name::Report, "found-here"));
            }
            counts
        }
    }
}

/// A survey: once for its service, and each mark for its element.
pub fn of_survey(survey: &Survey) -> Vec<Count> {
    let service = survey.service().as_str();
    let marks = survey.marks().iter().map(|(element, mark)| {
        Count::measured(Name::Mark, format!("{service}/{}", element.as_str()), mark.get().into())
    });
    std::iter::once(Count::one(Name::Survey, service)).chain(marks).collect()
}

#[cfg(test)]
mod tests {
    use anjungan_wire::usage::{Element, Mark, Use, UsedService};

    use super::*;

    fn parts(counts: &[Count]) -> Vec<(Name, &str, u64, u64)> {
        counts.iter().map(|it| (it.name, it.part.as_str(), it.sum.count, it.sum.total)).collect()
    }

    #[test]
    fn a_visit_counts_once_and_each_of_its_uses_twice() {
        let used = |service, finished, screen: &str, seconds| Use {
            service,
            finished,
            screen: screen.into(),
            seconds,
        };
        let visit = Visit {
            seconds: 90,
            end: VisitEnd::Idle,
            language: Language::Id,
            searches: 3,
            vacancies_opened: 0,
            tickets_printed: 1,
            adjusted: true,
            uses: vec![
                used(UsedService::Vacancies, true, "ticket", 60),
                used(UsedService::Card, false, "nik", 20),
            ],
        };
        assert_eq!(
            parts(&of_visit(&visit, 9)),
            [
                (Name::Visit, "idle", 1, 90),
                (Name::Language, "id", 1, 0),
                (Name::Hour, "09", 1, 0),
                (Name::Adjusted, "", 1, 0),
                (Name::Search, "", 1, 3),
                (Name::Begun, "vacancies", 1, 60),
                (Name::Finished, "vacancies", 1, 60),
                (Name::Begun, "card", 1, 20),
                (Name::Left, "card/nik", 1, 20),
            ]
        );
    }

    #[test]
    fn a_survey_counts_its_marks_by_element() {
        let marks = vec![(Element::Time, Mark::ALL[3]), (Element::Cost, Mark::ALL[1])];
        let survey = Survey::new(UsedService::Card, marks).unwrap();
        assert_eq!(
            parts(&of_survey(&survey)),
            [(Name::Survey, "card", 1, 0), (Name::Mark, "card/time", 1, 4), (Name::Mark, "card/cost", 1, 2)]
        );
    }
}
