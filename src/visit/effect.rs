//! What a visit asks of the world outside.

use anjungan_wire::application::{Mend, Report};
use anjungan_wire::card::CardNumber;
use anjungan_wire::fact;
use anjungan_wire::id::RegionCode;
use anjungan_wire::receipt::ReceiptCode;
use anjungan_wire::usage::Survey;

use super::{Camera, Printable, Request, apply, assist, status};
#[cfg(doc)]
use super::{Event, check, detail, filters, machine, place, report, search, ticket};
use crate::catalogue::Query;
use crate::service;
use crate::wording::Lang;

/// What is to be done outside.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Answer with [`search::Event::Found`].
    Search {
        /// Its number.
        request: Request,
        /// What for.
        query: Query,
        /// Cards to pass over.
        offset: usize,
        /// Cards wanted.
        limit: usize,
    },
    /// Answer with [`search::Event::Wider`].
    Widen {
        /// Its number.
        request: Request,
        /// What found nothing.
        query: Query,
    },
    /// Answer with [`filters::Event::Counted`].
    Counts {
        /// Its number.
        request: Request,
        /// The filters so far.
        query: Query,
    },
    /// Answer with [`place::Event::Counted`].
    Places {
        /// Its number.
        request: Request,
        /// The region whose parts are to be counted; `None`: the provinces.
        within: Option<RegionCode>,
        /// The search without its place.
        query: Query,
    },
    /// Answer with [`detail::Event::Opened`].
    OpenVacancy {
        /// Its number.
        request: Request,
        /// The row id.
        id: String,
    },
    /// Answer with [`machine::Event::Near`].
    NearCount {
        /// Where.
        region: RegionCode,
    },
    /// Answer with [`detail::Event::Counted`].
    EmployerCount {
        /// Its number.
        request: Request,
        /// The employer's name, as a vacancy has it.
        name: String,
    },
    /// Write it down and print it; tell with [`ticket::Event::Job`].
    Print {
        /// Its number.
        request: Request,
        /// What.
        what: Printable,
        /// The language of the paper.
        lang: Lang,
    },
    /// Print it once more under the same number, marked as a copy: a person says that nothing came out.
    Reprint {
        /// Its number.
        request: Request,
        /// The number it was asked for with before.
        of: Request,
        /// The language of the paper.
        lang: Lang,
    },
    /// Nobody waits for this any more. What has not begun must not come out; what stopped in the middle need
    /// not be waited for.
    CancelPrint {
        /// The number it was asked for with.
        request: Request,
    },
    /// What the visitor says about a ticket that nobody else can know about.
    TicketSeen {
        /// The number it was asked for with.
        request: Request,
        /// Whether it came out.
        out: bool,
    },
    /// What somebody says about a ticket that a restart left undecided.
    UndecidedSeen {
        /// Its number in the ledger.
        job: i64,
        /// Whether it came out.
        out: bool,
    },
    /// Print such a ticket once more; tell with [`ticket::Event::Job`].
    ReprintUndecided {
        /// Its number.
        request: Request,
        /// Its number in the ledger.
        job: i64,
        /// The language of the paper.
        lang: Lang,
    },
    /// Write an application down, then print its slip; answer with [`apply::Event::Stored`] after the commit, or
    /// [`apply::Event::NotStored`], and tell of the slip with [`ticket::Event::Job`] under the same number.
    Submit {
        /// Its number.
        request: Request,
        /// What.
        draft: Box<apply::Submission>,
        /// The language of the slip.
        lang: Lang,
    },
    /// Print a receipt's slip once more; tell with [`ticket::Event::Job`].
    PrintSlip {
        /// Its number.
        request: Request,
        /// What it carries.
        code: ReceiptCode,
        /// The language of the slip.
        lang: Lang,
    },
    /// Look an application up; answer with [`status::Event::Found`]. A code is looked up here, where the row of
    /// `cards@…` and this machine's outbox are; a number is asked of central.
    LookUp {
        /// Its number.
        request: Request,
        /// By what.
        by: status::By,
    },
    /// Write down what somebody mended; answer with [`status::Event::MendStored`] after the commit, or
    /// [`status::Event::NotStored`].
    Mend {
        /// Its number.
        request: Request,
        /// What.
        mend: Box<Mend>,
    },
    /// Write a report down; answer with [`report::Event::Stored`] after the commit, or
    /// [`report::Event::NotStored`].
    Report {
        /// Its number.
        request: Request,
        /// What.
        report: Box<Report>,
    },
    /// Fetch the card's file, unlock it in memory, check hash and signature, and print those bytes; tell with
    /// [`ticket::Event::Job`].
    PrintCard {
        /// Its number.
        request: Request,
        /// What opens it.
        code: ReceiptCode,
    },
    /// Look up whether a card was revoked; answer with [`check::Event::Revocation`].
    CheckRevoked {
        /// Its number.
        request: Request,
        /// Which.
        number: CardNumber,
    },
    /// Compare a PIN with those of the officers who may help, and count the try before; answer with
    /// [`assist::Event::Judged`].
    TryHelper {
        /// Its number.
        request: Request,
        /// The officer whose card was scanned; `None`: any of them.
        card: Option<String>,
        /// What was typed.
        pin: assist::HelperPin,
    },
    /// To the camera; it answers with [`Event::Camera`].
    Camera(Camera),
    /// What a technician wants done.
    Service(service::Effect),
    /// Write a fact down for central.
    Record(Fact),
}

/// A fact for central. None is about a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    /// How the visit went. Exactly one a visit, at its end.
    Visit(fact::Visit),
    /// Words that found nothing.
    SearchMiss(fact::SearchMiss),
    /// What somebody says of a service.
    Survey(Survey),
}
