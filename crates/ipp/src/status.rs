//! What a printer says of itself, in closed types where *unknown* is an answer of its own.

/// The last known state of a printer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IppStatus {
    /// Whether it can be reached.
    pub link: Link,
    /// `printer-state`
    pub state: PrinterState,
    /// `printer-is-accepting-jobs`
    pub accepting: Option<bool>,
    /// Whether `document-format-supported` names PDF.
    pub takes_pdf: Option<bool>,
    /// `printer-state-reasons`, without `none`, at most [`REASONS_MAX`].
    pub reasons: Vec<Reason>,
    /// It is a CUPS queue, whose counts of sheets prove nothing: CUPS counts what its filters report.
    pub is_cups: bool,
    /// It can take a job's name before the document (`Create-Job`, `Send-Document`).
    pub creates_jobs: bool,
}

/// Reasons kept of one answer.
pub const REASONS_MAX: usize = 32;

/// The way to the printer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Link {
    /// Not asked yet.
    Unknown,
    /// Nobody takes the connection: switched off, unplugged, wrong address.
    Unreachable,
    /// Somebody takes the connection and does not answer in time, or not in IPP.
    Silent,
    /// It answers, and there is no such printer or queue.
    NoSuchPrinter,
    /// It answers.
    Answering,
}

/// `printer-state`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PrinterState {
    /// Nothing to do.
    Idle,
    /// At work.
    Processing,
    /// It will not print until somebody does something.
    Stopped,
    /// Not known, or a number that no standard names.
    Unknown,
}

impl PrinterState {
    /// From the number (RFC 8011 5.4.11).
    #[must_use]
    pub fn of(number: i32) -> Self {
        match number {
            3 => PrinterState::Idle,
            4 => PrinterState::Processing,
            5 => PrinterState::Stopped,
            _ => PrinterState::Unknown,
        }
    }
}

/// One of `printer-state-reasons`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// What.
    pub kind: ReasonKind,
    /// How bad.
    pub severity: Severity,
}

/// How bad a reason is (RFC 8011 5.4.12); without a suffix it is an error.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// To be noted.
    Report,
    /// It prints all the same, for now.
    Warning,
    /// It does not print.
    Error,
}

/// What is the matter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReasonKind {
    /// A tray is empty.
    MediaEmpty,
    /// A person must bring other paper.
    MediaNeeded,
    /// Little paper is left.
    MediaLow,
    /// Paper is jammed.
    MediaJam,
    /// A cover is open.
    CoverOpen,
    /// A door is open.
    DoorOpen,
    /// The toner is used up.
    TonerEmpty,
    /// Little toner is left.
    TonerLow,
    /// Ink or ribbon is used up.
    MarkerSupplyEmpty,
    /// Little ink or ribbon is left.
    MarkerSupplyLow,
    /// The queue does not reach its printer.
    Offline,
    /// Somebody paused it.
    Paused,
    /// It is switched off or shutting down.
    Shutdown,
    /// Anything else, as the printer calls it, at most 64 characters.
    Other(String),
}

/// Why a printer cannot print, or why a job's fate is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// There is no paper.
    PaperOut,
    /// Paper is jammed.
    Jam,
    /// A cover or door is open.
    CoverOpen,
    /// Toner, ink or ribbon is used up.
    SupplyEmpty,
    /// The queue does not reach its printer, or the printer is shutting down.
    Offline,
    /// Somebody paused it, or it takes no jobs.
    Paused,
    /// It stopped and does not say why, or for a reason without a name here.
    Fault,
    /// Nobody takes the connection.
    Unreachable,
    /// No answer in time.
    NoAnswer,
    /// There is no such printer or queue at the address.
    NoSuchPrinter,
    /// It does not take PDF.
    NoPdf,
    /// What was to be printed is not a PDF.
    NotPdf,
    /// What was to be printed is too large.
    TooLarge,
    /// It would not take the job.
    Rejected,
    /// The link broke while the job was on its way, and did not come back in time.
    LinkLost,
    /// The printer does not know the job any more.
    Vanished,
    /// Somebody cancelled the job.
    Cancelled,
    /// The printer gave the job up.
    Aborted,
    /// The job took longer than it may.
    Deadline,
    /// The caller's `before_first_byte` failed.
    Withheld,
    /// The driver was stopped.
    Stopped,
}

