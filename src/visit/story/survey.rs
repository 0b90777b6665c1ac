//! How was it? Asked of whoever used a service to its end, and told once.

use anjungan_wire::usage::{Survey, UsedService};

use super::*;

fn asking() -> Kiosk {
    let mut kiosk = Kiosk::printing();
    kiosk.state.machine.survey = true;
    kiosk.does(Event::Nav(Nav::Finish));
    kiosk
}

impl Kiosk {
    fn answers(&mut self, id: &str) {
        self.does(Event::Form(form::Event::Chosen(id.into())));
    }

    fn question(&self) -> form::AskView {
        self.body().ask().unwrap_or_else(|| panic!("no question but {}", self.page())).clone()
    }

    fn surveys(&self) -> Vec<&Survey> {
        let facts = self.effects.iter().filter_map(|effect| {
            if let Effect::Record(Fact::Survey(survey)) = effect { Some(survey) } else { None }
        });
        facts.collect()
    }
}

#[test]
fn whoever_took_a_ticket_is_asked_after_the_visit_was_told_and_forgotten() {
    let kiosk = asking();
    assert_eq!(kiosk.facts().len(), 1, "the visit is over");
    assert!(!kiosk.state.visited());
    let question = kiosk.question();
    assert_eq!(question.question, "Bagaimana pencarian lowongan tadi?");
    assert!(kiosk.surveys().is_empty());
}

#[test]
fn who_only_looked_is_not_asked() {
    let mut kiosk = Kiosk::reading();
    kiosk.state.machine.survey = true;
    kiosk.does(Event::Nav(Nav::Finish));
    assert_eq!(kiosk.page(), "thanks");
}

#[test]
fn a_machine_may_be_told_not_to_ask() {
    let mut kiosk = Kiosk::printing();
    kiosk.does(Event::Nav(Nav::Finish));
    assert_eq!(kiosk.page(), "thanks");
}

#[test]
fn nine_answers_are_one_survey() {
    let mut kiosk = asking();
    kiosk.answers("yes");
    for (i, mark) in [4, 4, 3, 4, 2, 1, 4, 4, 3].into_iter().enumerate() {
        let question = kiosk.question();
        assert_eq!((question.step, question.steps), (i as u32 + 1, 9));
        kiosk.answers(&mark.to_string());
    }
    assert_eq!(kiosk.page(), "thanks");
    let surveys = kiosk.surveys();
    assert_eq!(surveys.len(), 1);
    assert_eq!(surveys[0].service(), UsedService::Vacancies);
    let marks: Vec<u8> = surveys[0].marks().iter().map(|(_, mark)| mark.get()).collect();
    assert_eq!(marks, [4, 4, 3, 4, 2, 1, 4, 4, 3]);
}

#[test]
fn the_best_answer_stands_first_and_each_question_has_its_own() {
    let mut kiosk = asking();
    kiosk.answers("yes");
    let mut seen = Vec::new();
    for _ in 0..9 {
        let question = kiosk.question();
        let form::Field::Choice { options, multiple: false } = &question.field else { panic!("no choice") };
        assert_eq!(options.iter().map(|option| option.id.as_str()).collect::<Vec<_>>(), ["4", "3", "2", "1"]);
        assert!(!seen.contains(&question.question), "asked twice: {}", question.question);
        seen.push(question.question.clone());
        kiosk.does(Event::Form(form::Event::Skip));
    }
    assert!(kiosk.surveys().is_empty(), "who skipped everything said nothing");
    assert_eq!(kiosk.page(), "thanks");
}

