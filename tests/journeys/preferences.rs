//! How a visitor reads the screen, and that the next one finds it as it was.

use anjungan_ui::Preferences;
use slint::ComponentHandle;

use crate::kiosk::Kiosk;

fn settings(kiosk: &Kiosk) -> (bool, i32, bool, bool) {
    let set = kiosk.app().global::<Preferences>();
    (set.get_english(), set.get_text_step(), set.get_high_contrast(), set.get_low_reach())
}

#[test]
fn everything_changes_in_the_middle_of_a_vacancy_and_is_back_after_the_visit() {
    let kiosk = Kiosk::open();
    kiosk.begin_search();
    let title = kiosk.open_card(0);

    kiosk.tap("English");
    kiosk.until("English", |kiosk| kiosk.has_control("Print") && kiosk.shows("Working conditions"));
    assert!(kiosk.shows(&title), "the same vacancy");
    assert!(!kiosk.shows("Kondisi kerja"), "no Indonesian label is left");
    kiosk.picture("english");

    let height = kiosk.control("Print").absolute_position().y;
    kiosk.tap("Very large text");
    kiosk.tap("High contrast");
    kiosk.tap("Lower the screen");
    assert_eq!(settings(&kiosk), (true, 2, true, true));
    kiosk.settle();
    assert!(kiosk.control("Print").absolute_position().y >= 960.0, "was at {height}");
    for (label, checked) in [("Very large text", true), ("High contrast", true), ("Large text", false)] {
        assert_eq!(kiosk.control(label).accessible_checked(), Some(checked), "{label}");
    }
    kiosk.picture("english-large-contrast-low");

    kiosk.tap("Finish");
    kiosk.until("thanks in English", |kiosk| kiosk.shows("Thank you"));
    kiosk.until("nobody", |kiosk| kiosk.has_control("Sentuh layar untuk mulai"));
    assert_eq!(settings(&kiosk), (false, 0, false, false));
    kiosk.until("the visit at central", |kiosk| !kiosk.office.visits().is_empty());
    assert_eq!(kiosk.office.visits(), [["finished", "en", "0", "1", "0", "1"].map(String::from)]);
    kiosk.picture("after-the-visit");
}

#[test]
fn a_visit_may_begin_with_its_language() {
    let kiosk = Kiosk::open();
    kiosk.tap("English");
    kiosk.tap("Find Jobs");
    kiosk.until("the list in English", |kiosk| {
        kiosk.texts().iter().any(|text| text.ends_with(" vacancies in Kab. Bekasi"))
    });
    kiosk.tap("Bahasa Indonesia");
    kiosk.until("the list in Indonesian", |kiosk| kiosk.found().is_some());
    assert!(kiosk.has_control("Saring"));
}
