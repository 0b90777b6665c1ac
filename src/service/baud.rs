//! Finding a serial printer's line speed.

use super::task::Input;
use super::trial::{again_or_out, choice};
use super::view::{Picture, StepView, Weight};
use super::{Effect, Snapshot, Turn, words};
use crate::wording::{Code, Lang};

/// News of a probe.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BaudNews {
    /// This speed is being tried.
    Trying(u32),
    /// The printer answered; it is driven at this speed until the next start.
    Found(u32),
    /// It answered at none.
    Nothing,
    /// It is not on a serial line.
    NotSerial,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Baud {
    Ask,
    Probing(Vec<u32>),
    Found(u32),
    Nothing,
    NotSerial,
}

impl Baud {
    pub(super) fn step(self, input: &Input<'_>, turn: &mut Turn<'_>) -> Option<Self> {
        match (self, input) {
            (Baud::Ask, Input::Chosen("begin")) | (Baud::Nothing, Input::Chosen("again")) => {
                turn.ask(Effect::ProbeBaud);
                Some(Baud::Probing(Vec::new()))
            }
            (Baud::Probing(mut tried), Input::Baud(news)) => Some(match *news {
                BaudNews::Trying(baud) => {
                    tried.push(baud);
                    Baud::Probing(tried)
                }
                BaudNews::Found(baud) => Baud::Found(baud),
                BaudNews::Nothing => Baud::Nothing,
                BaudNews::NotSerial => Baud::NotSerial,
            }),
            (_, Input::Back | Input::Chosen("cancel" | "done")) => None,
            (stays, _) => Some(stays),
        }
    }

    pub(super) fn view(&self, known: &Snapshot, lang: Lang) -> StepView {
        let view = match self {
            Baud::Ask => StepView {
                headline: words::baud_ask(lang).into(),
                text: words::baud_ask_text(lang).into(),
                choices: vec![
                    choice("begin", words::begin(lang), Weight::Primary),
                    choice("cancel", words::to_menu(lang), Weight::Plain),
                ],
                ..StepView::default()
            },
            Baud::Probing(tried) => StepView {
                picture: Picture::Waiting,
                headline: words::baud_trying(lang, tried.last().copied()),
                text: tried.iter().map(u32::to_string).collect::<Vec<_>>().join(" · "),
                busy: true,
                ..StepView::default()
            },
            Baud::Found(baud) => StepView {
                picture: Picture::Done,
                headline: words::baud_found(lang, *baud),
                text: words::baud_found_text(lang).into(),
                code: configuration_line(known, *baud),
                choices: vec![choice("done", words::to_menu(lang), Weight::Primary)],
                ..StepView::default()
            },
            Baud::Nothing => StepView {
                picture: Picture::Trouble,
                headline: words::baud_nothing(lang).into(),
                text: words::baud_nothing_text(lang).into(),
                code: Code::BaudNotFound.code().into(),
                choices: again_or_out(lang),
                ..StepView::default()
            },
            Baud::NotSerial => StepView {
                picture: Picture::Trouble,
                headline: words::baud_not_serial(lang).into(),
                text: words::baud_not_serial_text(lang).into(),
                choices: vec![choice("done", words::to_menu(lang), Weight::Primary)],
                ..StepView::default()
            },
        };
        StepView { title: words::task(lang, "baud").into(), ..view }
    }
}

/// The line of the configuration file that keeps what was found.
fn configuration_line(known: &Snapshot, baud: u32) -> String {
    let address = known.printer.as_ref().map_or("", |printer| printer.address.as_str());
    let port = address.split('?').next().unwrap_or(address);
    format!("address = \"{port}?baud={baud}\"")
}
