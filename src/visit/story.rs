//! The visit, told in tests. Nothing here knows how the machine works inside: events go in, effects and
//! views are looked at.

pub(crate) mod application;
mod browse;
mod card;
mod knock;
mod outcomes;
mod paper;
mod print;
mod published;
mod question;
mod random;
mod silence;
mod survey;

use super::fixtures::{self, machine, results, vacancy};
use super::*;
use crate::catalogue::Query;
use crate::service;

/// A kiosk, its clock, and what it asked for.
struct Kiosk {
    state: State,
    now: Moment,
    effects: Vec<Effect>,
}

impl Kiosk {
    /// Nobody is here.
    fn waiting() -> Self {
        Self { state: State::new(machine()), now: Moment(1_000), effects: Vec::new() }
    }

    /// Somebody touched the screen.
    fn visited() -> Self {
        let mut kiosk = Self::waiting();
        kiosk.does(Event::Started);
        kiosk
    }

    /// Somebody chose "Cari Lowongan", and the list is there.
    fn searching() -> Self {
        let mut kiosk = Self::visited();
        kiosk.tile("jobs");
        kiosk.found(results(0, 20, 45));
        kiosk
    }

    /// Somebody reads a vacancy.
    fn reading() -> Self {
        let mut kiosk = Self::searching();
        kiosk.search(search::Event::VacancyChosen("karirhub:3".into()));
        kiosk.opened("3");
        kiosk
    }

    /// Somebody asked for a ticket, and it has its number.
    fn printing() -> Self {
        let mut kiosk = Self::reading();
        kiosk.does(Event::Detail(detail::Event::PrintChosen));
        kiosk.job(ticket::Update::Accepted { number: "K07-4F2Q-91".into() });
        kiosk
    }

    fn does(&mut self, event: Event) -> Vec<Effect> {
        let effects = step(&mut self.state, event, self.now);
        self.effects.extend(effects.iter().cloned());
        effects
    }

    fn tile(&mut self, id: &str) -> Vec<Effect> {
        self.does(Event::TileChosen(id.into()))
    }

    fn search(&mut self, event: search::Event) -> Vec<Effect> {
        self.does(Event::Search(event))
    }

    fn types(&mut self, text: &str) {
        for c in text.chars() {
            self.does(Event::Keyboard(Key::Text(c.into())));
            self.now.0 += 200;
        }
    }

    /// Time passes, with a tick a second.
    fn waits(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.now.0 += 1_000;
            self.does(Event::Tick);
        }
    }

    /// The last search asked for.
    fn asked(&self) -> (Request, Query) {
        let search = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Search { request, query, .. } => Some((*request, query.clone())),
            Effect::Widen { .. }
            | Effect::Counts { .. }
            | Effect::Places { .. }
            | Effect::OpenVacancy { .. }
            | Effect::NearCount { .. }
            | Effect::EmployerCount { .. }
            | Effect::Print { .. }
            | Effect::Reprint { .. }
            | Effect::CancelPrint { .. }
            | Effect::TicketSeen { .. }
            | Effect::UndecidedSeen { .. }
            | Effect::ReprintUndecided { .. }
            | Effect::Submit { .. }
            | Effect::PrintSlip { .. }
            | Effect::LookUp { .. }
            | Effect::Mend { .. }
            | Effect::Report { .. }
            | Effect::PrintCard { .. }
            | Effect::CheckRevoked { .. }
            | Effect::TryHelper { .. }
            | Effect::Camera(_)
            | Effect::Service(_)
            | Effect::Record(_) => None,
        });
        search.expect("a search was asked for")
    }

    /// The number of the last thing asked for that has one.
    fn request(&self) -> Request {
        self.effects.iter().rev().find_map(request_of).expect("something was asked for")
    }

    /// The last search is answered.
    fn found(&mut self, results: crate::catalogue::Results) -> Vec<Effect> {
        let (request, _) = self.asked();
        self.search(search::Event::Found { request, results })
    }

    fn opened(&mut self, id: &str) {
        let request = self.request();
        self.does(Event::Detail(detail::Event::Opened { request, vacancy: Some(Box::new(vacancy(id))) }));
    }

    /// News of the last ticket.
    fn job(&mut self, update: ticket::Update) -> Vec<Effect> {
        let printed = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Print { request, .. }
            | Effect::Reprint { request, .. }
            | Effect::ReprintUndecided { request, .. } => Some(*request),
            Effect::Search { .. }
            | Effect::Widen { .. }
            | Effect::Counts { .. }
            | Effect::Places { .. }
            | Effect::OpenVacancy { .. }
            | Effect::NearCount { .. }
            | Effect::EmployerCount { .. }
            | Effect::CancelPrint { .. }
            | Effect::TicketSeen { .. }
            | Effect::UndecidedSeen { .. }
            | Effect::Submit { .. }
            | Effect::PrintSlip { .. }
            | Effect::LookUp { .. }
            | Effect::Mend { .. }
            | Effect::Report { .. }
            | Effect::PrintCard { .. }
            | Effect::CheckRevoked { .. }
            | Effect::TryHelper { .. }
            | Effect::Camera(_)
            | Effect::Service(_)
            | Effect::Record(_) => None,
        });
        let request = printed.expect("a ticket was asked for");
        self.does(Event::Ticket(ticket::Event::Job { request, update }))
    }

    fn view(&self) -> View {
        view(&self.state, self.now)
    }

    fn body(&self) -> Body {
        self.view().body
    }

    fn page(&self) -> &'static str {
        name(&self.body())
    }

    fn list(&self) -> search::View {
        let Body::Search(view) = self.body() else { panic!("not on Search but on {}", self.page()) };
        view
    }

    fn vacancy(&self) -> detail::View {
        let Body::Detail(view) = self.body() else { panic!("not on Detail but on {}", self.page()) };
        view
    }

    fn ticket(&self) -> ticket::View {
        let Body::Ticket(view) = self.body() else { panic!("not on Ticket but on {}", self.page()) };
        view
    }

    fn facts(&self) -> Vec<&fact::Visit> {
        self.effects.iter().filter_map(visit_of).collect()
    }

    fn misses(&self) -> Vec<&str> {
        let facts = self
            .effects
            .iter()
            .filter_map(|effect| if let Effect::Record(f) = effect { Some(f) } else { None });
        facts
            .filter_map(|fact| if let Fact::SearchMiss(m) = fact { Some(m.words.as_str()) } else { None })
            .collect()
    }
}

