//! What the machine is and how it is doing: the only thing that outlives a visit. Nothing in here comes
//! from a visitor.

use std::sync::Arc;

use anjungan_wire::id::{KioskCode, RegionCode};
use anjungan_wire::kiosk_config::{HoursChoice, Notice, QuietHours, TileName};
use anjungan_wire::office::Office;
use jiff::Timestamp;
use jiff::civil::Date;

use super::preferences::Preferences;
use super::published::Published;
use super::undecided::Undecided;
use crate::wording::{self, Cause, Code, Lang, OfflineCause, Outage, Zone};

/// How long things take. Of the configuration; a test makes them short.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timing {
    /// Silence until the question whether anybody is still there.
    pub idle_ms: u64,
    /// The count-down after it.
    pub warning_ms: u64,
    /// How long thanks are shown.
    pub thanks_ms: u64,
    /// After this much silence on the keys a visitor has typed what they meant.
    pub settle_ms: u64,
    /// How long a ticket being printed may hold up the emptying of the screen.
    pub print_hold_ms_max: u64,
    /// Silence after which nobody is asked any more how it was.
    pub survey_ms: u64,
    /// How long an idle screen asks about a ticket that a stop left undecided.
    pub undecided_ms: u64,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            idle_ms: 60_000,
            warning_ms: 20_000,
            thanks_ms: 8_000,
            settle_ms: 1_500,
            print_hold_ms_max: 120_000,
            survey_ms: 25_000,
            undecided_ms: 60_000,
        }
    }
}

/// Whether tickets can be printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Printer {
    /// They can.
    Ready,
    /// They can't, for this reason.
    Down(Cause),
    /// They are not to be until a technician has cleared it; this is why.
    OutOfOrder(Code),
}

/// Whether sheets of A4 can be printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SheetPrinter {
    /// There is none: sheets are not spoken of.
    None,
    /// They can.
    Ready,
    /// They can't, for this reason.
    Down(Cause),
}

/// The machine.
#[derive(Clone, PartialEq, Debug)]
pub struct Machine {
    /// The office: "Disnaker Kabupaten Bekasi".
    pub tenant: String,
    /// Where it stands: "Mal Pelayanan Publik".
    pub site: String,
    /// Its public name, once central has given it one.
    pub kiosk: Option<KioskCode>,
    /// The district or regency it stands in; what is near is near this.
    pub region: RegionCode,
    /// Its zone.
    pub zone: Zone,
    /// How long things take.
    pub timing: Timing,
    /// Tickets that one visit may print.
    pub tickets_per_visit_max: u32,
    /// The time of day, for dates and the clock on the screen; never for an order or a wait.
    pub now: Timestamp,
    /// What time it is nobody knows: [`Machine::now`] is no more than the earliest it can be, and is not shown.
    pub clock_unset: bool,
    /// When the newest data on this machine were true at central.
    pub data_as_of: Option<Timestamp>,
    /// Whether they are older than they should be.
    pub stale: bool,
    /// Whether central can't be reached.
    pub offline: bool,
    /// Why; `None` while it can, or nobody knows.
    pub offline_cause: Option<OfflineCause>,
    /// The printer.
    pub printer: Printer,
    /// Tickets that the paper still suffices for; `None` until a technician has confirmed a new roll.
    pub tickets_left: Option<u32>,
    /// The printer of sheets.
    pub sheet_printer: SheetPrinter,
    /// What this machine is called on the telephone: its code, or the first characters of its stream.
    pub device: String,
    /// Vacancies in the regency (or province) the kiosk stands in.
    pub near: Option<u32>,
    /// The rules of the office that issues cards here; `None`: no cards.
    pub office: Option<Arc<Office>>,
    /// What central's desk has published for this kiosk.
    pub published: Arc<Published>,
    /// A camera is attached.
    pub camera: bool,
    /// A scanner is attached.
    pub scanner: bool,
    /// Whoever used a service is asked how it was.
    pub survey: bool,
    /// What the office says while it has switched this kiosk off. `None`: it has not.
    pub suspended: Option<Arc<Notice>>,
    /// The language that each visit begins in.
    pub language: Lang,
    /// Tiles that the office does not want offered here.
    pub tiles_hidden: Vec<TileName>,
    /// When the idle screen keeps still and dark.
    pub quiet: Option<QuietHours>,
    /// Which opening hours are told.
    pub hours: HoursChoice,
    /// Tickets that this machine may print in a day; `None`: as many as there is paper for.
    pub tickets_per_day_max: Option<u32>,
    /// Tickets that came out on a day, or may have.
    pub tickets_on: Option<(Date, u32)>,
}