impl Reason {
    /// From the printer's keyword; `None` for `none`.
    #[must_use]
    pub fn of(keyword: &str) -> Option<Self> {
        let (name, severity) =
            [("-error", Severity::Error), ("-warning", Severity::Warning), ("-report", Severity::Report)]
                .iter()
                .find_map(|(suffix, severity)| Some((keyword.strip_suffix(suffix)?, *severity)))
                .unwrap_or((keyword, Severity::Error));
        let kind = match name {
            "none" | "" => return None,
            "media-empty" | "input-media-supply-empty" => ReasonKind::MediaEmpty,
            "media-needed" => ReasonKind::MediaNeeded,
            "media-low" => ReasonKind::MediaLow,
            "media-jam" => ReasonKind::MediaJam,
            "cover-open" => ReasonKind::CoverOpen,
            "door-open" | "interlock-open" => ReasonKind::DoorOpen,
            "toner-empty" => ReasonKind::TonerEmpty,
            "toner-low" => ReasonKind::TonerLow,
            "marker-supply-empty" => ReasonKind::MarkerSupplyEmpty,
            "marker-supply-low" => ReasonKind::MarkerSupplyLow,
            "offline" | "connecting-to-device" | "timed-out" => ReasonKind::Offline,
            "paused" | "moving-to-paused" => ReasonKind::Paused,
            "shutdown" => ReasonKind::Shutdown,
            other => ReasonKind::Other(other.chars().take(64).collect()),
        };
        Some(Reason { kind, severity })
    }

    /// What it means for printing; `None` when it does not stop anything.
    fn cause(&self) -> Option<Cause> {
        match &self.kind {
            ReasonKind::MediaEmpty | ReasonKind::MediaNeeded => Some(Cause::PaperOut),
            ReasonKind::MediaJam => Some(Cause::Jam),
            ReasonKind::CoverOpen | ReasonKind::DoorOpen => Some(Cause::CoverOpen),
            ReasonKind::TonerEmpty | ReasonKind::MarkerSupplyEmpty => Some(Cause::SupplyEmpty),
            ReasonKind::Offline | ReasonKind::Shutdown => Some(Cause::Offline),
            ReasonKind::Paused => Some(Cause::Paused),
            ReasonKind::MediaLow
            | ReasonKind::TonerLow
            | ReasonKind::MarkerSupplyLow
            | ReasonKind::Other(_) => None,
        }
    }
}

impl IppStatus {
    /// Nothing is known yet.
    pub const UNKNOWN: IppStatus = IppStatus::of_link(Link::Unknown);

    /// A link of which nothing else is known.
    #[must_use]
    pub const fn of_link(link: Link) -> Self {
        Self {
            link,
            state: PrinterState::Unknown,
            accepting: None,
            takes_pdf: None,
            reasons: Vec::new(),
            is_cups: false,
            creates_jobs: false,
        }
    }

    /// Why a job sent now would not be printed; `None` when it would, as far as can be known.
    #[must_use]
    pub fn refusal(&self) -> Option<Cause> {
        match self.link {
            Link::Unknown | Link::Unreachable => return Some(Cause::Unreachable),
            Link::Silent => return Some(Cause::NoAnswer),
            Link::NoSuchPrinter => return Some(Cause::NoSuchPrinter),
            Link::Answering => {}
        }
        if self.takes_pdf == Some(false) {
            return Some(Cause::NoPdf);
        }
        self.trouble().or((self.accepting == Some(false)).then_some(Cause::Paused))
    }

    /// What the printer itself complains of: any error; of warnings those that explain why it is stopped, and those
    /// that it must be about to stop for. A warning that a tray is empty counts, for the paper that the sheet needs
    /// may be the one that is gone, and what is held back can be printed later; what comes out half can't be taken
    /// back.
    #[must_use]
    pub fn trouble(&self) -> Option<Cause> {
        let stopped = self.state == PrinterState::Stopped;
        let worst = |least: Severity| {
            let bad = self.reasons.iter().filter(move |reason| reason.severity >= least);
            // `connecting-to-device` is what CUPS reports while all is well and a job begins.
            bad.filter_map(Reason::cause).find(|cause| stopped || *cause != Cause::Offline)
        };
        let said = worst(Severity::Error).or_else(|| worst(Severity::Warning));
        if stopped { said.or_else(|| worst(Severity::Report)).or(Some(Cause::Fault)) } else { said }
    }

