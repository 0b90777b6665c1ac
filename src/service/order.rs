//! Taking the machine out of order, and putting it in order again.

use super::task::Input;
use super::trial::choice;
use super::view::{Picture, StepView, Weight};
use super::{Effect, Snapshot, Turn, words};
use crate::wording::Lang;

/// The code of a machine that a technician closed while nothing else was wrong.
const CLOSED: &str = "P13";

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Order;

impl Order {
    pub(super) fn step(self, input: &Input<'_>, turn: &mut Turn<'_>) -> Option<Self> {
        match (input, &turn.known.out_of_order) {
            (Input::Chosen("close-machine"), None) => {
                let cause = turn.known.printer.as_ref().and_then(|printer| printer.cause);
                let code = cause.map_or(CLOSED, |cause| cause.code());
                turn.ask(Effect::PutOutOfOrder { code: code.into() });
                None
            }
            (Input::Chosen("open-machine"), Some(_)) => {
                turn.ask(Effect::PutInOrder);
                None
            }
            (Input::Back | Input::Chosen("cancel"), _) => None,
            (_, _) => Some(self),
        }
    }

    pub(super) fn view(&self, known: &Snapshot, lang: Lang) -> StepView {
        let view = match &known.out_of_order {
            None => StepView {
                headline: words::close_ask(lang).into(),
                text: words::close_ask_text(lang).into(),
                choices: vec![
                    choice("close-machine", words::close_machine(lang), Weight::Danger),
                    choice("cancel", words::to_menu(lang), Weight::Plain),
                ],
                ..StepView::default()
            },
            Some(code) => StepView {
                picture: Picture::Trouble,
                headline: words::open_ask(lang).into(),
                text: words::open_ask_text(lang).into(),
                code: format!("{code} · {}", known.device),
                choices: vec![
                    choice("open-machine", words::open_machine(lang), Weight::Primary),
                    choice("cancel", words::to_menu(lang), Weight::Plain),
                ],
                ..StepView::default()
            },
        };
        StepView { title: words::task(lang, "order").into(), ..view }
    }
}
