//! Whatever is touched, answered and awaited in whatever order, the promises hold.

use anjungan_wire::status::PublicStage;
use proptest::prelude::*;

use super::ticket::{Look, Update};
use super::*;
use crate::catalogue::{Facets, Results};
use crate::wording::{Cause, Code};

/// What can happen to a kiosk in a test.
#[derive(Clone, Debug)]
enum Act {
    Does(Event),
    /// The last thing asked for is answered.
    Answered {
        found: bool,
    },
    /// News of a ticket, the last or another.
    Job {
        last: bool,
        update: Update,
    },
    Waits {
        seconds: u64,
    },
}

fn touch() -> impl Strategy<Value = Event> {
    let text = |list: &'static [&'static str]| prop::sample::select(list).prop_map(String::from);
    prop_oneof![
        Just(Event::Started),
        Just(Event::Touched),
        prop::sample::select(vec![Nav::Back, Nav::Home, Nav::Finish, Nav::Stay]).prop_map(Event::Nav),
        text(&["jobs", "internships", "minimum-wage", "report-vacancy", "none"]).prop_map(Event::TileChosen),
        text(&["z", "q", "7", " ", "\u{8}", "é"]).prop_map(|key| Event::Keyboard(Key::Text(key))),
        Just(Event::Keyboard(Key::Done)),
        (0u8..5).prop_map(|step| Event::Preferences(preferences::Event::TextStepSelected(step))),
        Just(Event::Preferences(preferences::Event::LanguageToggled)),
        text(&["karirhub:0", "karirhub:1", "none"])
            .prop_map(|id| Event::Search(search::Event::VacancyChosen(id))),
        text(&["nearest", "internship", "none"]).prop_map(|id| Event::Search(search::Event::ChipToggled(id))),
        text(&["0", "1", "x"]).prop_map(|id| Event::Search(search::Event::WideningChosen(id))),
        prop::sample::select(vec![
            search::Event::FiltersOpened,
            search::Event::PlaceOpened,
            search::Event::EndReached,
            search::Event::ListPrintChosen,
            search::Event::QueryCleared,
            search::Event::KeyboardWanted(true),
        ])
        .prop_map(Event::Search),
        (text(&["education", "wage", "sector", "none"]), text(&["sma", "stated", "x"]))
            .prop_map(|(group, option)| Event::Filters(filters::Event::OptionToggled { group, option })),
        prop::sample::select(vec![filters::Event::Cleared, filters::Event::Applied]).prop_map(Event::Filters),
        text(&["32", "3216", "321608", "99", "x"])
            .prop_map(|code| Event::Place(place::Event::PlaceChosen(code))),
        prop::sample::select(vec![place::Event::LevelUp, place::Event::WholeChosen]).prop_map(Event::Place),
        prop::sample::select(vec![
            detail::Event::PrintChosen,
            detail::Event::SheetChosen,
            detail::Event::PhoneChosen
        ])
        .prop_map(Event::Detail),
        any::<bool>().prop_map(|out| Event::Ticket(ticket::Event::ConfirmedOut(out))),
        prop::sample::select(vec![ticket::Event::ReprintChosen, ticket::Event::Done]).prop_map(Event::Ticket),
        prop::sample::select(vec![
            undecided::Event::Out(true),
            undecided::Event::Out(false),
            undecided::Event::Reprint,
            undecided::Event::Dismissed,
        ])
        .prop_map(Event::Undecided),
    ]
}

/// What can be touched and scanned at the card's desk.
fn at_the_desk() -> impl Strategy<Value = Event> {
    let text = |list: &'static [&'static str]| prop::sample::select(list).prop_map(String::from);
    let form = prop_oneof![
        Just(form::Event::Next),
        Just(form::Event::Skip),
        Just(form::Event::Help),
        Just(form::Event::Erase),
        (0u8..12).prop_map(form::Event::Digit),
        (0u8..14).prop_map(form::Event::MonthChosen),
        text(&["still-looking", "employed", "again", "yes", "4", "x"]).prop_map(form::Event::Chosen),
        Just(form::Event::Typed(fixtures::receipt().number.to_string())),
        Just(form::Event::Typed("3216 211126 000123".into())),
        Just(form::Event::Typed("é ".into())),
    ];
    let assist = prop::sample::select(vec![
        assist::Event::Opened,
        assist::Event::Digit(4),
        assist::Event::Erase,
        assist::Event::Enter,
        assist::Event::Closed,
        assist::Event::SteppedBack,
    ]);
    prop_oneof![
        text(&["ak1", "status", "employed", "six-months", "check"]).prop_map(Event::TileChosen),
        text(&["ak1", "check", "jobs"]).prop_map(Event::InfoChosen),
        form.prop_map(Event::Form),
        text(&["print", "slip", "mend", "employed", "still-looking", "correct", "renew", "again", "done"])
            .prop_map(|id| Event::Status(status::Event::Chosen(id))),
        text(&["employed", "still-looking", "renew"]).prop_map(|id| Event::Check(check::Event::Chosen(id))),
        prop::sample::select(vec![report::Event::Again, report::Event::Done]).prop_map(Event::Report),
        assist.prop_map(Event::Assist),
        prop::sample::select(vec![
            Scan::Receipt(fixtures::receipt()),
            Scan::Card(fixtures::card_code()),
            Scan::FalseCard,
            Scan::Officer("P03".into()),
            Scan::Other,
        ])
        .prop_map(Event::Scanned),
    ]
}

