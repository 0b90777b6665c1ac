//! One question to a printer and its answer, in the terms of this crate.

use std::io::{Cursor, Read};
use std::sync::mpsc::Sender;
use std::time::Duration;

use ipp::attribute::IppAttributeGroup;
use ipp::prelude::*;
use ipp::value::{IppKeyword, IppMimeMediaType, IppName};

use crate::address::Address;
use crate::driver::Progress;
use crate::job::{JobReport, JobState, Name};
use crate::status::{Cause, IppStatus, Link, PrinterState, REASONS_MAX, Reason};

/// Who orders, as printers see it. Jobs are found again by it.
const USER: &str = env!("CARGO_PKG_NAME");
const PDF: &str = "application/pdf";
/// Jobs taken of one list.
const JOBS_MAX: usize = 500;
/// Operations that name a job before its document leaves (RFC 8011 4.3.1, 4.2.4).
const CREATE_JOB: i32 = 5;
const SEND_DOCUMENT: i32 = 6;

/// What became of a question.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum AskError {
    /// Nobody takes the connection.
    Unreachable,
    /// No answer in time, or none in IPP.
    Silent,
    /// There is no such thing there.
    NotFound,
    /// It answered that it will not.
    Rejected(StatusCode),
}

impl AskError {
    pub(crate) fn link(self) -> Link {
        match self {
            AskError::Unreachable => Link::Unreachable,
            AskError::Silent => Link::Silent,
            AskError::NotFound => Link::NoSuchPrinter,
            AskError::Rejected(_) => Link::Answering,
        }
    }

    /// Whether the same question may be answered otherwise later. A job that is over cannot be cancelled, and that stays.
    pub(crate) fn may_pass(self) -> bool {
        match self {
            AskError::Unreachable | AskError::Silent => true,
            AskError::NotFound => false,
            AskError::Rejected(why) => matches!(
                why,
                StatusCode::ServerErrorInternalError
                    | StatusCode::ServerErrorServiceUnavailable
                    | StatusCode::ServerErrorDeviceError
                    | StatusCode::ServerErrorTemporaryError
                    | StatusCode::ServerErrorBusy
            ),
        }
    }

    pub(crate) fn cause(self) -> Cause {
        match self {
            AskError::Unreachable => Cause::Unreachable,
            AskError::Silent => Cause::NoAnswer,
            AskError::NotFound => Cause::NoSuchPrinter,
            AskError::Rejected(StatusCode::ServerErrorNotAcceptingJobs) => Cause::Paused,
            AskError::Rejected(
                StatusCode::ClientErrorDocumentFormatNotSupported
                | StatusCode::ClientErrorDocumentFormatError,
            ) => Cause::NoPdf,
            AskError::Rejected(StatusCode::ClientErrorRequestEntityTooLong) => Cause::TooLarge,
            AskError::Rejected(_) => Cause::Rejected,
        }
    }
}

/// Which jobs are listed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which {
    Completed,
    NotCompleted,
}

/// A printer, to be asked one thing at a time.
pub(crate) struct Peer {
    address: Address,
    /// How long an answer may take.
    reply: Duration,
    /// How long a document may take to leave.
    transfer: Duration,
}

impl Peer {
    pub(crate) fn new(address: Address, reply: Duration, transfer: Duration) -> Self {
        Self { address, reply, transfer }
    }

    /// Get-Printer-Attributes.
    pub(crate) fn status(&self) -> Result<IppStatus, AskError> {
        let mut request = self.request(Operation::GetPrinterAttributes)?;
        user(&mut request)?;
        let wanted = [
            "printer-state",
            "printer-state-reasons",
            "printer-is-accepting-jobs",
            "document-format-supported",
            "operations-supported",
            "cups-version",
        ];
        operation(&mut request, "requested-attributes", keywords(&wanted)?)?;
        let answer = self.send(request, self.reply)?;
        let group = answer.attributes().first_of(DelimiterTag::PrinterAttributes).ok_or(AskError::Silent)?;
        let operations = numbers(group, "operations-supported");
        let formats = texts(group, "document-format-supported");
        let reasons = texts(group, "printer-state-reasons");
        Ok(IppStatus {
            link: Link::Answering,
            state: number(group, "printer-state").map_or(PrinterState::Unknown, PrinterState::of),
            accepting: value(group, "printer-is-accepting-jobs").and_then(|v| v.as_boolean().copied()),
            takes_pdf: (!formats.is_empty()).then(|| formats.iter().any(|format| format == PDF)),
            reasons: reasons.iter().filter_map(|keyword| Reason::of(keyword)).take(REASONS_MAX).collect(),
            is_cups: value(group, "cups-version").is_some(),
            creates_jobs: operations.contains(&CREATE_JOB) && operations.contains(&SEND_DOCUMENT),
        })
    }

