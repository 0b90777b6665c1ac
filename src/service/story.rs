//! What a technician goes through, told as tests.

use super::snapshot::{JobLook, PinLook, PrinterLook, SheetLook};
use super::*;
use crate::wording::Cause;

/// A technician, a machine, and what was asked of the outside.
struct Story {
    service: Service,
    machine: Snapshot,
    now: Moment,
    asked: Vec<Effect>,
}

fn machine() -> Snapshot {
    Snapshot {
        device: "K07".into(),
        version: "0.1.0".into(),
        printer: Some(PrinterLook {
            cover_open: Some(false),
            has_paper: Some(true),
            address: "serial:/dev/ttyS0?baud=38400".into(),
            profile: "epson-tm-t82".into(),
            native_qr: true,
            stores_logo: true,
            roll_m: 80.0,
            ..PrinterLook::default()
        }),
        logo: super::snapshot::LogoLook { configured: true, writes_today: 0 },
        pin: PinLook { set: true, locked_ms: 0 },
        ..Snapshot::default()
    }
}

impl Story {
    fn knocked(machine: Snapshot) -> Self {
        let now = Moment(1_000_000);
        let (service, asked) = Service::knocked(now);
        let mut story = Self { service, machine, now, asked };
        story.looked();
        story
    }

    fn in_menu(machine: Snapshot) -> Self {
        let mut story = Self::knocked(machine);
        story.types("483920");
        story.tell(Event::Pin(PinVerdict::Right));
        story.asked.clear();
        story
    }

    fn in_task(machine: Snapshot, id: &str) -> Self {
        let mut story = Self::in_menu(machine);
        story.chooses(id);
        story
    }

    fn tell(&mut self, event: Event) {
        self.asked.extend(step(&mut self.service, event, self.now));
    }

    fn looked(&mut self) {
        self.tell(Event::Machine(Box::new(self.machine.clone())));
    }

    fn types(&mut self, digits: &str) {
        for digit in digits.bytes() {
            self.tell(Event::Digit(digit - b'0'));
        }
        self.tell(Event::Enter);
    }

    /// Touches what the screen offers, and nothing else.
    fn chooses(&mut self, id: &str) {
        let offered: Vec<String> = match view(&self.service, Lang::Id) {
            View::Menu(menu) => {
                menu.items.into_iter().filter(|item| item.enabled).map(|item| item.id).collect()
            }
            View::Step(step) => step.choices.into_iter().map(|choice| choice.id).collect(),
            View::Pin(_) => vec![],
        };
        assert!(offered.iter().any(|offer| offer == id), "{id} is not offered, only {offered:?}");
        self.tell(Event::Chosen(id.into()));
    }

    fn waits(&mut self, ms: u64) {
        for _ in 0..ms.div_ceil(1000) {
            self.now = Moment(self.now.0 + 1000);
            self.tell(Event::Tick);
        }
    }

    fn printer(&mut self, change: impl FnOnce(&mut PrinterLook)) {
        change(self.machine.printer.as_mut().expect("these machines have one"));
        self.looked();
    }

    fn test(&mut self, state: TestState) {
        let test = self.test_asked();
        self.tell(Event::Test(TestUpdate { test, state }));
    }

    fn test_asked(&self) -> TestId {
        let asked = self.asked.iter().rev().find_map(|effect| match effect {
            Effect::PrintTest { test, .. } | Effect::PrintNoticeBoard { test } => Some(*test),
            Effect::Look
            | Effect::TryPin(_)
            | Effect::EnteredByKey
            | Effect::CancelTest { .. }
            | Effect::Judged { .. }
            | Effect::QrJudged(_)
            | Effect::ProbeBaud
            | Effect::StoreLogo
            | Effect::PaperLoaded
            | Effect::PutOutOfOrder { .. }
            | Effect::PutInOrder
            | Effect::Settle { .. }
            | Effect::Left => None,
        });
        asked.expect("a test paper was asked for")
    }

    fn on_step(&self) -> StepView {
        match view(&self.service, Lang::Id) {
            View::Step(step) => step,
            other @ (View::Pin(_) | View::Menu(_)) => panic!("not in a step: {other:?}"),
        }
    }

    fn in_the_menu(&self) -> bool {
        matches!(view(&self.service, Lang::Id), View::Menu(_)) && !self.service.has_left()
    }
}

#[test]
fn the_right_pin_opens_the_menu() {
    let mut story = Story::knocked(machine());
    story.types("483920");
    assert_eq!(story.asked.last(), Some(&Effect::TryPin(Pin::new("483920"))));
    assert!(!story.in_the_menu(), "nothing opens before the answer");
    story.tell(Event::Pin(PinVerdict::Right));
    assert!(story.in_the_menu());
}

#[test]
fn loading_paper_goes_on_by_itself_from_open_cover_to_a_judged_test() {
    let mut story = Story::in_task(machine(), "paper");
    assert_eq!(story.on_step().picture, Picture::CoverOpening);
    story.printer(|printer| (printer.cover_open, printer.has_paper) = (Some(true), Some(false)));
    assert_eq!(story.on_step().picture, Picture::OldRollOut);
    story.looked();
    story.chooses("next");
    assert_eq!(story.on_step().picture, Picture::RollIn);
    story.printer(|printer| printer.has_paper = None);
    assert_eq!(story.on_step().picture, Picture::CoverClosing);
    story.printer(|printer| (printer.cover_open, printer.has_paper) = (Some(false), Some(true)));
    story.chooses("new");
    assert!(story.on_step().busy);
    story.test(TestState::Printing);
    story.test(TestState::Printed);
    assert_eq!(story.on_step().picture, Picture::TestPrint);
    let test = story.test_asked();
    story.chooses("clear");
    let judged = Effect::Judged { test, what: TestPrint::Paper, verdict: Verdict::Clear };
    assert_eq!(story.asked[story.asked.len() - 2..], [judged, Effect::PaperLoaded]);
    assert_eq!(story.on_step().picture, Picture::Done);
}