fn technician() -> impl Strategy<Value = Event> {
    prop::sample::select(vec![
        service::Event::Knock,
        service::Event::KeyPresented,
        service::Event::KeyRemoved,
        service::Event::Digit(7),
        service::Event::Enter,
        service::Event::Chosen("load".into()),
        service::Event::Back,
        service::Event::Leave,
        service::Event::Leave,
    ])
    .prop_map(Event::Service)
}

fn news() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(machine::Event::Outage(Some(Outage::Clock))),
        Just(machine::Event::Outage(None)),
        Just(machine::Event::Printer(Printer::Down(Cause::PaperOut))),
        Just(machine::Event::Printer(Printer::OutOfOrder(Code::CutterStuck))),
        Just(machine::Event::Printer(Printer::Ready)),
        prop::sample::select(vec![None, Some(0), Some(35)]).prop_map(machine::Event::TicketsLeft),
        prop::sample::select(vec![
            SheetPrinter::None,
            SheetPrinter::Ready,
            SheetPrinter::Down(Cause::SheetFault)
        ])
        .prop_map(machine::Event::SheetPrinter),
        (1i64..4, any::<bool>()).prop_map(|(job, repeatable)| {
            let kind = if job == 1 { ticket::Kind::Sheet } else { ticket::Kind::Ticket };
            let (number, url) = (format!("K07-99{job}-H"), vacancy("3").url);
            machine::Event::Undecided(undecided::Undecided { job, kind, number, url, repeatable, age_ms: 0 })
        }),
        any::<bool>().prop_map(machine::Event::Offline),
        any::<bool>().prop_map(|known| {
            machine::Event::Office(known.then(|| std::sync::Arc::new(fixtures::office())))
        }),
        any::<bool>().prop_map(machine::Event::Scanner),
        (0u32..3, any::<bool>()).prop_map(|(tickets_per_visit_max, limited)| {
            machine::Event::Settings(std::sync::Arc::new(machine::Settings {
                tickets_per_visit_max,
                tickets_per_day_max: limited.then_some(40),
                survey: true,
                ..machine::Settings::default()
            }))
        }),
    ]
    .prop_map(Event::Machine)
}

fn act() -> impl Strategy<Value = Act> {
    let update = prop::sample::select(vec![
        Update::Accepted { number: "K07-4F2Q-91".into() },
        Update::Printing,
        Update::Blocked(Cause::PaperOut),
        Update::Blocked(Cause::OutOfOrder),
        Update::Suspended(Cause::CoverOpen),
        Update::Resumed,
        Update::Printed,
        Update::Unverified,
        Update::Doubtful,
        Update::Expired,
        Update::Failed(Cause::NotStored),
    ]);
    prop_oneof![
        12 => touch().prop_map(Act::Does),
        8 => at_the_desk().prop_map(Act::Does),
        2 => news().prop_map(Act::Does),
        1 => technician().prop_map(Act::Does),
        8 => any::<bool>().prop_map(|found| Act::Answered { found }),
        5 => (any::<bool>(), update).prop_map(|(last, update)| Act::Job { last, update }),
        2 => (1u64..30).prop_map(|seconds| Act::Waits { seconds }),
    ]
}

fn standing(stage: PublicStage) -> status::Found {
    status::Found::Status(Box::new(fixtures::status(stage)))
}

/// A way in that random touches would seldom find.
fn begun(depth: u8) -> Kiosk {
    let mut kiosk = match depth {
        0 => Kiosk::waiting(),
        1 => Kiosk::searching(),
        2 => Kiosk::reading(),
        3 => Kiosk::standing(PublicStage::Ready),
        _ => Kiosk::printing(),
    };
    kiosk.state.machine.survey = true;
    kiosk
}