/// What the office decided about this kiosk from its desk, or the machine's own file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// [`Timing::idle_ms`]
    pub idle_ms: u64,
    /// [`Timing::warning_ms`]
    pub warning_ms: u64,
    /// [`Timing::survey_ms`]
    pub survey_ms: u64,
    /// [`Machine::survey`]
    pub survey: bool,
    /// [`Machine::tickets_per_visit_max`]
    pub tickets_per_visit_max: u32,
    /// [`Machine::tickets_per_day_max`]
    pub tickets_per_day_max: Option<u32>,
    /// [`Machine::suspended`]
    pub suspended: Option<Arc<Notice>>,
    /// [`Machine::language`]
    pub language: Lang,
    /// [`Machine::tiles_hidden`]
    pub tiles_hidden: Vec<TileName>,
    /// [`Machine::quiet`]
    pub quiet: Option<QuietHours>,
    /// [`Machine::hours`]
    pub hours: HoursChoice,
}

impl Default for Settings {
    fn default() -> Self {
        Machine::nameless().settings()
    }
}

impl Machine {
    /// A machine of which nothing is known yet but what it is.
    pub fn new(tenant: &str, site: &str, kiosk: KioskCode, region: RegionCode) -> Self {
        Self {
            tenant: tenant.into(),
            site: site.into(),
            device: kiosk.to_string(),
            kiosk: Some(kiosk),
            region,
            ..Self::nameless()
        }
    }

    /// A machine that central has not named yet. It serves nobody until [`Event::Identity`].
    pub fn nameless() -> Self {
        Self {
            tenant: String::new(),
            site: String::new(),
            kiosk: None,
            region: "31".parse().expect("the text is a region code"),
            zone: Zone::default(),
            timing: Timing::default(),
            tickets_per_visit_max: 5,
            now: Timestamp::UNIX_EPOCH,
            clock_unset: false,
            data_as_of: None,
            stale: false,
            offline: false,
            offline_cause: None,
            printer: Printer::Down(Cause::NotConnected),
            tickets_left: None,
            sheet_printer: SheetPrinter::None,
            device: String::new(),
            near: None,
            office: None,
            published: Arc::default(),
            camera: false,
            scanner: false,
            survey: false,
            suspended: None,
            language: Lang::default(),
            tiles_hidden: Vec::new(),
            quiet: None,
            hours: HoursChoice::Published,
            tickets_per_day_max: None,
            tickets_on: None,
        }
    }

    /// What is in force now of what an office may decide.
    pub fn settings(&self) -> Settings {
        Settings {
            idle_ms: self.timing.idle_ms,
            warning_ms: self.timing.warning_ms,
            survey_ms: self.timing.survey_ms,
            survey: self.survey,
            tickets_per_visit_max: self.tickets_per_visit_max,
            tickets_per_day_max: self.tickets_per_day_max,
            suspended: self.suspended.clone(),
            language: self.language,
            tiles_hidden: self.tiles_hidden.clone(),
            quiet: self.quiet,
            hours: self.hours.clone(),
        }
    }

    /// Puts them into force.
    pub(super) fn settle(&mut self, settings: Settings) {
        let Settings {
            idle_ms,
            warning_ms,
            survey_ms,
            survey,
            tickets_per_visit_max,
            tickets_per_day_max,
            suspended,
            language,
            tiles_hidden,
            quiet,
            hours,
        } = settings;
        self.timing.idle_ms = idle_ms;
        self.timing.warning_ms = warning_ms;
        self.timing.survey_ms = survey_ms;
        self.survey = survey;
        self.tickets_per_visit_max = tickets_per_visit_max;
        self.tickets_per_day_max = tickets_per_day_max;
        self.suspended = suspended;
        self.language = language;
        self.tiles_hidden = tiles_hidden;
        self.quiet = quiet;
        self.hours = hours;
    }

    /// How a screen that nobody has touched is shown.
    pub(super) fn preferences(&self) -> Preferences {
        Preferences { lang: self.language, ..Preferences::default() }
    }