#[test]
fn what_was_answered_counts_however_it_ends() {
    let ends: [fn(&mut Kiosk); 4] = [
        |kiosk| drop(kiosk.does(Event::Nav(Nav::Finish))),
        |kiosk| kiosk.waits(30),
        |kiosk| drop(kiosk.does(Event::Stopping)),
        |kiosk| {
            drop(kiosk.does(Event::Machine(machine::Event::Outage(Some(crate::wording::Outage::Storage)))))
        },
    ];
    for end in ends {
        let mut kiosk = asking();
        kiosk.answers("yes");
        kiosk.answers("4");
        end(&mut kiosk);
        assert_eq!(kiosk.surveys().len(), 1, "on {}", kiosk.page());
        assert_eq!(kiosk.facts().len(), 1, "the visit is told once");
        kiosk.waits(120);
        assert_eq!(kiosk.surveys().len(), 1);
    }
}

#[test]
fn going_back_changes_an_answer_and_adds_none() {
    let mut kiosk = asking();
    kiosk.answers("yes");
    kiosk.answers("1");
    kiosk.does(Event::Nav(Nav::Back));
    let form::Field::Choice { options, .. } = kiosk.question().field else { panic!("no choice") };
    assert!(options[3].chosen, "the answer that was given is shown");
    kiosk.answers("4");
    kiosk.does(Event::Nav(Nav::Finish));
    assert_eq!(kiosk.surveys()[0].marks().len(), 1);
    assert_eq!(kiosk.surveys()[0].marks()[0].1.get(), 4);
}

#[test]
fn whoever_wants_the_first_page_again_begins_another_visit_as_they_read_before() {
    let mut kiosk = asking();
    kiosk.does(Event::Preferences(preferences::Event::LanguageToggled));
    kiosk.answers("yes");
    kiosk.answers("3");
    kiosk.does(Event::Nav(Nav::Home));
    assert_eq!((kiosk.page(), kiosk.surveys().len()), ("home", 1));
    assert_eq!(kiosk.view().preferences.lang, crate::wording::Lang::En);
    assert_eq!(kiosk.facts().len(), 1, "the first visit was told already");
}

#[test]
fn no_thank_you_is_the_end_of_it() {
    let mut kiosk = asking();
    kiosk.answers("no");
    assert_eq!((kiosk.page(), kiosk.surveys().len()), ("thanks", 0));
}

#[test]
fn answers_that_are_none_of_the_four_are_no_answers() {
    let mut kiosk = asking();
    kiosk.answers("yes");
    for id in ["0", "5", "", "yes", "٤"] {
        kiosk.answers(id);
    }
    assert_eq!(kiosk.question().step, 1);
}

#[test]
fn a_visit_tells_what_was_used_and_where_it_was_left() {
    let mut kiosk = Kiosk::reading();
    kiosk.waits(5);
    kiosk.does(Event::Nav(Nav::Home));
    kiosk.does(Event::TileChosen("minimum-wage".into()));
    kiosk.waits(3);
    kiosk.does(Event::Nav(Nav::Finish));
    let facts = kiosk.facts();
    let uses: Vec<_> =
        facts[0].uses.iter().map(|it| (it.service, it.finished, it.screen.as_str(), it.seconds)).collect();
    assert_eq!(
        uses,
        [(UsedService::Vacancies, false, "vacancy", 5), (UsedService::Information, true, "minimum-wage", 3),]
    );
}

#[test]
fn whoever_goes_to_and_fro_is_counted_within_a_limit() {
    let mut kiosk = Kiosk::visited();
    for _ in 0..anjungan_wire::usage::USES_MAX + 5 {
        kiosk.does(Event::TileChosen("minimum-wage".into()));
        kiosk.does(Event::Nav(Nav::Home));
    }
    kiosk.does(Event::Nav(Nav::Finish));
    assert_eq!(kiosk.facts()[0].uses.len(), anjungan_wire::usage::USES_MAX);
}

#[test]
fn every_screen_has_a_name_that_the_wire_takes() {
    let mut kiosk = Kiosk::printing();
    kiosk.does(Event::Nav(Nav::Finish));
    for used in &kiosk.facts()[0].uses {
        assert!(anjungan_wire::usage::is_screen(&used.screen), "{}", used.screen);
    }
    assert!(kiosk.facts()[0].uses[0].finished, "a number was given");
}
