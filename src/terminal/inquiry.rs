//! Questions about a person's application that may take seconds: central is asked, a card's file is fetched, a PIN is
//! compared. A thread of its own, so that neither the screen nor the clerk waits for them.
//!
//! **Architecture invariant:** an answer goes to whoever asked, by the number of the question; nothing of it is kept
//! here.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anjungan_wire::card::CardNumber;
use anjungan_wire::receipt::{ReceiptCode, ReceiptNumber};
use anjungan_wire::status::{Blob, CardRow, StatusQuery};
use argon2::password_hash::PasswordVerifier as _;
use argon2::password_hash::phc::PasswordHash;
use zeroize::Zeroizing;

use super::Post;
use super::card::{self, Printable};
use super::rules::Rules;
use super::technician::Contact;
use super::tries::{self, Tried};
use crate::catalogue::{ReadError, Reader};
use crate::ledger::{self, Tries};
use crate::sync::answer::CallError;
use crate::sync::engine::Waker;
use crate::sync::{Client, Timekeeper, cards};
use crate::visit::assist::{self, HelperPin};
use crate::visit::check::{self, Revocation};
use crate::visit::status::{self, By, Found};
use crate::visit::{self, Request};
use crate::wording::{Cause, LogEvent};

/// Somebody who holds a receipt before a kiosk that has not heard the latest of it yet: it asks central, and waits this
/// long for the row to come.
const ROW_WAIT: Duration = Duration::from_secs(4);
const ROW_LOOK: Duration = Duration::from_millis(200);
/// Asked again after this where central does not say when.
const RETRY_S: u32 = 60;

/// What is asked.
pub enum Question {
    /// How an application stands.
    LookUp(By),
    /// Whether a card was revoked.
    Revoked(CardNumber),
    /// Whose PIN it is.
    Helper {
        /// The officer whose card was scanned; `None`: any.
        card: Option<String>,
        /// What was typed.
        pin: HelperPin,
    },
    /// The file of a card.
    Card(ReceiptCode),
}

/// A card to print.
pub struct Fetched {
    /// Which, and how often still.
    pub card: Printable,
    /// The file as it is printed.
    pub pdf: Zeroizing<Vec<u8>>,
}

/// Takes a card, or why there is none, to the clerk.
pub type CardListener = Box<dyn Fn(Request, ReceiptCode, Result<Fetched, Cause>) + Send>;

/// What is needed to answer.
pub struct Study {
    /// Central.
    pub client: Client,
    /// Where rows are looked up.
    pub catalogue: PathBuf,
    /// The terminal's data folder, where cards were fetched ahead.
    pub data: PathBuf,
    /// What is still here, and tries.
    pub ledger: ledger::Shared,
    /// The clocks.
    pub clock: Arc<Timekeeper>,
    /// Who may help.
    pub rules: Rules,
    /// Has the engine ask central now.
    pub waker: Waker,
    /// Whether central answers.
    pub contact: Arc<Contact>,
}

/// The running thread. Dropping it leaves what is being asked unanswered.
pub struct Inquiry {
    questions: Option<Sender<(Request, Question)>>,
    thread: Option<JoinHandle<()>>,
}

impl Inquiry {
    /// Starts answering.
    ///
    /// # Errors
    /// There is no thread.
    pub fn start(study: Study, post: Post, on_card: CardListener) -> std::io::Result<Self> {
        let (questions, inbox) = mpsc::channel();
        let work = move || study.run(&inbox, &post, &on_card);
        let thread = std::thread::Builder::new().name("inquiry".into()).spawn(work)?;
        Ok(Self { questions: Some(questions), thread: Some(thread) })
    }

    /// Asks.
    pub fn ask(&self, request: Request, question: Question) {
        if self.questions.as_ref().is_none_or(|questions| questions.send((request, question)).is_err()) {
            tracing::error!(event = LogEvent::ThreadLost.name(), thread = "inquiry");
        }
    }
}

impl Drop for Inquiry {
    fn drop(&mut self) {
        self.questions = None;
        // A question to central may be under way: it ends by its own limit, and nobody waits for it.
        if let Some(thread) = self.thread.take()
            && thread.is_finished()
            && thread.join().is_err()
        {
            tracing::error!(event = LogEvent::ThreadLost.name(), thread = "inquiry");
        }
    }
}

impl Study {
    fn run(self, inbox: &Receiver<(Request, Question)>, post: &Post, on_card: &CardListener) {
        for (request, question) in inbox {
            match question {
                Question::LookUp(by) => {
                    let found = self.look_up(by);
                    post(visit::Event::Status(status::Event::Found { request, found }));
                }
                Question::Revoked(number) => {
                    let revocation = self.revocation(&number);
                    post(visit::Event::Check(check::Event::Revocation { request, revocation }));
                }
                Question::Helper { card, pin } => {
                    let (helper, wait_s) = self.helper(card.as_deref(), &pin);
                    post(visit::Event::Assist(assist::Event::Judged { request, helper, wait_s }));
                }
                Question::Card(code) => {
                    let fetched = self.card(&code);
                    on_card(request, code, fetched);
                }
            }
        }
    }

    fn look_up(&self, by: By) -> Found {
        match by {
            By::Code(code) => self.by_code(&code),
            By::Number { receipt, born } => self.by_number(StatusQuery { receipt, born }),
        }
    }