    /// Whether the idle screen keeps still and dark now.
    pub(super) fn keeps_quiet(&self) -> bool {
        self.quiet.is_some_and(|quiet| quiet.include(self.zone.civil(self.now).time()))
    }

    /// Tickets that a visit which has begun so many may still ask for: the smaller of its own limit and the day's.
    pub(super) fn tickets_allowed(&self, begun: u32) -> u32 {
        let visit = self.tickets_per_visit_max.saturating_sub(begun);
        let today = self.tickets_on.filter(|(day, _)| *day == self.today()).map_or(0, |(_, asked)| asked);
        self.tickets_per_day_max.map_or(visit, |most| visit.min(most.saturating_sub(today)))
    }

    /// What goes into codes on paper, so that a phone finds central; empty: nothing.
    pub fn public_host(&self) -> &str {
        self.office.as_ref().map_or("", |office| office.public_host.as_str())
    }

    /// The rules of the office, where it takes applications for cards.
    pub fn card_service(&self) -> Option<&Office> {
        self.office.as_deref().filter(|office| office.card_service)
    }

    /// Whether a card or a receipt may be held to something here.
    pub fn takes_scans(&self) -> bool {
        self.scanner && self.card_service().is_some()
    }

    /// Today, here.
    pub fn today(&self) -> Date {
        self.zone.day(self.now)
    }

    /// Why a ticket would not come out now; `None`: it would.
    pub fn no_tickets(&self) -> Option<Cause> {
        match (self.printer, self.tickets_left) {
            (Printer::Down(cause), _) => Some(cause),
            (Printer::OutOfOrder(_), _) => Some(Cause::OutOfOrder),
            (Printer::Ready, Some(0)) => Some(Cause::PaperShort),
            (Printer::Ready, _) => None,
        }
    }

    /// Whether a ticket may be asked for. A printer whose trouble may pass within a ticket's 90 s does not
    /// forbid it: number and code are there at once. Paper that does not suffice does, before anybody types.
    pub fn offers_tickets(&self) -> bool {
        match self.printer {
            Printer::Ready => self.tickets_left != Some(0),
            Printer::Down(cause) => cause.may_pass() && self.tickets_left != Some(0),
            Printer::OutOfOrder(_) => false,
        }
    }

    /// What a visitor reads to staff when no ticket comes out because of `cause`: of a printer out of order also
    /// why it was put so, "P13 · P03".
    pub(super) fn codes(&self, cause: Cause) -> String {
        match (self.printer, cause) {
            (Printer::OutOfOrder(why), Cause::OutOfOrder) if why != Code::OutOfOrder => {
                format!("{} · {}", cause.code(), why.code())
            }
            (Printer::OutOfOrder(_) | Printer::Ready | Printer::Down(_), cause) => cause.code().into(),
        }
    }

    /// `note` of a printer that can't print; of one out of order with its codes.
    pub(super) fn with_codes(&self, lang: Lang, note: String, cause: Cause) -> String {
        match self.printer {
            Printer::OutOfOrder(_) => format!("{note} {}", wording::for_staff(lang, &self.codes(cause))),
            Printer::Ready | Printer::Down(_) => note,
        }
    }

    /// Whether what has not come out can be printed again now.
    pub(super) fn can_reprint(&self, kind: wording::PaperKind) -> bool {
        match kind {
            wording::PaperKind::Ticket | wording::PaperKind::Slip => self.no_tickets().is_none(),
            wording::PaperKind::Sheet | wording::PaperKind::Card => self.sheet_printer == SheetPrinter::Ready,
        }
    }

    /// The region that "near this kiosk" means: its regency or city.
    pub fn near_region(&self) -> RegionCode {
        self.region.office()
    }

    /// The name of [`Machine::near_region`].
    pub fn near_name(&self) -> &'static str {
        region_name(&self.near_region())
    }
}

/// The name of a region as people write it; empty for a code that nobody knows.
pub(crate) fn region_name(code: &RegionCode) -> &'static str {
    anjungan_regions::name(code.as_str()).unwrap_or("")
}