    /// What will soon be used up.
    pub fn running_low(&self) -> impl Iterator<Item = &ReasonKind> {
        self.reasons.iter().map(|reason| &reason.kind).filter(|kind| match kind {
            ReasonKind::MediaLow | ReasonKind::TonerLow | ReasonKind::MarkerSupplyLow => true,
            ReasonKind::MediaEmpty
            | ReasonKind::MediaNeeded
            | ReasonKind::MediaJam
            | ReasonKind::CoverOpen
            | ReasonKind::DoorOpen
            | ReasonKind::TonerEmpty
            | ReasonKind::MarkerSupplyEmpty
            | ReasonKind::Offline
            | ReasonKind::Paused
            | ReasonKind::Shutdown
            | ReasonKind::Other(_) => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(state: PrinterState, reasons: &[&str]) -> IppStatus {
        IppStatus {
            state,
            reasons: reasons.iter().filter_map(|keyword| Reason::of(keyword)).collect(),
            accepting: Some(true),
            takes_pdf: Some(true),
            ..IppStatus::of_link(Link::Answering)
        }
    }

    #[test]
    fn keywords_are_taken_apart_into_what_and_how_bad() {
        for (keyword, kind, severity) in [
            ("media-empty", ReasonKind::MediaEmpty, Severity::Error),
            ("media-empty-error", ReasonKind::MediaEmpty, Severity::Error),
            ("media-needed-warning", ReasonKind::MediaNeeded, Severity::Warning),
            ("media-low-report", ReasonKind::MediaLow, Severity::Report),
            ("connecting-to-device", ReasonKind::Offline, Severity::Error),
            ("marker-supply-low-warning", ReasonKind::MarkerSupplyLow, Severity::Warning),
            ("fuser-over-temp-error", ReasonKind::Other("fuser-over-temp".into()), Severity::Error),
        ] {
            assert_eq!(Reason::of(keyword), Some(Reason { kind, severity }), "{keyword}");
        }
        assert_eq!(Reason::of("none"), None);
        let long = Reason::of(&"x".repeat(1000)).unwrap();
        assert_eq!(long.kind, ReasonKind::Other("x".repeat(64)));
    }

    #[test]
    fn what_stops_printing_refuses_and_what_is_only_low_does_not() {
        for (state, reasons, refusal) in [
            (PrinterState::Idle, &["none"][..], None),
            (PrinterState::Idle, &["media-low-warning", "toner-low"], None),
            (PrinterState::Processing, &["media-empty-error"], Some(Cause::PaperOut)),
            (PrinterState::Idle, &["media-empty-warning"], Some(Cause::PaperOut)),
            (PrinterState::Idle, &["media-empty-report"], None),
            (PrinterState::Stopped, &["media-jam-report"], Some(Cause::Jam)),
            (PrinterState::Stopped, &["door-open"], Some(Cause::CoverOpen)),
            (PrinterState::Stopped, &["paused"], Some(Cause::Paused)),
            (PrinterState::Stopped, &["offline-report"], Some(Cause::Offline)),
            (PrinterState::Stopped, &["none"], Some(Cause::Fault)),
            (PrinterState::Processing, &["connecting-to-device"], None),
        ] {
            assert_eq!(status(state, reasons).refusal(), refusal, "{state:?} {reasons:?}");
        }
    }

    #[test]
    fn a_printer_that_takes_no_pdf_or_no_jobs_is_refused_before_anything_is_sent() {
        let well = status(PrinterState::Idle, &[]);
        assert_eq!(IppStatus { takes_pdf: Some(false), ..well.clone() }.refusal(), Some(Cause::NoPdf));
        assert_eq!(IppStatus { accepting: Some(false), ..well.clone() }.refusal(), Some(Cause::Paused));
        assert_eq!(IppStatus { takes_pdf: None, accepting: None, ..well }.refusal(), None);
        assert_eq!(IppStatus::UNKNOWN.refusal(), Some(Cause::Unreachable));
    }
}
