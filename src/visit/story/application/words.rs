//! What is on the screens, in both languages: short buttons, no empty question, and texts that end somewhere.

use super::*;

/// Words on a button at most, as the house rules have it.
const WORDS_MAX: usize = 4;
/// Letters of a question and of what stands below it: what fits a screen with the largest letters.
const QUESTION_MAX: usize = 70;
const HINT_MAX: usize = 150;

fn buttons(ask: &AskView) -> Vec<String> {
    let mut labels = vec![ask.next_label.clone(), ask.skip_label.clone(), ask.help_label.clone()];
    match &ask.field {
        Field::Choice { options, .. } => {
            labels.extend(options.iter().filter(|it| !is_date(&it.id)).map(|it| it.label.clone()));
        }
        Field::Photo { capture_label, retake_label, choices, .. } => {
            labels.extend([capture_label.clone(), retake_label.clone()]);
            labels.extend(choices.iter().map(|choice| choice.label.clone()));
        }
        Field::Rows { add_label, .. } => labels.push(add_label.clone()),
        Field::Review { edit_label, .. } => labels.push(edit_label.clone()),
        Field::Checks { .. }
        | Field::Notice { .. }
        | Field::Text { .. }
        | Field::Nik { .. }
        | Field::Date { .. }
        | Field::Place { .. } => {}
    }
    labels
}

fn is_date(id: &str) -> bool {
    id.len() == 4 && id.bytes().all(|byte| byte.is_ascii_digit())
}

fn check(applicant: &mut Applicant, seen: &mut Vec<String>) {
    for _ in 0..2 {
        if let Body::Ask(ask) = applicant.kiosk.body() {
            for label in buttons(&ask) {
                let words = label.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
                assert!(words.count() <= WORDS_MAX, "{label}");
            }
            let length = |text: &str| text.chars().count();
            assert!(length(&ask.question) <= QUESTION_MAX, "{}", ask.question);
            for text in [&ask.hint, &ask.warning, &ask.error] {
                assert!(length(text) <= HINT_MAX, "{text}");
            }
            assert!(!ask.question.is_empty() && !ask.title.is_empty());
            if !seen.contains(&ask.question) {
                seen.push(ask.question);
            }
        }
        applicant.kiosk.does(Event::Preferences(preferences::Event::LanguageToggled));
    }
}

#[test]
fn every_button_has_at_most_four_words_and_every_text_an_end() {
    let mut seen = Vec::new();
    let mut applicant = Applicant::begins();
    check(&mut applicant, &mut seen);
    applicant.taps(On::Checked { id: "ktp".into(), yes: false });
    check(&mut applicant, &mut seen);
    applicant = Applicant::at_the_review();
    applicant.kiosk.does(Event::Machine(machine::Event::Camera(true)));
    for group in ["education", "skills", "work", "disability", "address", "birth"] {
        check(&mut applicant, &mut seen);
        applicant.changes(group);
        check(&mut applicant, &mut seen);
        for event in [
            On::RowAdded,
            On::Chosen("s1".into()),
            On::Chosen("worked".into()),
            On::Chosen("deaf".into()),
            On::Typed("contoh".into()),
            On::Next,
            On::Chosen("yes".into()),
            On::Typed("contoh".into()),
            On::Next,
            On::Typed("2020".into()),
            On::Next,
        ] {
            if !applicant.at_review() {
                applicant.taps(event);
                check(&mut applicant, &mut seen);
            }
        }
        for _ in 0..40 {
            if applicant.at_review() {
                break;
            }
            let ask = applicant.ask();
            if ask.skip_label.is_empty() {
                for event in [
                    On::Typed("contoh".into()),
                    On::Typed("2020".into()),
                    On::Chosen("no".into()),
                    On::Chosen("here".into()),
                    On::Next,
                ] {
                    if !applicant.at_review() && applicant.question() == ask.question {
                        applicant.taps(event);
                        check(&mut applicant, &mut seen);
                    }
                }
            } else {
                applicant.skips();
            }
        }
        assert!(applicant.at_review(), "stuck at {}", applicant.question());
    }
    applicant.kiosk.does(Event::Nav(Nav::Home));
    check(&mut applicant, &mut seen);
    applicant.chooses("stay");
    for _ in 0..60 {
        applicant.kiosk.does(Event::Nav(Nav::Back));
        check(&mut applicant, &mut seen);
    }
    println!("{} questions in two languages", seen.len());
    assert!(seen.len() >= 80, "{} questions were met", seen.len());
}

#[test]
fn the_receipt_speaks_both_languages_and_shortly() {
    let mut applicant = Applicant::stored();
    for _ in 0..2 {
        let receipt = applicant.receipt();
        assert!(receipt.headline.chars().count() <= QUESTION_MAX);
        assert!(receipt.done_label.split(' ').count() <= WORDS_MAX);
        assert!(receipt.next_steps.iter().all(|step| step.chars().count() <= HINT_MAX));
        applicant.kiosk.does(Event::Preferences(preferences::Event::LanguageToggled));
    }
}
