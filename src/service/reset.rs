//! Erasing the machine: what it keeps, its key and its configuration.
//!
//! ```text
//!   Ask ─► Pin ─► Typing ─► Asked ─► the machine starts anew, or Refused
//!    │      PIN    a number that stands on the screen: nobody types it without having read what it does
//!    └ while facts wait for central: only the way out. What people gave is never erased before central has it.
//! ```

use super::pin::{self, Pad};
use super::task::Input;
use super::trial::choice;
use super::view::{Picture, PinView, StepView, View, Weight};
use super::{Effect, Snapshot, Turn, words};
use crate::visit::Moment;
use crate::wording::Lang;

/// Digits of the number to type.
const DIGITS: usize = 6;

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Reset {
    Ask,
    Pin(Pad),
    Typing { wanted: String, typed: String, wrong: bool },
    Asked,
    Refused,
}

impl Reset {
    pub(super) fn step(self, input: &Input<'_>, turn: &mut Turn<'_>) -> Option<Self> {
        match (self, input) {
            (Reset::Ask, Input::Chosen("begin")) if turn.known.waiting == 0 => {
                Some(Reset::Pin(Pad::default()))
            }
            (Reset::Pin(pad), _) => match pin::step(pad, input, turn.now, turn) {
                pin::Next::Stay(pad) => Some(Reset::Pin(pad)),
                pin::Next::Open => {
                    Some(Reset::Typing { wanted: number(turn.now), typed: String::new(), wrong: false })
                }
                pin::Next::Out => None,
            },
            (Reset::Typing { wanted, mut typed, wrong: _ }, Input::Digit(digit @ 0..=9)) => {
                if typed.len() < DIGITS {
                    typed.push(char::from(b'0' + digit));
                }
                Some(Reset::Typing { wanted, typed, wrong: false })
            }
            (Reset::Typing { wanted, mut typed, wrong }, Input::Erase) => {
                typed.pop();
                Some(Reset::Typing { wanted, typed, wrong })
            }
            (Reset::Typing { wanted, typed, .. }, Input::Enter) => {
                // Something may have been stored since: by a visit that a key on a stick had to wait for, say.
                if turn.known.waiting > 0 {
                    return Some(Reset::Ask);
                }
                if typed != wanted {
                    return Some(Reset::Typing { wanted, typed: String::new(), wrong: true });
                }
                turn.ask(Effect::FactoryReset);
                Some(Reset::Asked)
            }
            (Reset::Asked, Input::Reset(false)) => Some(Reset::Refused),
            (_, Input::Back | Input::Chosen("cancel")) => None,
            (stays, _) => Some(stays),
        }
    }

    /// Time passed; a locked pad counts down.
    pub(super) fn tick(&mut self, now: Moment) {
        if let Reset::Pin(pad) = self {
            pad.tick(now);
        }
    }

    pub(super) fn view(&self, known: &Snapshot, lang: Lang) -> View {
        let hint = || words::task(lang, "reset").to_owned();
        let step = match self {
            Reset::Pin(pad) => return View::Pin(PinView { hint: hint(), ..pin::view(pad, known, lang) }),
            Reset::Typing { wanted, typed, wrong } => {
                return View::Pin(PinView {
                    hint: hint(),
                    digits: typed.len(),
                    message: words::reset_type(lang, wanted, *wrong),
                    enabled: true,
                });
            }
            Reset::Ask if known.waiting > 0 => StepView {
                picture: Picture::Trouble,
                headline: words::reset_waiting(lang, known.waiting),
                text: words::reset_waiting_text(lang).into(),
                choices: vec![choice("cancel", words::to_menu(lang), Weight::Primary)],
                ..StepView::default()
            },
            Reset::Ask => StepView {
                headline: words::reset_ask(lang).into(),
                text: words::reset_ask_text(lang).into(),
                choices: vec![
                    choice("begin", words::reset_begin(lang), Weight::Danger),
                    choice("cancel", words::to_menu(lang), Weight::Plain),
                ],
                ..StepView::default()
            },
            Reset::Asked => StepView {
                headline: words::reset_asked(lang).into(),
                text: words::reset_asked_text(lang).into(),
                busy: true,
                ..StepView::default()
            },
            Reset::Refused => StepView {
                picture: Picture::Trouble,
                headline: words::reset_refused(lang).into(),
                text: words::reset_refused_text(lang).into(),
                choices: vec![choice("cancel", words::to_menu(lang), Weight::Primary)],
                ..StepView::default()
            },
        };
        View::Step(StepView { title: words::task(lang, "reset").into(), ..step })
    }
}