    /// Create-Job: a name at the printer, before a byte of the document left.
    pub(crate) fn create_job(&self, name: &Name) -> Result<i32, AskError> {
        let mut request = self.request(Operation::CreateJob)?;
        user(&mut request)?;
        operation(&mut request, "job-name", name_value(name.as_str())?)?;
        let answer = self.send(request, self.reply)?;
        job_id(&answer).ok_or(AskError::Silent)
    }

    /// Send-Document. `told` hears `FirstByte` when the document begins to leave.
    pub(crate) fn send_document(
        &self,
        job: i32,
        pdf: Vec<u8>,
        told: &Sender<Progress>,
    ) -> Result<(), AskError> {
        let mut request = self.request(Operation::SendDocument)?;
        operation(&mut request, "job-id", IppValue::Integer(job))?;
        user(&mut request)?;
        operation(&mut request, "document-format", mime(PDF)?)?;
        operation(&mut request, "last-document", IppValue::Boolean(true))?;
        *request.payload_mut() = document(pdf, told);
        self.send(request, self.transfer).map(|_accepted| ())
    }

    /// Print-Job: name and document at once, for printers that can't do it in two steps.
    pub(crate) fn print_job(
        &self,
        name: &Name,
        pdf: Vec<u8>,
        told: &Sender<Progress>,
    ) -> Result<Option<i32>, AskError> {
        let mut request = self.request(Operation::PrintJob)?;
        user(&mut request)?;
        operation(&mut request, "job-name", name_value(name.as_str())?)?;
        operation(&mut request, "document-format", mime(PDF)?)?;
        *request.payload_mut() = document(pdf, told);
        Ok(job_id(&self.send(request, self.transfer)?))
    }

    /// Get-Job-Attributes.
    pub(crate) fn job(&self, job: i32) -> Result<JobReport, AskError> {
        let mut request = self.request(Operation::GetJobAttributes)?;
        operation(&mut request, "job-id", IppValue::Integer(job))?;
        user(&mut request)?;
        operation(&mut request, "requested-attributes", keywords(&JOB_ATTRIBUTES)?)?;
        let answer = self.send(request, self.reply)?;
        let group = answer.attributes().first_of(DelimiterTag::JobAttributes).ok_or(AskError::Silent)?;
        Ok(report(group))
    }

    /// Get-Jobs: our own, by name.
    pub(crate) fn jobs(&self, which: Which) -> Result<Vec<JobReport>, AskError> {
        let mut request = self.request(Operation::GetJobs)?;
        user(&mut request)?;
        let which = match which {
            Which::Completed => "completed",
            Which::NotCompleted => "not-completed",
        };
        operation(&mut request, "which-jobs", IppValue::Keyword(bounded(which)?))?;
        operation(&mut request, "my-jobs", IppValue::Boolean(true))?;
        operation(&mut request, "requested-attributes", keywords(&JOB_ATTRIBUTES)?)?;
        let answer = self.send(request, self.reply)?;
        Ok(answer.attributes().groups_of(DelimiterTag::JobAttributes).take(JOBS_MAX).map(report).collect())
    }

    /// Cancel-Job.
    pub(crate) fn cancel(&self, job: i32) -> Result<(), AskError> {
        let mut request = self.request(Operation::CancelJob)?;
        operation(&mut request, "job-id", IppValue::Integer(job))?;
        user(&mut request)?;
        self.send(request, self.reply).map(|_cancelled| ())
    }

    /// Where a job is named, its number comes before the user (RFC 8011 4.1.5), so the user is not added here.
    fn request(&self, of: Operation) -> Result<IppRequestResponse, AskError> {
        IppRequestResponse::new(IppVersion::v1_1(), of, Some(self.address.uri()))
            .map_err(|_| AskError::Rejected(StatusCode::ClientErrorRequestValueTooLong))
    }

    fn send(&self, request: IppRequestResponse, limit: Duration) -> Result<IppRequestResponse, AskError> {
        let client = IppClient::builder(self.address.uri()).request_timeout(limit).build();
        let answer = client.send(request).map_err(|error| {
            tracing::debug!(%error, "no answer from the printer");
            why(&error)
        })?;
        let status = answer.header().status_code();
        if status.is_success() {
            Ok(answer)
        } else if matches!(status, StatusCode::ClientErrorNotFound | StatusCode::ClientErrorGone) {
            Err(AskError::NotFound)
        } else {
            Err(AskError::Rejected(status))
        }
    }
}

