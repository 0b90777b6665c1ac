//! Back, change and stop: at every question, and after it nothing is stored and nothing is left in the window.

use anjungan_ui::{Ask, Page};
use slint::{ComponentHandle, Model};

use crate::applicant::{Applicant, NAME, NIK};
use crate::kiosk::Kiosk;

const CARD: &str = "Kartu AK1 (Kartu Kuning)";
const STOP: &str = "Berhenti? Jawaban Anda akan dihapus";
const GO_ON: &str = "Lanjut mengisi";

/// What the window still holds of the person.
fn left(kiosk: &Kiosk) -> Vec<String> {
    let personal = |text: &String| {
        let text = text.to_lowercase();
        text.contains(NAME) || text.contains(&NIK[..8]) || text.contains("melati")
    };
    kiosk.traces().into_iter().filter(personal).collect()
}

fn nothing_came_of_it(kiosk: &Kiosk) {
    kiosk.until("thanks", |kiosk| kiosk.shows("Data Anda sudah dihapus dari layar."));
    kiosk.settle();
    assert_eq!(left(kiosk), Vec::<String>::new());
    kiosk.until("the visit at central", |kiosk| !kiosk.office.visits().is_empty());
    assert_eq!(kiosk.stored("application"), 0);
}

#[test]
fn at_every_question_one_may_stop_is_asked_first_and_goes_on_where_it_was() {
    let kiosk = Kiosk::plan().desk().open();
    kiosk.begin_at(CARD);
    let mut applicant = Applicant::at(&kiosk);
    applicant.answer_up_to("Siapa nama Anda?");
    let mut stopped_at = Vec::new();
    applicant.answer_until(|applicant| {
        let question = applicant.question();
        if stopped_at.last() != Some(&question) {
            kiosk.tap("Berhenti");
            kiosk.until(STOP, |_| applicant.question() == STOP);
            kiosk.tap(GO_ON);
            kiosk.until(&question, |_| applicant.question() == question);
            stopped_at.push(question);
        }
        applicant.ask().get_groups().row_count() > 0
    });
    assert!(stopped_at.len() > 20, "{stopped_at:#?}");

    // At the read-back at last.
    assert!(!left(&kiosk).is_empty(), "there is something to forget");
    kiosk.tap("Berhenti");
    kiosk.scroll_and_tap("Ya, hapus jawaban saya");
    nothing_came_of_it(&kiosk);
}

#[test]
fn what_is_changed_from_the_read_back_stands_there_and_nothing_else_is_asked_again() {
    let kiosk = Kiosk::plan().desk().open();
    kiosk.begin_at(CARD);
    let mut applicant = Applicant::at(&kiosk);
    applicant.answer_until(|applicant| applicant.ask().get_groups().row_count() > 0);
    let read_back = |kiosk: &Kiosk| -> Vec<[String; 2]> {
        let groups = kiosk.app().global::<Ask>().get_groups();
        let lines = groups.iter().flat_map(|group| group.lines.iter().collect::<Vec<_>>());
        lines.map(|pair| [pair.label.into(), pair.value.into()]).collect()
    };
    let before = read_back(&kiosk);
    kiosk.picture("read-back");
    kiosk.scroll_and_tap("Ubah Nama");
    kiosk.until("the name", |_| applicant.question() == "Siapa nama Anda?");
    kiosk.enter(" dua");
    kiosk.tap("Lanjut");
    kiosk.until("the read-back", |kiosk| !read_back(kiosk).is_empty() && applicant.page() == Page::Ask);
    let changed: Vec<[String; 2]> =
        read_back(&kiosk).into_iter().filter(|line| !before.contains(line)).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!(changed[0][1], format!("{} DUA", NAME.to_uppercase()));

    // Back leads through the questions, with their answers.
    kiosk.tap("Kembali");
    kiosk.settle();
    assert_ne!(applicant.ask().get_groups().row_count(), before.len());
    kiosk.tap("Halaman awal");
    kiosk.until(STOP, |_| applicant.question() == STOP);
    kiosk.scroll_and_tap("Ya, hapus jawaban saya");
    kiosk.until("the tiles", |kiosk| kiosk.has_control("Cari Lowongan"));
    assert_eq!(left(&kiosk), Vec::<String>::new());
    kiosk.tap("Selesai");
    nothing_came_of_it(&kiosk);
}

#[test]
fn back_leads_through_every_question_and_keeps_what_was_answered() {
    let kiosk = Kiosk::plan().desk().open();
    kiosk.begin_at(CARD);
    let mut applicant = Applicant::at(&kiosk);
    applicant.answer_up_to("Kapan Anda lahir?");
    let mut way = vec![applicant.question()];
    while applicant.question() != "Berapa NIK Anda?" {
        kiosk.tap("Kembali");
        kiosk.settle();
        assert_ne!(Some(&applicant.question()), way.last());
        way.push(applicant.question());
    }
    assert_eq!(way, ["Kapan Anda lahir?", "Di mana Anda lahir?", "Siapa nama Anda?", "Berapa NIK Anda?"]);
    assert!(!kiosk.shows(&NIK[4..8]), "masked once it was left");
    kiosk.tap("Lanjut");
    kiosk.until("the name", |_| applicant.question() == "Siapa nama Anda?");
    assert_eq!(kiosk.app().global::<Ask>().get_text(), NAME.to_uppercase());
}