    fn by_code(&self, code: &ReceiptCode) -> Found {
        if self.is_still_here(&code.number) {
            return Found::StillHere;
        }
        let begun = Instant::now();
        // What is known here may be a round old, and somebody may come straight from the counter.
        if self.contact.is_online() {
            self.waker.try_and_wait(ROW_WAIT);
        } else {
            self.waker.try_now();
        }
        loop {
            match self.row(code).map(|row| row.map(|row| row.open(&code.secret))) {
                Ok(Some(Ok(status))) => return Found::Status(Box::new(status)),
                // A row of this id under another secret: the code is not what it says.
                Ok(Some(Err(_))) => return Found::Unknown,
                Ok(None) if begun.elapsed() < ROW_WAIT => std::thread::sleep(ROW_LOOK),
                Ok(None) => return if self.contact.is_online() { Found::Unknown } else { Found::Offline },
                Err(error) => {
                    tracing::error!(%error, "how an application stands can't be read");
                    return Found::Offline;
                }
            }
        }
    }

    fn by_number(&self, query: StatusQuery) -> Found {
        if self.is_still_here(&query.receipt) {
            return Found::StillHere;
        }
        match tries::count(&self.ledger, Tries::Birth, self.clock.now()) {
            Tried::Counted { .. } => {}
            Tried::Locked { wait_ms } => return Found::TooMany { retry_s: tries::seconds(wait_ms) },
            Tried::NotStored => return Found::Offline,
        }
        match self.client.status(&query) {
            Ok(answer) => match answer.status {
                Some(status) => {
                    tries::give_back(&self.ledger, Tries::Birth);
                    Found::Status(Box::new(status))
                }
                None => Found::Unknown,
            },
            Err(CallError::Unavailable { status: 429, retry_after }) => {
                let retry_s = retry_after.map(|wait| u32::try_from(wait.as_secs()).unwrap_or(u32::MAX));
                Found::TooMany { retry_s: retry_s.unwrap_or(RETRY_S) }
            }
            Err(error) => {
                // Nothing was judged. The error names no person: neither question nor answer stands in it.
                tracing::warn!(%error, "central can't be asked how an application stands");
                tries::give_back(&self.ledger, Tries::Birth);
                Found::Offline
            }
        }
    }

    /// Whether it was given here, and central does not have it yet.
    fn is_still_here(&self, receipt: &ReceiptNumber) -> bool {
        let ledger = self.ledger.lock();
        let waits = ledger.receipt_op(receipt).and_then(|no| Ok((no, ledger.position()?.acked)));
        match waits {
            Ok((no, acked)) => no.is_some_and(|no| no > acked),
            Err(error) => {
                tracing::error!(%error, "what waits for central can't be looked up");
                false
            }
        }
    }

    fn row(&self, code: &ReceiptCode) -> Result<Option<CardRow>, ReadError> {
        Reader::open(&self.catalogue)?.card_row(&code.secret.card_id())
    }

    fn revocation(&self, number: &CardNumber) -> Revocation {
        let found = Reader::open(&self.catalogue)
            .and_then(|reader| Ok((reader.revoked(number)?, reader.knows_revoked()?)));
        match found {
            Ok((Some(revoked), _)) => Revocation::Since(revoked.since),
            Ok((None, true)) => Revocation::None,
            Ok((None, false)) => Revocation::Unknown,
            Err(error) => {
                tracing::error!(%error, "the list of revoked cards can't be read");
                Revocation::Unknown
            }
        }
    }

    fn card(&self, code: &ReceiptCode) -> Result<Fetched, Cause> {
        let row = self.row(code).map_err(|error| {
            tracing::error!(%error, "a card's row can't be read");
            Cause::CardNotHere
        })?;
        let row = row.ok_or(Cause::CardNotHere)?;
        let key = self.ledger.lock().enrolled().map(|known| known.content_key).ok_or(Cause::CardNotHere)?;
        let card = card::printable(&row, code, &key, self.clock.now_s())?;
        let locked = self.file(&card.blob)?;
        let pdf = card::open(&card, &code.secret, &locked)?;
        Ok(Fetched { card, pdf })
    }

    /// A card's file: fetched ahead, or now.
    fn file(&self, blob: &Blob) -> Result<Vec<u8>, Cause> {
        // One that was not fetched, or that the disk has spoilt since, is fetched now.
        if let Ok(bytes) = std::fs::read(cards::path(&self.data, blob))
            && card::is_file(blob, &bytes)
        {
            return Ok(bytes);
        }
        self.client.blob(blob).map_err(|error| {
            tracing::warn!(%error, "a card's file can't be fetched");
            Cause::CardNotHere
        })
    }

    /// The officer, and seconds until another try is taken.
    fn helper(&self, card: Option<&str>, pin: &HelperPin) -> (Option<String>, u32) {
        match tries::count(&self.ledger, Tries::Helper, self.clock.now()) {
            Tried::Counted { .. } => {}
            Tried::Locked { wait_ms } => return (None, tries::seconds(wait_ms)),
            Tried::NotStored => return (None, RETRY_S),
        }
        let office = self.rules.office();
        let helpers = office.as_ref().map_or(&[][..], |office| &office.helpers);
        let asked = helpers.iter().filter(|helper| card.is_none_or(|card| card == helper.code));
        let found = asked.into_iter().find(|helper| is_pin(&helper.pin, pin));
        if found.is_some() {
            tries::give_back(&self.ledger, Tries::Helper);
        }
        let wait_ms = tries::wait_ms(&self.ledger, Tries::Helper, self.clock.now());
        (found.map(|helper| helper.code.clone()), tries::seconds(wait_ms))
    }
}

/// Whether `pin` is the one of this PHC string. What is no such string opens nothing.
fn is_pin(phc: &str, pin: &HelperPin) -> bool {
    let Ok(hash) = PasswordHash::new(phc) else {
        tracing::error!("an officer's PIN in the office's rules can't be read: give that officer a new one");
        return false;
    };
    argon2::Argon2::default().verify_password(pin.digits().as_bytes(), &hash).is_ok()
}
