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
            View::Pin(_) | View::Test(_) | View::Entry(_) => vec![],
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
            | Effect::QrJudged { .. }
            | Effect::ProbeBaud
            | Effect::StoreLogo
            | Effect::PaperLoaded
            | Effect::PutOutOfOrder { .. }
            | Effect::PutInOrder
            | Effect::Settle { .. }
            | Effect::ExportLog
            | Effect::Wifi { .. }
            | Effect::FactoryReset
            | Effect::Left => None,
        });
        asked.expect("a test paper was asked for")
    }

    fn on_step(&self) -> StepView {
        match view(&self.service, Lang::Id) {
            View::Step(step) => step,
            other @ (View::Pin(_) | View::Menu(_) | View::Test(_) | View::Entry(_)) => {
                panic!("not in a step: {other:?}")
            }
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

#[test]
fn a_wrong_pin_says_how_many_tries_are_left_and_then_how_long_to_wait() {
    let mut story = Story::knocked(machine());
    story.types("111222");
    story.tell(Event::Pin(PinVerdict::Wrong { tries_left: 1, wait_ms: 0 }));
    let View::Pin(pad) = view(&story.service, Lang::Id) else { panic!("the pad went away") };
    assert!(pad.enabled && pad.digits == 0 && pad.message.contains('1'), "{pad:?}");
    story.types("111222");
    story.tell(Event::Pin(PinVerdict::Wrong { tries_left: 0, wait_ms: 30_000 }));
    story.types("483920");
    let View::Pin(pad) = view(&story.service, Lang::Id) else { panic!("the pad went away") };
    assert!(!pad.enabled && pad.digits == 0 && pad.message.contains("0:30"), "{pad:?}");
    story.waits(31_000);
    let View::Pin(pad) = view(&story.service, Lang::Id) else { panic!("the pad went away") };
    assert!(pad.enabled, "{pad:?}");
}

#[test]
fn a_pad_that_is_locked_when_it_comes_up_says_so_at_once() {
    let locked = PinLook { set: true, locked_ms: 90_000 };
    let story = Story::knocked(Snapshot { pin: locked, ..machine() });
    let View::Pin(pad) = view(&story.service, Lang::Id) else { panic!("the pad went away") };
    assert!(!pad.enabled && pad.message.contains("1:30"), "{pad:?}");
}

#[test]
fn without_a_pin_in_the_configuration_no_digit_is_taken() {
    let mut story = Story::knocked(Snapshot { pin: PinLook::default(), ..machine() });
    story.types("483920");
    assert!(!story.asked.iter().any(|effect| matches!(effect, Effect::TryPin(_))));
}

#[test]
fn an_answer_that_was_not_asked_for_opens_nothing() {
    let mut story = Story::knocked(machine());
    story.tell(Event::Pin(PinVerdict::Right));
    assert!(!story.in_the_menu());
}

#[test]
fn a_forgotten_pad_goes_away_after_a_minute() {
    let mut story = Story::knocked(machine());
    story.waits(60_000);
    assert_eq!(story.asked.last(), Some(&Effect::Left));
    assert!(story.service.has_left());
}

#[test]
fn five_minutes_of_silence_leave_and_news_are_no_touch() {
    let mut story = Story::in_menu(machine());
    story.waits(299_000);
    story.looked();
    assert!(story.in_the_menu());
    story.waits(1_000);
    assert!(story.service.has_left());
    story.tell(Event::Chosen("order".into()));
    assert_eq!(story.asked.last(), Some(&Effect::Left), "what has left does nothing any more");
}

#[test]
fn a_key_opens_the_menu_and_pulling_it_out_leaves() {
    let (service, asked) = Service::with_key(Moment(7));
    assert_eq!(asked, [Effect::EnteredByKey, Effect::Look]);
    let mut story = Story { service, machine: machine(), now: Moment(7), asked };
    assert!(story.in_the_menu());
    story.tell(Event::KeyRemoved);
    assert_eq!(story.asked.last(), Some(&Effect::Left));
}

#[test]
fn a_stick_that_is_pulled_out_ends_no_service_mode_that_a_pin_opened() {
    let mut story = Story::in_menu(machine());
    story.tell(Event::KeyRemoved);
    assert!(story.in_the_menu());
}

#[test]
fn leaving_cancels_a_test_paper_that_nobody_has_judged() {
    let mut story = Story::in_task(machine(), "test");
    let test = story.test_asked();
    story.tell(Event::Leave);
    assert_eq!(story.asked[story.asked.len() - 2..], [Effect::CancelTest { test }, Effect::Left]);
    let mut story = Story::in_task(machine(), "test");
    story.test(TestState::Printed);
    story.tell(Event::Leave);
    assert!(!story.asked.iter().any(|effect| matches!(effect, Effect::CancelTest { .. })));
    assert!(!story.asked.contains(&Effect::PutInOrder), "without a verdict nothing has passed");
}

#[test]
fn a_printer_without_sensors_is_loaded_by_touch() {
    let mut blind = machine();
    blind.printer = blind.printer.map(|printer| PrinterLook { cover_open: None, has_paper: None, ..printer });
    let mut story = Story::in_task(blind, "paper");
    for _ in 0..4 {
        story.looked();
        story.chooses("next");
    }
    story.chooses("same");
    story.test(TestState::Unverified);
    story.chooses("clear");
    assert!(!story.asked.contains(&Effect::PaperLoaded), "the old roll's count goes on");
    assert_eq!(story.on_step().picture, Picture::Done);
}

#[test]
fn a_cover_closed_over_no_paper_asks_to_pull_its_end_out() {
    let mut story = Story::in_task(machine(), "paper");
    for _ in 0..3 {
        story.chooses("next");
    }
    story.printer(|printer| (printer.cover_open, printer.has_paper) = (Some(false), Some(false)));
    assert_eq!(story.on_step().picture, Picture::PaperOut);
    story.printer(|printer| printer.has_paper = Some(true));
    story.chooses("new");
}

#[test]
fn hands_quicker_than_the_screen_are_followed() {
    let mut story = Story::in_task(machine(), "paper");
    story.printer(|printer| (printer.cover_open, printer.has_paper) = (Some(true), None));
    story.printer(|printer| (printer.cover_open, printer.has_paper) = (Some(false), Some(true)));
    story.chooses("new");
}

#[test]
fn a_passed_test_puts_a_machine_in_order_and_a_failed_one_does_not() {
    let closed = Snapshot { out_of_order: Some("P03".into()), ..machine() };
    let mut story = Story::in_task(closed, "test");
    story.test(TestState::Printed);
    story.chooses("unclear");
    assert!(!story.asked.contains(&Effect::PutInOrder));
    assert_eq!(story.on_step().picture, Picture::Trouble);
    story.chooses("again");
    story.test(TestState::Printed);
    story.chooses("clear");
    assert_eq!(story.asked.last(), Some(&Effect::PutInOrder));
}

#[test]
fn blank_paper_leads_to_turning_the_roll_round() {
    let mut story = Story::in_task(machine(), "paper");
    story.printer(|printer| (printer.cover_open, printer.has_paper) = (Some(true), None));
    story.printer(|printer| (printer.cover_open, printer.has_paper) = (Some(false), Some(true)));
    story.chooses("new");
    story.test(TestState::Printed);
    story.chooses("blank");
    assert!(story.on_step().headline.contains("terbalik"));
    story.chooses("reload");
    assert_eq!(story.on_step().picture, Picture::CoverOpening);
    assert!(!story.asked.contains(&Effect::PaperLoaded));
}

#[test]
fn a_test_paper_that_is_held_up_says_why_and_what_to_do() {
    let mut story = Story::in_task(machine(), "test");
    story.test(TestState::Blocked(Cause::CoverOpen));
    let step = story.on_step();
    assert!(step.busy && step.code == Cause::CoverOpen.code() && step.text.contains("Tutup"), "{step:?}");
    story.test(TestState::Failed(Cause::TooLate));
    story.chooses("again");
    assert!(story.on_step().busy);
}

#[test]
fn news_of_an_earlier_test_paper_change_nothing() {
    let mut story = Story::in_task(machine(), "test");
    let earlier = story.test_asked();
    story.chooses("cancel");
    story.chooses("test");
    story.tell(Event::Test(TestUpdate { test: earlier, state: TestState::Printed }));
    assert!(story.on_step().busy, "the second is still under way");
}

#[test]
fn the_speed_that_was_found_is_shown_as_the_line_to_write() {
    let mut story = Story::in_task(machine(), "baud");
    story.chooses("begin");
    assert_eq!(story.asked.last(), Some(&Effect::ProbeBaud));
    for news in [BaudNews::Trying(38_400), BaudNews::Trying(19_200), BaudNews::Found(19_200)] {
        story.tell(Event::Baud(news));
    }
    assert_eq!(story.on_step().code, "address = \"serial:/dev/ttyS0?baud=19200\"");
}

#[test]
fn a_printer_on_usb_has_no_speed_to_find() {
    let mut usb = machine();
    usb.printer = usb.printer.map(|printer| PrinterLook { address: "usb:/dev/usb/lp0".into(), ..printer });
    let mut story = Story::in_menu(usb);
    story.tell(Event::Chosen("baud".into()));
    assert!(story.in_the_menu());
}

#[test]
fn a_logo_is_stored_tested_and_judged() {
    let mut story = Story::in_task(machine(), "logo");
    story.chooses("begin");
    assert_eq!(story.asked.last(), Some(&Effect::StoreLogo));
    story.tell(Event::Logo(LogoNews::Stored));
    assert!(matches!(story.asked.last(), Some(Effect::PrintTest { what: TestPrint::Logo, .. })));
    story.test(TestState::Printed);
    story.chooses("clear");
    assert_eq!(story.on_step().code, "logo_stored = true");
}

#[test]
fn a_tenth_logo_in_a_day_is_not_offered_nor_taken() {
    let mut worn = machine();
    worn.logo.writes_today = logo::WRITES_PER_DAY_MAX;
    let mut story = Story::in_menu(worn.clone());
    story.tell(Event::Chosen("logo".into()));
    assert!(story.in_the_menu());
    let mut story = Story::in_task(machine(), "logo");
    story.machine = worn;
    story.looked();
    story.chooses("begin");
    assert!(!story.asked.contains(&Effect::StoreLogo));
}

#[test]
fn a_printer_whose_own_codes_do_not_read_gets_the_override_to_write() {
    let mut story = Story::in_task(machine(), "qr");
    story.chooses("begin");
    story.test(TestState::Printed);
    story.chooses("raster");
    let judged = Effect::QrJudged { test: story.test_asked(), readable: Readable::Raster };
    assert_eq!(story.asked.last(), Some(&judged));
    assert_eq!(story.on_step().code, "[printer.override]\nnative_qr = false");
    let mut story = Story::in_task(machine(), "qr");
    story.chooses("begin");
    story.test(TestState::Printed);
    story.chooses("both");
    assert_eq!(story.on_step().code, "", "it is set like that already");
}

#[test]
fn a_machine_is_closed_with_its_printers_code_and_opened_again() {
    let mut broken = machine();
    broken.printer = broken.printer.map(|printer| PrinterLook { cause: Some(Cause::CutterStuck), ..printer });
    let mut story = Story::in_task(broken, "order");
    story.chooses("close-machine");
    assert_eq!(story.asked.last(), Some(&Effect::PutOutOfOrder { code: "P03".into() }));
    story.machine.out_of_order = Some("P03".into());
    story.looked();
    let View::Menu(menu) = view(&story.service, Lang::Id) else { panic!("not in the menu") };
    let trouble = menu.trouble.expect("it is out of order");
    assert!(trouble.code == "P03" && !trouble.meaning.is_empty() && !trouble.recommendation.is_empty());
    story.chooses("order");
    story.chooses("open-machine");
    assert_eq!(story.asked.last(), Some(&Effect::PutInOrder));
}

#[test]
fn undecided_papers_are_settled_one_after_the_other() {
    let doubtful = |job| JobLook { job, number: format!("K07-000{job}-A"), state: "doubtful" };
    let undecided = Snapshot { doubtful: vec![doubtful(4), doubtful(9)], ..machine() };
    let mut story = Story::in_task(undecided, "jobs");
    assert_eq!(story.on_step().code, "K07-0004-A");
    story.chooses("out 4");
    assert_eq!(story.asked.last(), Some(&Effect::Settle { job: 4, out: true }));
    story.tell(Event::Chosen("out 5".into()));
    assert_eq!(story.asked.last(), Some(&Effect::Settle { job: 4, out: true }), "there is no job 5");
    story.machine.doubtful.remove(0);
    story.looked();
    story.chooses("not-out 9");
    assert_eq!(story.asked.last(), Some(&Effect::Settle { job: 9, out: false }));
}

#[test]
fn the_notice_board_is_offered_only_with_a_sheet_printer() {
    let mut story = Story::in_menu(machine());
    story.tell(Event::Chosen("notice".into()));
    assert!(story.in_the_menu());
    story.machine.sheet_printer = SheetLook::Ready;
    story.looked();
    story.chooses("notice");
    story.chooses("begin");
    assert!(matches!(story.asked.last(), Some(Effect::PrintNoticeBoard { .. })));
}

#[test]
fn every_screen_speaks_both_languages_and_offers_a_way_on() {
    for id in ["paper", "test", "order", "qr", "logo", "baud"] {
        let story = Story::in_task(machine(), id);
        let [indonesian, english] = [Lang::Id, Lang::En].map(|lang| view(&story.service, lang));
        assert_ne!(indonesian, english, "{id}");
        let step = story.on_step();
        assert!(!step.title.is_empty() && !step.headline.is_empty() && !step.choices.is_empty(), "{step:?}");
    }
}

#[test]
fn back_leads_to_no_step_that_the_sensors_leave_again() {
    let mut story = Story::in_task(machine(), "paper");
    story.printer(|printer| (printer.cover_open, printer.has_paper) = (Some(true), None));
    story.chooses("next");
    story.tell(Event::Back);
    story.looked();
    assert_eq!(story.on_step().picture, Picture::OldRollOut);
    story.tell(Event::Back);
    assert!(story.in_the_menu());
}

#[test]
fn a_program_that_central_finds_too_old_says_so() {
    let known = Snapshot { update_to: Some("0.3.0".into()), ..machine() };
    for (lang, says) in
        [(Lang::Id, "0.1.0: perlu diperbarui ke 0.3.0"), (Lang::En, "0.1.0: must be updated to 0.3.0")]
    {
        let lines = super::words::status(lang, &known);
        assert!(lines.iter().any(|(_, value)| value == says), "{lines:?}");
    }
}

#[test]
fn a_clock_that_is_not_set_is_called_so_and_no_time_is_made_up() {
    let unset = Snapshot { clock_unset: true, ..machine() };
    for (lang, says) in [(Lang::Id, "jam belum disetel"), (Lang::En, "clock not set")] {
        let said = |known| super::words::status(lang, known).iter().any(|(_, value)| value == says);
        assert!(said(&unset) && !said(&machine()));
    }
}
