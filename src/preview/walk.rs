//! The way a visitor has to each screen: the same events, the same state.

use std::collections::BTreeMap;
use std::sync::Arc;

use anjungan_wire::content::{Item, MediaHash, ServiceName, SlideFace, Where};
use anjungan_wire::encoding::{from_hex, sha256_hex};
use anjungan_wire::office::Office;
use anjungan_wire::vacancy::Vacancy;

use super::request::{NotDrawn, Request, Wanted};
use crate::catalogue::{Card, Results};
use crate::terminal::publication::{PICTURES_MAX, Room, shown_picture};
use crate::visit::attract::{self, TURN_MS};
use crate::visit::home::Tile;
use crate::visit::view::Body;
use crate::visit::{
    self, Effect, Event, Machine, Moment, Published, State, View, detail, form, preferences, search,
};
use crate::wording::Lang;
use crate::wording::card::service::Service;

/// What a kiosk with these rows shows.
pub fn view(request: &Request) -> Result<View, NotDrawn> {
    let machine = machine(request);
    let mut walk = Walk { state: State::new(machine), now: Moment::default() };
    match request.screen {
        Wanted::Attract => {}
        Wanted::Slide => walk.now = turn_of_the_first(request, walk.state.machine())?,
        Wanted::Home => walk.begin(request),
        Wanted::Announcement => {
            need(request, "an announcement", |item| matches!(item, Item::Announcement(_)))?;
            walk.begin(request);
            walk.step(Event::AnnouncementChosen);
        }
        Wanted::Trainings | Wanted::Fairs | Wanted::Employers => {
            walk.begin(request);
            walk.list(request.screen);
        }
        Wanted::Training => {
            let id = need(request, "a training", |item| matches!(item, Item::Training(_)))?;
            walk.begin(request);
            walk.list(Wanted::Trainings);
            walk.step(Event::BoardChosen(id));
        }
        Wanted::Fair => {
            let id = need(request, "a job fair", |item| matches!(item, Item::Fair(_)))?;
            walk.begin(request);
            walk.list(Wanted::Fairs);
            walk.step(Event::BoardChosen(id));
        }
        Wanted::Employer => {
            let id = need(request, "an employer", |item| matches!(item, Item::Employer(_)))?;
            walk.begin(request);
            walk.list(Wanted::Employers);
            walk.step(Event::BoardChosen(id));
        }
        Wanted::Hours => {
            need(request, "opening hours", |item| matches!(item, Item::OpeningHours(_)))?;
            walk.begin(request);
            walk.step(Event::HoursChosen);
        }
        Wanted::Service => {
            let tile = tile_of(request)?;
            walk.begin(request);
            walk.step(Event::InfoChosen(tile.id().into()));
        }
        Wanted::PrivacyNotice => {
            need(request, "a privacy notice", |item| matches!(item, Item::PrivacyNotice(_)))?;
            walk.begin(request);
            walk.step(Event::TileChosen(Tile::Card(Service::Card).id().into()));
            walk.go_to_the_notice()?;
        }
        Wanted::Vacancy => {
            let vacancy = request.vacancy.as_deref().ok_or(NotDrawn::Missing { needed: "a vacancy" })?;
            walk.begin(request);
            walk.find(vacancy);
        }
        Wanted::MinimumWage | Wanted::Kind => {
            walk.begin(request);
            walk.step(Event::TileChosen(Tile::MinimumWage.id().into()));
        }
    }
    let mut view = visit::view(&walk.state, walk.now);
    if matches!(request.screen, Wanted::Attract | Wanted::Slide) {
        // Nobody has chosen anything on the screen that waits; an editor may.
        view.preferences.text_step = request.text_step;
        view.preferences.high_contrast = request.contrast;
        view.preferences.low_reach = request.low_reach;
    }
    Ok(view)
}

struct Walk {
    state: State,
    now: Moment,
}

impl Walk {
    fn step(&mut self, event: Event) {
        // What it asks of the world has nobody to answer it here.
        let _ = visit::step(&mut self.state, event, self.now);
    }

