//! What a printer says of a job.

/// Longest name, in bytes: every printer keeps that much.
const NAME_MAX: usize = 60;

/// What a job is called at the printer, where everybody can read it: never anything about a person.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Name(String);

/// Not a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a job's name has 1 to 60 of the characters A–Z, a–z, 0–9, '-', '.', '_'")]
pub struct NameError;

impl Name {
    /// Takes letters, digits, `-`, `.` and `_`.
    ///
    /// # Errors
    /// Empty, too long, or another character.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let fits = (1..=NAME_MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
        if fits { Ok(Name(text.to_owned())) } else { Err(NameError) }
    }

    /// As it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `job-state` (RFC 8011 5.3.7).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JobState {
    /// Waits its turn.
    Pending,
    /// Waits for somebody to let it go.
    Held,
    /// Is being printed.
    Processing,
    /// Was being printed, and the printer stopped.
    Stopped,
    /// Somebody cancelled it.
    Cancelled,
    /// The printer gave it up.
    Aborted,
    /// The last sheet is out.
    Completed,
    /// Not said, or a number that no standard names.
    Unknown,
}

impl JobState {
    /// From the number.
    #[must_use]
    pub fn of(number: i32) -> Self {
        match number {
            3 => JobState::Pending,
            4 => JobState::Held,
            5 => JobState::Processing,
            6 => JobState::Stopped,
            7 => JobState::Cancelled,
            8 => JobState::Aborted,
            9 => JobState::Completed,
            _ => JobState::Unknown,
        }
    }

    /// Nothing more will happen to it.
    #[must_use]
    pub fn is_over(self) -> bool {
        match self {
            JobState::Cancelled | JobState::Aborted | JobState::Completed => true,
            JobState::Pending
            | JobState::Held
            | JobState::Processing
            | JobState::Stopped
            | JobState::Unknown => false,
        }
    }
}

/// What the printer said of a job.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobReport {
    /// Its number there.
    pub id: i32,
    /// Its name.
    pub name: String,
    /// How far it is.
    pub state: JobState,
    /// `job-state-reasons`
    pub reasons: Vec<String>,
    /// Sides printed so far, where the printer counts.
    pub impressions: Option<u32>,
}

impl JobReport {
    /// It is completed, and nothing else the printer says of it contradicts that.
    #[must_use]
    pub fn proves_printed(&self) -> bool {
        let contradicts = |reason: &str| {
            matches!(
                reason,
                "job-completed-with-errors"
                    | "aborted-by-system"
                    | "job-canceled-by-user"
                    | "job-canceled-by-operator"
                    | "job-canceled-at-device"
                    | "document-format-error"
            )
        };
        self.state == JobState::Completed && !self.reasons.iter().any(|reason| contradicts(reason))
    }

    /// The printer gave it up and counted no sheet. `counts` tells whether its counts mean anything: many printers
    /// say 0 of every job (`ippeveprinter` does).
    #[must_use]
    pub fn proves_nothing_printed(&self, counts: bool) -> bool {
        counts && self.state == JobState::Aborted && self.impressions == Some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(state: JobState, reasons: &[&str], impressions: Option<u32>) -> JobReport {
        let reasons = reasons.iter().map(|&reason| reason.into()).collect();
        JobReport { id: 1, name: "K07-1".into(), state, reasons, impressions }
    }

    #[test]
    fn a_name_holds_nothing_that_could_be_about_a_person() {
        assert!(Name::new("K07-0042-H").is_ok());
        for wrong in ["", "Siti Aminah", "a/b", "é", &"x".repeat(61)] {
            assert_eq!(Name::new(wrong), Err(NameError), "{wrong}");
        }
    }

    #[test]
    fn completed_is_printed_unless_the_printer_contradicts_itself() {
        assert!(report(JobState::Completed, &["job-completed-successfully"], Some(1)).proves_printed());
        // Many printers count nothing.
        assert!(report(JobState::Completed, &[], None).proves_printed());
        assert!(report(JobState::Completed, &["job-completed-with-warnings"], Some(0)).proves_printed());
        assert!(!report(JobState::Completed, &["job-completed-with-errors"], Some(1)).proves_printed());
        for state in (0..12).map(JobState::of).filter(|state| *state != JobState::Completed) {
            assert!(!report(state, &[], Some(1)).proves_printed(), "{state:?}");
        }
    }

    #[test]
    fn only_an_aborted_job_without_a_sheet_of_a_printer_that_counts_is_not_printed() {
        assert!(report(JobState::Aborted, &[], Some(0)).proves_nothing_printed(true));
        assert!(!report(JobState::Aborted, &[], Some(0)).proves_nothing_printed(false));
        assert!(!report(JobState::Aborted, &[], Some(1)).proves_nothing_printed(true));
        assert!(!report(JobState::Aborted, &[], None).proves_nothing_printed(true));
        assert!(!report(JobState::Cancelled, &[], Some(0)).proves_nothing_printed(true));
    }
}