use super::view::Body;

fn name(body: &Body) -> &'static str {
    match body {
        Body::Attract(_) => "attract",
        Body::Home(_) => "home",
        Body::Search(_) => "search",
        Body::Filters(_) => "filters",
        Body::Place(_) => "place",
        Body::Detail(_) => "detail",
        Body::Phone(_) => "phone",
        Body::Ticket(_) => "ticket",
        Body::Ask(_) => "ask",
        Body::Receipt(_) => "receipt",
        Body::Thanks(_) => "thanks",
        Body::Info(_) => "info",
        Body::Board(_) => "board",
        Body::OutOfOrder(_) => "out-of-order",
        Body::Undecided(_) => "undecided",
        Body::Find(_) => "find",
        Body::Status(_) => "status",
        Body::Done(_) => "done",
        Body::Check(_) => "check",
        Body::Assist(_) => "assist",
        Body::ServicePin(_)
        | Body::ServiceMenu(_)
        | Body::ServiceStep(_)
        | Body::ServiceTest(_)
        | Body::ServiceEntry(_) => "service",
    }
}

/// An application is on disk.
fn stored(request: Request) -> apply::Event {
    let secret = anjungan_wire::receipt::Secret::new([7; 16]);
    let number = anjungan_wire::receipt::ReceiptNumber::draw(&"K07".parse().unwrap(), [5; 8]);
    let code = anjungan_wire::receipt::ReceiptCode { number: number.clone(), secret }
        .to_text("ak1.disnaker.example");
    apply::Event::Stored { request, receipt: number, code }
}

fn request_of(effect: &Effect) -> Option<Request> {
    match effect {
        Effect::Search { request, .. }
        | Effect::Widen { request, .. }
        | Effect::Counts { request, .. }
        | Effect::Places { request, .. }
        | Effect::OpenVacancy { request, .. }
        | Effect::EmployerCount { request, .. }
        | Effect::Print { request, .. }
        | Effect::Reprint { request, .. }
        | Effect::Submit { request, .. }
        | Effect::PrintSlip { request, .. }
        | Effect::LookUp { request, .. }
        | Effect::Mend { request, .. }
        | Effect::Report { request, .. }
        | Effect::PrintCard { request, .. }
        | Effect::CheckRevoked { request, .. }
        | Effect::TryHelper { request, .. }
        | Effect::ReprintUndecided { request, .. } => Some(*request),
        Effect::NearCount { .. }
        | Effect::CancelPrint { .. }
        | Effect::TicketSeen { .. }
        | Effect::UndecidedSeen { .. }
        | Effect::Camera(_)
        | Effect::Service(_)
        | Effect::Record(_) => None,
    }
}

fn visit_of(effect: &Effect) -> Option<&fact::Visit> {
    match effect {
        Effect::Record(Fact::Visit(visit)) => Some(visit),
        Effect::Record(Fact::SearchMiss(_) | Fact::Survey(_))
        | Effect::Search { .. }
        | Effect::Widen { .. }
        | Effect::Counts { .. }
        | Effect::Places { .. }
        | Effect::OpenVacancy { .. }
        | Effect::NearCount { .. }
        | Effect::EmployerCount { .. }
        | Effect::Print { .. }
        | Effect::Reprint { .. }
        | Effect::CancelPrint { .. }
        | Effect::TicketSeen { .. }
        | Effect::UndecidedSeen { .. }
        | Effect::ReprintUndecided { .. }
        | Effect::Submit { .. }
        | Effect::PrintSlip { .. }
        | Effect::LookUp { .. }
        | Effect::Mend { .. }
        | Effect::Report { .. }
        | Effect::PrintCard { .. }
        | Effect::CheckRevoked { .. }
        | Effect::TryHelper { .. }
        | Effect::Camera(_)
        | Effect::Service(_) => None,
    }
}
