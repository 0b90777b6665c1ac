//! Lists that grow row by row: schools, skills, jobs. An open row is asked question by question; its list stands
//! below it.

use super::Questions;
use crate::visit::apply::question::Question;

/// Lists that grow row by row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Row {
    School,
    Skill,
    Job,
}

impl Row {
    pub(super) const ALL: [Row; 3] = [Row::School, Row::Skill, Row::Job];

    fn questions(self) -> [Question; 4] {
        match self {
            Row::School => {
                [Question::SchoolLevel, Question::SchoolMajor, Question::SchoolName, Question::SchoolYear]
            }
            Row::Skill => {
                [Question::SkillName, Question::SkillCertified, Question::SkillPlace, Question::SkillYear]
            }
            Row::Job => [Question::JobEmployer, Question::JobPosition, Question::JobFrom, Question::JobTo],
        }
    }

    /// Which row a question is about.
    pub(super) fn of(question: Question) -> Option<Row> {
        Row::ALL.into_iter().find(|row| row.questions().contains(&question))
    }

    pub(super) fn first(self) -> Question {
        self.questions()[0]
    }

    pub(super) fn list(self) -> Question {
        match self {
            Row::School => Question::Schools,
            Row::Skill => Question::Skills,
            Row::Job => Question::Jobs,
        }
    }
}

impl Questions {
    /// Whether the list of rows stands below a row, rather than the question before it.
    pub(super) fn rows_below(&self, row: Row) -> bool {
        match row {
            Row::School => self.draft.schools.list().len() > 1,
            Row::Skill => true,
            Row::Job => self.draft.jobs.list().len() > 1,
        }
    }

    pub(super) fn close(&mut self, row: Row) {
        match row {
            Row::School => self.draft.schools.close(),
            Row::Skill => self.draft.skills.close(),
            Row::Job => self.draft.jobs.close(),
        }
    }
}
