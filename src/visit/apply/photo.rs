//! The photo, 3×4: aimed, taken, taken again; or put off to the counter or a phone.

use anjungan_wire::application::Photo;
use anjungan_wire::application::limits::PHOTO_BYTES_MAX;

use super::ask::{Ask, Context, Go, chosen};
use super::draft::{Draft, PhotoField};
use crate::visit::camera::{Camera, CameraNews};
use crate::visit::form::{ChoiceItem, Event, Field, PhotoState, Touch};
use crate::wording::Phrase;
use crate::wording::apply as words;

/// Other ways.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Counter,
    Phone,
}

const WAYS: [(Way, &str, Phrase, Phrase); 2] = [
    (Way::Counter, "counter", words::AT_COUNTER, words::AT_COUNTER_NOTE),
    (Way::Phone, "phone", words::FROM_PHONE, words::FROM_PHONE_NOTE),
];

pub(super) fn ask(draft: &Draft, context: &Context<'_>) -> Ask {
    let (state, picture, said) = match &draft.photo {
        PhotoField::Taken(_, picture) => (PhotoState::Taken, Some(picture.clone()), words::PHOTO_TAKEN),
        _ if !context.machine.camera => (PhotoState::NoCamera, None, words::PHOTO_ELSEWHERE),
        PhotoField::Failed => (PhotoState::Failed, None, words::PHOTO_FAILED),
        PhotoField::Aim(picture) => (PhotoState::Aim, picture.clone(), words::PHOTO),
        PhotoField::Elsewhere(_) => (PhotoState::Aim, None, words::PHOTO),
    };
    let say = |phrase: Phrase, shown: bool| if shown { context.say(phrase) } else { String::new() };
    let choices = match state {
        PhotoState::Taken => Vec::new(),
        PhotoState::NoCamera | PhotoState::Aim | PhotoState::Failed => ways(draft, context),
    };
    let field = Field::Photo {
        state,
        picture,
        capture_label: say(words::CAPTURE, state == PhotoState::Aim),
        retake_label: say(words::RETAKE, matches!(state, PhotoState::Taken | PhotoState::Failed)),
        choices,
    };
    let chosen = done(draft);
    let next = match state {
        PhotoState::Taken => context.say(words::USE_PHOTO),
        PhotoState::NoCamera | PhotoState::Aim | PhotoState::Failed => say(words::NEXT, chosen),
    };
    Ask::new(context, said, field).next(next).enabled(chosen)
}

fn ways(draft: &Draft, context: &Context<'_>) -> Vec<ChoiceItem> {
    // A phone needs a page to send to.
    let reachable = !context.office.public_host.is_empty();
    let offered = WAYS.iter().filter(|(way, ..)| *way != Way::Phone || reachable);
    let item = |(way, id, label, note): &(Way, &str, Phrase, Phrase)| ChoiceItem {
        id: (*id).into(),
        label: context.say(*label),
        note: context.say(*note),
        chosen: matches!(&draft.photo, PhotoField::Elsewhere(photo) if *photo == photo_of(*way)),
    };
    offered.map(item).collect()
}

fn photo_of(way: Way) -> Photo {
    match way {
        Way::Counter => Photo::AtCounter,
        Way::Phone => Photo::FromPhone,
    }
}

pub(super) fn edit(draft: &mut Draft, touch: &Touch, context: &Context<'_>) -> Go {
    let ways = WAYS.map(|(way, id, label, _)| (way, id, label));
    if let Some(way) = chosen(&ways, touch) {
        draft.photo = PhotoField::Elsewhere(photo_of(way));
        return Go::On;
    }
    match touch {
        Touch::On(Event::Capture) if context.machine.camera && !taken(draft) => Go::Camera(Camera::Capture),
        Touch::On(Event::Retake) if context.machine.camera => {
            draft.photo = PhotoField::Aim(None);
            Go::Camera(Camera::Start)
        }
        Touch::Key(_) | Touch::On(_) => Go::Ignored,
    }
}

/// Whether the camera is to show what it sees when this question comes up.
pub(super) fn wants_camera(draft: &Draft, context: &Context<'_>) -> bool {
    context.machine.camera && !taken(draft)
}

fn taken(draft: &Draft) -> bool {
    matches!(draft.photo, PhotoField::Taken(..))
}

/// What the camera says while this question is up.
pub(super) fn news(draft: &mut Draft, news: CameraNews) {
    match (&draft.photo, news) {
        // What was taken stays.
        (PhotoField::Taken(..), _) => {}
        (PhotoField::Aim(_) | PhotoField::Failed | PhotoField::Elsewhere(_), news) => match news {
            CameraNews::Frame(picture) => {
                if !matches!(draft.photo, PhotoField::Elsewhere(_)) {
                    draft.photo = PhotoField::Aim(Some(picture));
                }
            }
            CameraNews::Taken { jpeg, picture } if jpeg.len() <= PHOTO_BYTES_MAX => {
                draft.photo = PhotoField::Taken(Photo::Taken { jpeg }, picture);
            }
            CameraNews::Taken { .. } | CameraNews::Failed | CameraNews::Absent => {
                draft.photo = PhotoField::Failed;
            }
        },
    }
}

/// What the camera saw last need not wait in memory while other questions are up.
pub(super) fn leave(draft: &mut Draft) {
    if let PhotoField::Aim(picture) = &mut draft.photo {
        *picture = None;
    }
}

/// Whether there is one, or will be.
pub(super) fn done(draft: &Draft) -> bool {
    photo(draft).is_some()
}

/// What goes out.
pub(super) fn photo(draft: &Draft) -> Option<&Photo> {
    match &draft.photo {
        PhotoField::Taken(photo, _) | PhotoField::Elsewhere(photo) => Some(photo),
        PhotoField::Aim(_) | PhotoField::Failed => None,
    }
}

/// What is read back.
pub(super) fn rows(draft: &Draft, context: &Context<'_>) -> Vec<(String, String)> {
    let how = photo(draft).map(|photo| match photo {
        Photo::Taken { .. } => words::PHOTO_HERE,
        Photo::AtCounter => words::AT_COUNTER,
        Photo::FromPhone => words::FROM_PHONE,
    });
    how.into_iter().map(|how| (context.say(words::GROUP_PHOTO), context.say(how))).collect()
}
