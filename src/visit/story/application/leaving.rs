//! Back, change and stop, at every question; and what is left of a person afterwards: nothing.

use proptest::prelude::*;

use super::*;

/// Everybody who can be met on the way, one question each.
fn everywhere() -> Vec<Applicant> {
    let mut applicant = Applicant::at_the_review();
    let mut met = Vec::new();
    loop {
        met.push(Applicant { kiosk: copy(&applicant.kiosk), taps: 0 });
        let before = applicant.question();
        applicant.kiosk.does(Event::Nav(Nav::Back));
        if applicant.question() == before || matches!(applicant.ask().field, Field::Checks { .. }) {
            met.push(applicant);
            return met;
        }
    }
}

fn copy(kiosk: &Kiosk) -> Kiosk {
    Kiosk { state: kiosk.state.clone(), now: kiosk.now, effects: kiosk.effects.clone() }
}

#[test]
fn every_question_is_met_on_the_way_back_and_keeps_its_answer() {
    let met = everywhere();
    assert!(met.len() > 25, "only {} questions", met.len());
    let mut back = met.into_iter().next_back().unwrap();
    let mut ways = 0;
    while !back.at_review() {
        let ask = back.ask();
        assert!(ask.step >= 1 && ask.step <= ask.steps, "{}", ask.question);
        if ask.next_enabled && !ask.next_label.is_empty() {
            back.goes_on();
        } else {
            back.skips();
        }
        ways += 1;
        assert!(ways < 60, "stuck at {}", back.question());
    }
    back.goes_on();
    let mut first = Applicant::at_the_review();
    first.goes_on();
    assert_eq!(back.submission().person, first.submission().person);
}

#[test]
fn stopping_anywhere_asks_first_and_leaves_nothing() {
    for mut applicant in everywhere() {
        let (question, asks) = (applicant.question(), applicant.kiosk.state.clone());
        for nav in [Nav::Home, Nav::Finish] {
            applicant.kiosk.does(Event::Nav(nav));
            assert_eq!(applicant.question(), "Berhenti? Jawaban Anda akan dihapus", "{question}");
            applicant.chooses("stay");
            assert_eq!(applicant.question(), question);
        }
        assert_eq!(applicant.kiosk.state, asks, "nothing changed at {question}");
        applicant.kiosk.does(Event::Nav(Nav::Finish));
        applicant.chooses("leave");
        assert_eq!(applicant.kiosk.page(), "thanks", "{question}");
        applicant.kiosk.waits(9);
        assert!(applicant.kiosk.state.empty(), "{question}");
    }
}

#[test]
fn leaving_for_home_keeps_nothing_and_begins_anew() {
    let mut applicant = Applicant::at_the_review();
    applicant.kiosk.does(Event::Nav(Nav::Home));
    applicant.chooses("leave");
    assert_eq!(applicant.kiosk.page(), "home");
    applicant.kiosk.tile("ak1");
    let Field::Checks { items } = applicant.ask().field else { panic!("not at the beginning") };
    assert!(items.iter().all(|item| item.checked.is_none()));
}

#[test]
fn nothing_typed_is_nothing_to_ask_about() {
    let mut applicant = Applicant::begins();
    applicant.kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(applicant.kiosk.page(), "home");
    let mut applicant = Applicant::begins();
    applicant.gets_to_the_nik();
    applicant.kiosk.does(Event::Nav(Nav::Home));
    assert_eq!(applicant.kiosk.page(), "home");
}

#[test]
fn back_from_the_first_question_asks_when_something_was_typed() {
    let mut applicant = everywhere().pop().unwrap();
    applicant.kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(applicant.question(), "Berhenti? Jawaban Anda akan dihapus");
    applicant.kiosk.does(Event::Nav(Nav::Back));
    assert!(matches!(applicant.ask().field, Field::Checks { .. }), "back from that question too");
}