/// Six digits that differ each time, so that no hand types them from habit.
fn number(now: Moment) -> String {
    // Knuth's multiplicative hash; nothing here is secret.
    let mixed = now.0.wrapping_mul(2_654_435_761) % 900_000;
    (100_000 + mixed).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::snapshot::PinLook;
    use super::super::{Event, PinVerdict, Service, Snapshot, step, view};
    use super::*;

    /// In front of a machine that `waiting` facts of people wait on, with the task begun.
    struct Desk {
        service: Service,
        now: Moment,
        asked: Vec<Effect>,
    }

    impl Desk {
        fn new(waiting: u64) -> Self {
            let (service, _) = Service::with_key(Moment(7_000));
            let mut desk = Self { service, now: Moment(7_000), asked: Vec::new() };
            desk.looked(waiting);
            desk.tell(Event::Chosen("reset".into()));
            desk
        }

        fn looked(&mut self, waiting: u64) {
            let pin = PinLook { set: true, locked_ms: 0 };
            let known = Snapshot { waiting, pin, erasable: true, ..Snapshot::default() };
            self.tell(Event::Machine(Box::new(known)));
        }

        fn tell(&mut self, event: Event) {
            self.asked.extend(step(&mut self.service, event, self.now));
        }

        fn types(&mut self, digits: &str) {
            for digit in digits.bytes() {
                self.tell(Event::Digit(digit - b'0'));
            }
            self.tell(Event::Enter);
        }

        /// Past the PIN; the number that is to be typed.
        fn past_the_pin(&mut self) -> String {
            self.tell(Event::Chosen("begin".into()));
            self.types("483920");
            self.tell(Event::Pin(PinVerdict::Right));
            let said = self.pad().message;
            said.chars().filter(char::is_ascii_digit).collect()
        }

        fn pad(&self) -> PinView {
            match view(&self.service, Lang::Id) {
                View::Pin(pad) => pad,
                other @ (View::Menu(_) | View::Step(_) | View::Test(_) | View::Entry(_)) => {
                    panic!("{other:?}")
                }
            }
        }

        fn step(&self) -> StepView {
            match view(&self.service, Lang::Id) {
                View::Step(step) => step,
                other @ (View::Pin(_) | View::Menu(_) | View::Test(_) | View::Entry(_)) => {
                    panic!("{other:?}")
                }
            }
        }

        fn is_erased(&self) -> bool {
            self.asked.contains(&Effect::FactoryReset)
        }
    }

    #[test]
    fn pin_and_number_erase_the_machine() {
        let mut desk = Desk::new(0);
        let number = desk.past_the_pin();
        assert_eq!(number.len(), DIGITS);
        assert!(!desk.is_erased());
        desk.types(&number);
        assert!(desk.is_erased() && desk.step().busy);
        desk.tell(Event::Reset(false));
        assert_eq!(desk.step().picture, Picture::Trouble);
    }

    #[test]
    fn another_number_or_a_wrong_pin_erases_nothing() {
        let mut desk = Desk::new(0);
        let number = desk.past_the_pin();
        desk.types("000000");
        assert!(!desk.is_erased() && desk.pad().message.starts_with("Tidak sama") && desk.pad().digits == 0);
        desk.types(&number);
        assert!(desk.is_erased(), "and the right one does after it");

        let mut desk = Desk::new(0);
        desk.tell(Event::Chosen("begin".into()));
        desk.types("111222");
        desk.tell(Event::Pin(PinVerdict::Wrong { tries_left: 4, wait_ms: 0 }));
        assert!(desk.pad().message.contains('4') && !desk.is_erased());
    }

    #[test]
    fn what_people_gave_is_never_erased_before_central_has_it() {
        let mut desk = Desk::new(3);
        assert!(desk.step().headline.contains('3'));
        desk.tell(Event::Chosen("begin".into()));
        assert!(desk.step().choices.iter().all(|choice| choice.id == "cancel"));
        // Nor when something came while the number was typed.
        let mut desk = Desk::new(0);
        let number = desk.past_the_pin();
        desk.looked(1);
        desk.types(&number);
        assert!(!desk.is_erased() && desk.step().headline.contains("belum terkirim"));
    }

    #[test]
    fn back_and_silence_leave_everything_as_it_is() {
        let mut desk = Desk::new(0);
        desk.past_the_pin();
        desk.tell(Event::Back);
        assert!(matches!(view(&desk.service, Lang::Id), View::Menu(_)) && !desk.is_erased());
        desk.tell(Event::Chosen("reset".into()));
        desk.past_the_pin();
        desk.now = Moment(desk.now.0 + super::super::SILENCE_MS_MAX);
        desk.tell(Event::Tick);
        assert!(desk.service.has_left() && !desk.is_erased());
    }
}