    /// Looks for work, finds this one and opens it: what a kiosk asks of its catalogue is answered with it.
    fn find(&mut self, vacancy: &Vacancy) {
        let card = Card::of(vacancy.clone());
        let row_id = card.row_id.clone();
        let asked = visit::step(&mut self.state, Event::TileChosen(Tile::Jobs.id().into()), self.now);
        for effect in asked {
            if let Effect::Search { request, .. } = effect {
                let results = Results { total: 1, cards: vec![card.clone()], ..Results::default() };
                self.step(Event::Search(search::Event::Found { request, results }));
            }
        }
        let chosen = Event::Search(search::Event::VacancyChosen(row_id));
        for effect in visit::step(&mut self.state, chosen, self.now) {
            if let Effect::OpenVacancy { request, .. } = effect {
                let vacancy = Some(Box::new(vacancy.clone()));
                self.step(Event::Detail(detail::Event::Opened { request, vacancy }));
            }
        }
    }

    /// The first touch, and the settings.
    fn begin(&mut self, request: &Request) {
        self.step(Event::Started);
        let mut set = |event| self.step(Event::Preferences(event));
        if request.lang == Lang::En {
            set(preferences::Event::LanguageToggled);
        }
        set(preferences::Event::TextStepSelected(request.text_step));
        if request.contrast {
            set(preferences::Event::ContrastToggled);
        }
        if request.low_reach {
            set(preferences::Event::LowReachToggled);
        }
    }

    fn list(&mut self, of: Wanted) {
        let tile = match of {
            Wanted::Trainings | Wanted::Training => Tile::Trainings,
            Wanted::Employers | Wanted::Employer => Tile::Employers,
            Wanted::Fairs
            | Wanted::Fair
            | Wanted::Attract
            | Wanted::Slide
            | Wanted::Home
            | Wanted::Announcement
            | Wanted::Hours
            | Wanted::Service
            | Wanted::PrivacyNotice
            | Wanted::Vacancy
            | Wanted::MinimumWage
            | Wanted::Kind => Tile::Fairs,
        };
        self.step(Event::TileChosen(tile.id().into()));
    }

    /// Answers what is asked before the notice.
    fn go_to_the_notice(&mut self) -> Result<(), NotDrawn> {
        /// More is not asked before it.
        const QUESTIONS_MAX: usize = 24;
        for _ in 0..QUESTIONS_MAX {
            let view = visit::view(&self.state, self.now);
            let Some(ask) = view.body.ask() else { break };
            match &ask.field {
                form::Field::Notice { .. } => return Ok(()),
                form::Field::Checks { items } => {
                    for item in items {
                        self.step(Event::Form(form::Event::Checked { id: item.id.clone(), yes: true }));
                    }
                }
                form::Field::Choice { options, .. } => {
                    if let Some(first) = options.first() {
                        self.step(Event::Form(form::Event::Chosen(first.id.clone())));
                    }
                }
                form::Field::Text { .. }
                | form::Field::Nik { .. }
                | form::Field::Date { .. }
                | form::Field::Place { .. }
                | form::Field::Rows { .. }
                | form::Field::Photo { .. }
                | form::Field::Review { .. } => break,
            }
            if visit::view(&self.state, self.now).body.ask() == Some(ask) {
                self.step(Event::Form(form::Event::Next));
            }
        }
        Err(NotDrawn::Missing { needed: "a privacy notice" })
    }
}