/// Whoever stops the machine, or walks away, at any question.
#[test]
fn killed_in_any_question_and_silence_in_any_question_leave_nothing() {
    type End = (&'static str, fn(&mut Kiosk));
    let ends: [End; 3] = [
        ("stopping", |kiosk| drop(kiosk.does(Event::Stopping))),
        ("silence", |kiosk| kiosk.waits(80)),
        ("outage", |kiosk| {
            kiosk.does(Event::Machine(machine::Event::Outage(Some(Outage::Storage))));
            kiosk.does(Event::Machine(machine::Event::Outage(None)));
        }),
    ];
    let mut met = everywhere();
    met.push(Applicant::submitted());
    met.push(Applicant::stored());
    for applicant in met {
        for (name, end) in &ends {
            let mut kiosk = copy(&applicant.kiosk);
            let page = format!("{} in {:?}", name, kiosk.page());
            end(&mut kiosk);
            // While it is being stored, or its slip is on its way, silence waits for that.
            if *name == "silence" && kiosk.page() == "receipt" {
                kiosk.waits(200);
            }
            assert!(!kiosk.state.visited(), "{page}");
            assert!(kiosk.state.empty(), "{page}");
            let written = kiosk.effects.iter().filter(|effect| matches!(effect, Effect::Submit { .. }));
            let submitted = copy(&applicant.kiosk);
            let asked = submitted.effects.iter().filter(|effect| matches!(effect, Effect::Submit { .. }));
            assert_eq!(written.count(), asked.count(), "nothing is stored on the way out: {page}");
        }
    }
}

/// What somebody may do to a question, and to the answers they get.
fn act() -> impl Strategy<Value = Event> {
    let ids = prop::sample::select(vec![
        "new",
        "renewal",
        "yes",
        "no",
        "male",
        "female",
        "islam",
        "single",
        "here",
        "elsewhere",
        "smk",
        "none",
        "never",
        "worked",
        "deaf",
        "counter",
        "phone",
        "leave",
        "stay",
        "apply",
        "nik",
        "birth",
        "mother",
        "0",
        "1",
        "2018",
        "name",
        "education",
        "address",
        "x",
    ])
    .prop_map(String::from);
    let form = prop_oneof![
        8 => ids.clone().prop_map(On::Chosen),
        2 => (prop::sample::select(vec!["ktp", "ijazah", "whatsapp", "x"]), any::<bool>())
            .prop_map(|(id, yes)| On::Checked { id: id.into(), yes }),
        3 => prop::sample::select(vec![NIK, "9799991505050001", "CONTOH", "2023", "é\u{8}", ""])
            .prop_map(|text| On::Typed(text.into())),
        4 => (0u8..12).prop_map(On::Digit),
        1 => Just(On::Erase),
        1 => prop::sample::select(vec![form::DatePart::Day, form::DatePart::Month, form::DatePart::Year])
            .prop_map(On::PartChosen),
        1 => (0u8..14).prop_map(On::MonthChosen),
        2 => prop::sample::select(vec!["32", "3216", "321608", VILLAGE, "99", "é"])
            .prop_map(|code| On::PlaceChosen(code.into())),
        1 => prop::sample::select(vec![On::LevelUp, On::RowAdded, On::Capture, On::Retake, On::Help]),
        1 => any::<bool>().prop_map(On::Shown),
        2 => ids.clone().prop_map(On::EditChosen),
        1 => ids.clone().prop_map(On::RowChosen),
        1 => ids.prop_map(On::RowRemoved),
        10 => Just(On::Next),
        4 => Just(On::Skip),
    ]
    .prop_map(Event::Form);
    let receipt = prop_oneof![
        Just(apply::Event::SlipSeen(true)),
        Just(apply::Event::SlipReprint),
        Just(apply::Event::Done)
    ]
    .prop_map(Event::Apply);
    let picture = Arc::new(Picture { width: 1, height: 1, rgb: vec![0; 3] });
    let taken = CameraNews::Taken { jpeg: vec![1; 5], picture: picture.clone() };
    prop_oneof![
        20 => form,
        2 => prop::sample::select(vec![Nav::Back, Nav::Home, Nav::Stay]).prop_map(Event::Nav),
        2 => Just(Event::Keyboard(Key::Text("a".into()))),
        1 => Just(Event::Keyboard(Key::Done)),
        1 => receipt,
        1 => prop::sample::select(vec![CameraNews::Frame(picture), taken, CameraNews::Failed])
            .prop_map(Event::Camera),
        1 => any::<bool>().prop_map(|there| Event::Machine(machine::Event::Camera(there))),
        1 => Just(Event::TileChosen("ak1".into())),
        1 => Just(Event::Preferences(preferences::Event::LanguageToggled)),
        1 => Just(Event::Tick),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_touched_nothing_breaks_and_nothing_stays(
        deep in any::<bool>(),
        acts in prop::collection::vec((act(), any::<bool>()), 1..80),
    ) {
        let mut applicant = if deep { Applicant::at_the_review() } else { Applicant::begins() };
        for (event, found) in acts {
            let effects = applicant.kiosk.does(event);
            let submitted = effects.iter().find_map(|effect| {
                if let Effect::Submit { request, draft, .. } = effect {
                    Some((*request, draft.clone()))
                } else {
                    None
                }
            });
            if let Some((request, draft)) = submitted {
                // Whatever was touched, nothing half goes out.
                prop_assert!(draft.person.name.len() >= 2 && !draft.person.education.is_empty());
                prop_assert_eq!(draft.person.address.village.as_str().len(), 10);
                prop_assert_eq!(draft.consent.disability, draft.person.disability.is_some());
                let cause = crate::wording::Cause::NotStored;
                let event = if found { stored(request) } else { apply::Event::NotStored { request, cause } };
                applicant.kiosk.does(Event::Apply(event));
            }
            if let Body::Ask(ask) = applicant.kiosk.body() {
                prop_assert!(!ask.question.is_empty() && ask.step <= ask.steps);
            }
        }
        applicant.kiosk.waits(400);
        prop_assert!(applicant.kiosk.state.empty());
    }
}