/// News about the machine.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// Who central says this machine is.
    Identity {
        /// [`Machine::tenant`]
        tenant: String,
        /// [`Machine::site`]
        site: String,
        /// [`Machine::kiosk`]
        kiosk: KioskCode,
        /// [`Machine::region`]
        region: RegionCode,
    },
    /// The time of day.
    Clock(Timestamp),
    /// Whether nobody knows the time of day.
    ClockUnset(bool),
    /// How old the data are.
    Data {
        /// When they were true at central.
        as_of: Option<Timestamp>,
        /// Whether that is too long ago.
        stale: bool,
    },
    /// Whether central can't be reached.
    Offline(bool),
    /// [`Machine::offline_cause`]
    OfflineCause(Option<OfflineCause>),
    /// Whether tickets can be printed.
    Printer(Printer),
    /// [`Machine::tickets_left`]
    TicketsLeft(Option<u32>),
    /// [`Machine::sheet_printer`]
    SheetPrinter(SheetPrinter),
    /// A paper of which a stop left unknown whether it came out. It is asked about, then forgotten.
    Undecided(Undecided),
    /// The answer to [`super::Effect::NearCount`].
    Near(u32),
    /// [`Machine::office`]
    Office(Option<Arc<Office>>),
    /// [`Machine::published`]
    Published(Arc<Published>),
    /// [`Machine::camera`]
    Camera(bool),
    /// [`Machine::scanner`]
    Scanner(bool),
    /// What the office decided about this kiosk from its desk. In force at once, or when whoever is here has gone.
    Settings(Arc<Settings>),
    /// [`Machine::tickets_on`]
    TicketsOn(Date, u32),
    /// The kiosk can't serve, or can again.
    Outage(Option<Outage>),
}

/// Remembers `event`. An outage and a question are not the machine's to remember: they are screens. Settings wait until
/// nobody is here.
pub(super) fn remember(machine: &mut Machine, event: &Event) {
    match event {
        Event::Identity { tenant, site, kiosk, region } => {
            machine.tenant.clone_from(tenant);
            machine.site.clone_from(site);
            machine.kiosk = Some(kiosk.clone());
            machine.device = kiosk.to_string();
            machine.region = region.clone();
        }
        Event::Clock(now) => machine.now = *now,
        Event::ClockUnset(unset) => machine.clock_unset = *unset,
        Event::Data { as_of, stale } => {
            machine.data_as_of = *as_of;
            machine.stale = *stale;
        }
        Event::Offline(offline) => machine.offline = *offline,
        Event::OfflineCause(cause) => machine.offline_cause = *cause,
        Event::Printer(printer) => machine.printer = *printer,
        Event::TicketsLeft(left) => machine.tickets_left = *left,
        Event::SheetPrinter(sheets) => machine.sheet_printer = *sheets,
        Event::Near(count) => machine.near = Some(*count),
        Event::Office(office) => machine.office.clone_from(office),
        Event::Published(published) => machine.published = Arc::clone(published),
        Event::Camera(attached) => machine.camera = *attached,
        Event::Scanner(attached) => machine.scanner = *attached,
        Event::TicketsOn(day, asked) => machine.tickets_on = Some((*day, *asked)),
        Event::Outage(_) | Event::Undecided(_) | Event::Settings(_) => {}
    }
}

/// The header of every screen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The office.
    pub tenant: String,
    /// Where the kiosk stands.
    pub site: String,
    /// "Data per 20 November 2026 pukul 17.00"
    pub data_as_of: String,
    /// They are too old.
    pub stale: bool,
    /// Central can't be reached.
    pub offline: bool,
    /// Tickets can be printed.
    pub printer_ready: bool,
    /// Why not.
    pub printer_note: String,
    /// "14.30"
    pub clock: String,
}

/// The header in `lang`.
pub(super) fn view(machine: &Machine, lang: Lang) -> View {
    let refusal = machine.no_tickets();
    View {
        tenant: machine.tenant.clone(),
        site: machine.site.clone(),
        data_as_of: wording::data_as_of(lang, machine.data_as_of, machine.zone),
        stale: machine.stale,
        offline: machine.offline,
        printer_ready: refusal.is_none(),
        printer_note: refusal.map_or_else(String::new, |cause| {
            machine.with_codes(lang, wording::printer_note(lang, cause).into(), cause)
        }),
        clock: if machine.clock_unset {
            wording::CLOCK_UNKNOWN.into()
        } else {
            wording::clock(lang, machine.now, machine.zone)
        },
    }
}