fn event_of(kiosk: &Kiosk, act: Act) -> Option<Event> {
    match act {
        Act::Does(event) => Some(event),
        Act::Waits { .. } => Some(Event::Tick),
        Act::Job { last, update } => {
            let request = kiosk.effects.iter().rev().find_map(request_of)?;
            let request = if last { request } else { Request(request.0 / 2) };
            Some(Event::Ticket(ticket::Event::Job { request, update }))
        }
        Act::Answered { found } => {
            match kiosk.effects.iter().rev().find(|e| request_of(e).is_some())?.clone() {
                Effect::Search { request, offset, .. } => {
                    let results = if found { results(offset, 20, 45) } else { Results::default() };
                    Some(Event::Search(search::Event::Found { request, results }))
                }
                Effect::Widen { request, .. } => Some(Event::Search(search::Event::Failed { request })),
                Effect::Counts { request, .. } => {
                    Some(Event::Filters(filters::Event::Counted { request, facets: Facets::default() }))
                }
                Effect::Places { request, .. } => {
                    Some(Event::Place(place::Event::Counted { request, places: Vec::new() }))
                }
                Effect::OpenVacancy { request, .. } => {
                    let vacancy = found.then(|| Box::new(vacancy("0")));
                    Some(Event::Detail(detail::Event::Opened { request, vacancy }))
                }
                Effect::EmployerCount { request, .. } => {
                    let count = if found { 3 } else { 0 };
                    Some(Event::Detail(detail::Event::Counted { request, count }))
                }
                Effect::Print { request, .. }
                | Effect::Reprint { request, .. }
                | Effect::ReprintUndecided { request, .. } => {
                    Some(Event::Ticket(ticket::Event::Job { request, update: Update::Printing }))
                }
                Effect::Submit { request, .. } => Some(Event::Apply(if found {
                    stored(request)
                } else {
                    apply::Event::NotStored { request, cause: Cause::NotStored }
                })),
                Effect::LookUp { request, .. } => {
                    let found = match (found, request.0 % 3) {
                        (true, 0) => status::Found::StillHere,
                        (true, 1) => standing(PublicStage::NeedsMending),
                        (true, _) => standing(PublicStage::Ready),
                        (false, 0) => status::Found::TooMany { retry_s: 30 },
                        (false, 1) => status::Found::Offline,
                        (false, _) => status::Found::Unknown,
                    };
                    Some(Event::Status(status::Event::Found { request, found }))
                }
                Effect::Mend { request, .. } => Some(Event::Status(status::Event::MendStored { request })),
                Effect::Report { request, .. } => Some(Event::Report(if found {
                    report::Event::Stored { request }
                } else {
                    report::Event::NotStored { request, cause: Cause::NotStored }
                })),
                Effect::CheckRevoked { request, .. } => {
                    let revocation = check::Revocation::None;
                    Some(Event::Check(check::Event::Revocation { request, revocation }))
                }
                Effect::TryHelper { request, .. } => {
                    let helper = found.then(|| "P03".to_owned());
                    let wait_s = if found { 0 } else { 30 };
                    Some(Event::Assist(assist::Event::Judged { request, helper, wait_s }))
                }
                Effect::PrintSlip { request, .. } | Effect::PrintCard { request, .. } => {
                    Some(Event::Ticket(ticket::Event::Job { request, update: Update::Printing }))
                }
                Effect::NearCount { .. }
                | Effect::CancelPrint { .. }
                | Effect::TicketSeen { .. }
                | Effect::UndecidedSeen { .. }
                | Effect::Camera(_)
                | Effect::Service(_)
                | Effect::Record(_) => None,
            }
        }
    }
}

/// What must hold after every step.
fn check(kiosk: &Kiosk, before: bool, effects: &[Effect], last: &mut u64) {
    for request in effects.iter().filter_map(request_of) {
        assert!(request.0 > *last, "numbers only rise");
        *last = request.0;
    }
    let ended = before && !kiosk.state.visited();
    let recorded = effects.iter().filter_map(visit_of).count();
    assert_eq!(recorded, usize::from(ended), "one fact a visit, at its end");

    let surveys = effects.iter().filter(|it| matches!(it, Effect::Record(Fact::Survey(_)))).count();
    assert!(surveys <= 1, "one survey a visit");

    let view = kiosk.view();
    let shown = format!("{view:?}").to_lowercase();
    let printed = matches!(&view.body, Body::Ticket(ticket) if ticket.look == Look::Printed);
    for claim in ["berhasil", "tercetak", "sudah dicetak", "is printed"] {
        assert!(printed || !shown.contains(claim), "{claim}: {shown}");
    }
    if !kiosk.state.visited() {
        let held = format!("{:?}", kiosk.state);
        let receipt = fixtures::receipt().number.to_string();
        for personal in ["zq", "Operator", "4F2Q", "CONTOH", "3216 211126", &receipt] {
            assert!(!held.contains(personal), "{personal} outlived the visit: {held}");
        }
    }
    let asked = State { unasked: undecided::Unasked::default(), ..kiosk.state.clone() };
    let about = ["undecided", "ticket"].contains(&name(&view.body));
    assert!(!format!("{asked:?}").contains("K07-99") || about, "asked about, then forgotten");
    let waits = kiosk.state != asked;
    assert!(!(waits && name(&view.body) == "attract"), "an idle screen asks");
    if let Body::Ticket(ticket) = &view.body {
        assert!(!ticket.qr.is_empty(), "a code is there before there is paper");
    }
    assert!(name(&view.body) != "attract" || kiosk.state.empty());
}