/// A kiosk in order, of an office that issues cards, so that every service has its tile.
fn machine(request: &Request) -> Machine {
    let place = Where { kiosk: &request.kiosk, region: &request.region, tags: &[] };
    let published = Published::of(request.rows.clone(), &place);
    let wanted = published.pictures_wanted(request.at, PICTURES_MAX);
    let room = Room::of_panel(request.size.px());
    let mut pictures = BTreeMap::new();
    for bytes in &request.pictures {
        let Ok(hash) = from_hex(&sha256_hex(bytes)).map(MediaHash) else { continue };
        if wanted.contains(&hash)
            && let Ok(picture) = shown_picture(bytes, &hash, room)
        {
            pictures.insert(hash, Arc::new(picture));
        }
    }
    let mut office = Office::usual(request.region.office(), &request.tenant);
    office.card_service = true;
    Machine {
        now: request.at,
        data_as_of: Some(request.at),
        printer: visit::Printer::Ready,
        sheet_printer: visit::SheetPrinter::Ready,
        scanner: true,
        near: Some(312),
        office: Some(Arc::new(office)),
        published: Arc::new(published.with_pictures(pictures)),
        ..Machine::new(&request.tenant, &request.site, request.kiosk.clone(), request.region.clone())
    }
}

/// The first row's id, if it is what the screen shows.
fn need(request: &Request, needed: &'static str, is: impl Fn(&Item) -> bool) -> Result<String, NotDrawn> {
    match request.rows.first() {
        Some((id, content)) if is(&content.item) => Ok(id.clone()),
        Some(_) | None => Err(NotDrawn::Missing { needed }),
    }
}

/// When the first row has its turn, in the language asked for where it has one of its own.
fn turn_of_the_first(request: &Request, machine: &Machine) -> Result<Moment, NotDrawn> {
    let id = need(request, "a slide", |item| matches!(item, Item::Slide(_)))?;
    let turns = attract::turns(machine);
    let own = |lang| turns.iter().position(|(row, spoken, _)| *row == id && *spoken == lang);
    let at = own(request.lang).or_else(|| own(Lang::Id));
    match (at, request.rows.first().map(|(_, content)| &content.item)) {
        // The invitation has the turn before all of them.
        (Some(at), _) => Ok(Moment((at as u64 + 1) * TURN_MS)),
        (None, Some(Item::Slide(slide))) if matches!(slide.face, SlideFace::Image { .. }) => {
            Err(NotDrawn::Picture)
        }
        (None, _) => Err(NotDrawn::Missing { needed: "a slide that is shown at that time" }),
    }
}

/// The tile of the first row's service.
fn tile_of(request: &Request) -> Result<Tile, NotDrawn> {
    let service = match request.rows.first().map(|(_, content)| &content.item) {
        Some(Item::ServiceStandard(standard)) => standard.service,
        Some(_) | None => return Err(NotDrawn::Missing { needed: "what is published of a service" }),
    };
    match service {
        ServiceName::Card => Ok(Tile::Card(Service::Card)),
        ServiceName::Status => Ok(Tile::Card(Service::Status)),
        ServiceName::Employed => Ok(Tile::Card(Service::Employed)),
        ServiceName::SixMonths => Ok(Tile::Card(Service::SixMonths)),
        ServiceName::Check => Ok(Tile::Card(Service::Check)),
        ServiceName::Vacancies => Ok(Tile::Jobs),
        ServiceName::Trainings => Ok(Tile::Trainings),
        ServiceName::Fairs => Ok(Tile::Fairs),
        ServiceName::Unknown => Err(NotDrawn::Missing { needed: "what is published of a service" }),
    }
}

/// Whether the walk came where it was to go.
pub fn arrived(wanted: Wanted, body: &Body) -> bool {
    match wanted {
        Wanted::Attract => matches!(body, Body::Attract(_)),
        Wanted::Slide => matches!(body, Body::Attract(view) if view.slide.is_some()),
        Wanted::Home => matches!(body, Body::Home(_)),
        Wanted::Announcement | Wanted::Service | Wanted::Hours | Wanted::MinimumWage | Wanted::Kind => {
            matches!(body, Body::Info(_))
        }
        Wanted::Trainings | Wanted::Fairs | Wanted::Employers => matches!(body, Body::Board(_)),
        Wanted::Training | Wanted::Fair | Wanted::Employer | Wanted::Vacancy => {
            matches!(body, Body::Detail(_))
        }
        Wanted::PrivacyNotice => matches!(body, Body::Ask(_)),
    }
}