const JOB_ATTRIBUTES: [&str; 5] =
    ["job-id", "job-name", "job-state", "job-state-reasons", "job-impressions-completed"];

/// The document, telling when its first byte is taken. The IPP header leaves before it and prints nothing.
fn document(pdf: Vec<u8>, told: &Sender<Progress>) -> IppPayload {
    IppPayload::new(Telling { rest: Cursor::new(pdf), told: Some(told.clone()) })
}

struct Telling {
    rest: Cursor<Vec<u8>>,
    told: Option<Sender<Progress>>,
}

impl Read for Telling {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if let Some(told) = self.told.take() {
            // The caller may have lost interest; the job goes on all the same.
            let _ = told.send(Progress::FirstByte);
        }
        self.rest.read(buffer)
    }
}

fn why(error: &IppError) -> AskError {
    let IppError::ClientError(error) = error else { return AskError::Silent };
    let refused =
        matches!(error, ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused);
    let unreachable = refused
        || matches!(
            error,
            ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve)
                | ureq::Error::HostNotFound
                | ureq::Error::ConnectionFailed
        );
    if unreachable {
        AskError::Unreachable
    } else if matches!(error, ureq::Error::StatusCode(404)) {
        AskError::NotFound
    } else {
        AskError::Silent
    }
}

fn operation(request: &mut IppRequestResponse, name: &str, value: IppValue) -> Result<(), AskError> {
    let attribute = IppAttribute::new(bounded::<IppName>(name)?, value);
    request.attributes_mut().add(DelimiterTag::OperationAttributes, attribute);
    Ok(())
}

fn user(request: &mut IppRequestResponse) -> Result<(), AskError> {
    operation(request, "requesting-user-name", name_value(USER)?)
}

fn name_value(text: &str) -> Result<IppValue, AskError> {
    Ok(IppValue::NameWithoutLanguage(bounded(text)?))
}

fn mime(text: &str) -> Result<IppValue, AskError> {
    Ok(IppValue::MimeMediaType(bounded::<IppMimeMediaType>(text)?))
}

fn keywords(names: &[&str]) -> Result<IppValue, AskError> {
    let names: Result<Vec<IppValue>, AskError> =
        names.iter().map(|name| Ok(IppValue::Keyword(bounded::<IppKeyword>(name)?))).collect();
    Ok(IppValue::Array(names?))
}

/// IPP's strings have a longest length each; ours are far below.
fn bounded<T: for<'a> TryFrom<&'a str>>(text: &str) -> Result<T, AskError> {
    T::try_from(text).map_err(|_| AskError::Rejected(StatusCode::ClientErrorRequestValueTooLong))
}

fn job_id(answer: &IppRequestResponse) -> Option<i32> {
    number(answer.attributes().first_of(DelimiterTag::JobAttributes)?, "job-id")
}

fn report(group: &IppAttributeGroup) -> JobReport {
    JobReport {
        id: number(group, "job-id").unwrap_or(0),
        name: texts(group, "job-name").into_iter().next().unwrap_or_default(),
        state: number(group, "job-state").map_or(JobState::Unknown, JobState::of),
        reasons: texts(group, "job-state-reasons"),
        impressions: number(group, "job-impressions-completed").and_then(|n| u32::try_from(n).ok()),
    }
}

fn value<'a>(group: &'a IppAttributeGroup, name: &str) -> Option<&'a IppValue> {
    group.get(name).map(IppAttribute::value)
}

fn values<'a>(group: &'a IppAttributeGroup, name: &str) -> impl Iterator<Item = &'a IppValue> {
    let all: &[IppValue] = match value(group, name) {
        Some(IppValue::Array(values)) => values,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    all.iter()
}

fn numbers(group: &IppAttributeGroup, name: &str) -> Vec<i32> {
    values(group, name).filter_map(|value| value.as_integer().or(value.as_enum()).copied()).collect()
}

fn number(group: &IppAttributeGroup, name: &str) -> Option<i32> {
    numbers(group, name).first().copied()
}

fn texts(group: &IppAttributeGroup, name: &str) -> Vec<String> {
    let text = |value: &IppValue| {
        let keyword = value.as_keyword().map(|text| text.as_str());
        let name = || value.as_name_without_language().map(|text| text.as_str());
        let mime = || value.as_mime_media_type().map(|text| text.as_str());
        keyword.or_else(name).or_else(mime).map(str::to_owned)
    };
    values(group, name).filter_map(text).collect()
}
