//! What was sent back is asked for again, and nothing else.

use anjungan_wire::application::{Mended, Photo};
use anjungan_wire::status::PublicStage;

use super::*;
use crate::visit::status;

/// The photo was too dark.
fn asked() -> Applicant {
    let kiosk = Kiosk::standing(PublicStage::NeedsMending);
    let mut applicant = Applicant { kiosk, taps: 0 };
    applicant.kiosk.does(Event::Status(status::Event::Chosen("mend".into())));
    applicant
}

#[test]
fn only_what_was_sent_back_is_asked_and_read_back() {
    let mut applicant = asked();
    assert!(matches!(applicant.ask().field, Field::Photo { .. }), "{}", applicant.question());
    assert_eq!((applicant.ask().step, applicant.ask().steps), (1, 2));
    applicant.chooses("counter");
    let Field::Review { groups, .. } = applicant.ask().field else { panic!("not read back") };
    assert_eq!(groups.iter().map(|group| group.edit_id.as_str()).collect::<Vec<_>>(), ["photo"]);
    let effects = applicant.taps(On::Next);
    let parts = effects.iter().find_map(|effect| {
        if let Effect::Mend { mend, .. } = effect { Some(mend.parts.clone()) } else { None }
    });
    assert_eq!(parts, Some(vec![Mended::Photo(Photo::AtCounter)]));
}

#[test]
fn giving_a_mending_up_asks_first_and_leads_to_the_status_again() {
    let mut applicant = asked();
    applicant.kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(applicant.kiosk.page(), "status", "nothing was answered");
    let mut applicant = asked();
    applicant.chooses("counter");
    applicant.kiosk.does(Event::Nav(Nav::Back));
    applicant.kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(applicant.question(), "Berhenti? Jawaban Anda akan dihapus");
    applicant.chooses("leave");
    assert_eq!(applicant.kiosk.page(), "status");
}