/// What is printed was offered, and what waits for the printer has somebody waiting for it.
fn check_paper(before: &View, machine: &Machine, event: &Event, effects: &[Effect], after: &View) {
    let copies = matches!(&before.body, Body::Ticket(ticket) if ticket.can_reprint);
    for effect in effects {
        match effect {
            Effect::Print {
                what: Printable::Ticket { .. } | Printable::Training { .. } | Printable::Fair { .. },
                ..
            } => {
                assert!(machine.offers_tickets(), "no ticket is promised that can't come out");
            }
            Effect::Print { what: Printable::Sheet { .. } | Printable::List { .. }, .. } => {
                assert_eq!(machine.sheet_printer, SheetPrinter::Ready);
            }
            Effect::Reprint { .. } => assert!(copies, "a copy is printed where it was offered"),
            Effect::ReprintUndecided { .. } => {
                assert!(matches!(&before.body, Body::Undecided(view) if view.can_reprint));
            }
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
            | Effect::Record(_) => {}
        }
    }
    if let Event::Ticket(ticket::Event::Job { request, update }) = event
        && let Update::Blocked(_) | Update::Suspended(_) = update
        && !matches!(after.body, Body::Ticket(_) | Body::Receipt(_))
    {
        assert!(effects.contains(&Effect::CancelPrint { request: *request }), "it would print for nobody");
    }
}

/// One act and its checks; a long wait is many ticks.
fn plays(kiosk: &mut Kiosk, act: Act, last: &mut u64) {
    let ticks = match act {
        Act::Waits { seconds } => seconds,
        Act::Does(_) | Act::Answered { .. } | Act::Job { .. } => 1,
    };
    for _ in 0..ticks {
        let Some(event) = event_of(kiosk, act.clone()) else { return };
        kiosk.now.0 += if event == Event::Tick { 1_000 } else { 50 };
        let (visited, before) = (kiosk.state.visited(), kiosk.view());
        let machine = kiosk.state.machine().clone();
        let effects = kiosk.does(event.clone());
        check_paper(&before, &machine, &event, &effects, &kiosk.view());
        check(kiosk, visited, &effects, last);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_keeps_the_promises_and_silence_ends_it(
        depth in 0u8..5,
        acts in prop::collection::vec(act(), 1..120),
    ) {
        let mut kiosk = begun(depth);
        let mut last = kiosk.effects.iter().filter_map(request_of).map(|r| r.0).max().unwrap_or(0);
        for act in acts {
            plays(&mut kiosk, act, &mut last);
        }
        plays(&mut kiosk, Act::Does(Event::Machine(machine::Event::Outage(None))), &mut last);
        // Their own silences are told apart: they are long.
        plays(&mut kiosk, Act::Does(Event::Service(service::Event::KeyRemoved)), &mut last);
        plays(&mut kiosk, Act::Does(Event::Service(service::Event::Leave)), &mut last);
        let timing = kiosk.state.machine().timing;
        let visit = timing.print_hold_ms_max + timing.idle_ms + timing.warning_ms + timing.survey_ms + timing.thanks_ms;
        let enough = visit + undecided::ASKED_MS_MAX + timing.undecided_ms;
        plays(&mut kiosk, Act::Waits { seconds: enough / 1_000 + 1 }, &mut last);
        prop_assert_eq!(kiosk.page(), "attract");
        prop_assert!(kiosk.state.empty());
        let held = format!("{:?}", kiosk.state);
        prop_assert!(!held.contains("K07-99"), "{}", held);
    }

    #[test]
    fn what_leaves_as_a_miss_has_no_long_number(words in "[0-9a-z .\\-+@()]{0,80}") {
        let kept = search::sanitised(&words);
        let digits: Vec<bool> = kept.chars().map(|c| c.is_ascii_digit()).collect();
        prop_assert!(!digits.windows(4).any(|four| four.iter().all(|digit| *digit)), "{}", kept);
        prop_assert!(kept.chars().count() <= search::WORDS_CHARS_MAX);
        prop_assert!(!kept.contains('@'));
    }
}
