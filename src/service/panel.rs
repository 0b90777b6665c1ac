//! The panel itself: whether touches arrive where they are made, and whether it shows every colour everywhere.
//!
//! ```text
//!   Touch   Asking ──all five touched, or 30 s without a touch──► Judged ─► again | menu
//!   Colour  red ─► green ─► blue ─► white ─► black ─► menu      a touch goes on
//! ```
//!
//! A panel that does not answer can't be left by touch, so the test of touches ends by itself.

use super::task::Input;
use super::trial::choice;
use super::view::{Picture, Rgb, StepView, TestView, View, Weight};
use super::words;
use crate::wording::Lang;

/// Upper left, upper right, middle, lower left, lower right.
pub(super) const MARKS: usize = 5;
/// The machine is looked at once a second; after so many looks without a touch the test is over.
const SILENT_LOOKS_MAX: u32 = 30;

const COLOURS: [Rgb; 5] = [Rgb(255, 0, 0), Rgb(0, 255, 0), Rgb(0, 0, 255), Rgb(255, 255, 255), Rgb(0, 0, 0)];

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Touch {
    Asking { touched: [bool; MARKS], beside: u32, silent: u32 },
    Judged { touched: [bool; MARKS], beside: u32 },
}

impl Touch {
    pub(super) fn begin() -> Self {
        Touch::Asking { touched: [false; MARKS], beside: 0, silent: 0 }
    }

    pub(super) fn step(self, input: &Input<'_>) -> Option<Self> {
        match (self, input) {
            (Touch::Asking { mut touched, beside, .. }, Input::Chosen(id)) => {
                let mark = id.strip_prefix("mark-").and_then(|n| n.parse::<usize>().ok());
                match mark.and_then(|n| touched.get_mut(n)) {
                    Some(mark) => *mark = true,
                    None => {
                        return Some(Touch::Asking { touched, beside: beside.saturating_add(1), silent: 0 });
                    }
                }
                Some(match touched.iter().all(|touched| *touched) {
                    true => Touch::Judged { touched, beside },
                    false => Touch::Asking { touched, beside, silent: 0 },
                })
            }
            (Touch::Asking { touched, beside, silent }, Input::Looked) => Some(match silent + 1 {
                SILENT_LOOKS_MAX.. => Touch::Judged { touched, beside },
                silent => Touch::Asking { touched, beside, silent },
            }),
            (Touch::Judged { .. }, Input::Chosen("again")) => Some(Touch::begin()),
            (_, Input::Back) | (Touch::Judged { .. }, Input::Chosen("cancel")) => None,
            (stays, _) => Some(stays),
        }
    }

    pub(super) fn view(&self, lang: Lang) -> View {
        match self {
            Touch::Asking { touched, beside, .. } => View::Test(TestView {
                headline: words::touch_ask(lang).into(),
                text: words::touch_ask_text(lang, *beside),
                marks: (0..MARKS).map(|n| (words::mark(lang, n).to_owned(), touched[n])).collect(),
                colour: None,
            }),
            Touch::Judged { touched, beside } => {
                let silent: Vec<&str> =
                    (0..MARKS).filter(|n| !touched[*n]).map(|n| words::mark(lang, n)).collect();
                View::Step(StepView {
                    title: words::task(lang, "touch").into(),
                    picture: if silent.is_empty() { Picture::None } else { Picture::Trouble },
                    headline: words::touch_judged(lang, &silent),
                    text: words::touch_judged_text(lang, silent.len(), *beside).into(),
                    choices: vec![
                        choice("cancel", words::to_menu(lang), Weight::Primary),
                        choice("again", words::again(lang), Weight::Plain),
                    ],
                    ..StepView::default()
                })
            }
        }
    }
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Colour {
    Ask,
    Shown(usize),
}

impl Colour {
    pub(super) fn step(self, input: &Input<'_>) -> Option<Self> {
        match (self, input) {
            (Colour::Ask, Input::Chosen("begin")) => Some(Colour::Shown(0)),
            (Colour::Shown(n), Input::Chosen("next")) => {
                (n + 1 < COLOURS.len()).then_some(Colour::Shown(n + 1))
            }
            (_, Input::Back | Input::Chosen("cancel")) => None,
            (stays, _) => Some(stays),
        }
    }

    pub(super) fn view(&self, lang: Lang) -> View {
        match self {
            Colour::Ask => View::Step(StepView {
                title: words::task(lang, "colour").into(),
                headline: words::colour_ask(lang).into(),
                text: words::colour_ask_text(lang).into(),
                choices: vec![
                    choice("begin", words::begin(lang), Weight::Primary),
                    choice("cancel", words::to_menu(lang), Weight::Plain),
                ],
                ..StepView::default()
            }),
            Colour::Shown(n) => {
                View::Test(TestView { colour: COLOURS.get(*n).copied(), ..TestView::default() })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn judged(mut touch: Touch, inputs: &[Input<'_>]) -> StepView {
        for input in inputs {
            touch = touch.step(input).unwrap();
        }
        match touch.view(Lang::Id) {
            View::Step(step) => step,
            other @ (View::Pin(_) | View::Menu(_) | View::Test(_) | View::Entry(_)) => panic!("{other:?}"),
        }
    }

    #[test]
    fn five_touched_marks_are_a_good_panel() {
        let inputs = [0, 1, 2, 3, 4].map(|n| format!("mark-{n}"));
        let inputs: Vec<Input<'_>> = inputs.iter().map(|id| Input::Chosen(id)).collect();
        let step = judged(Touch::begin(), &inputs);
        assert_eq!((step.headline.as_str(), step.picture), ("Kelima tanda terbaca", Picture::None));
    }

    #[test]
    fn what_was_never_reached_is_named_once_nobody_touches_any_more() {
        let mut inputs = vec![Input::Chosen("mark-0"), Input::Chosen("miss"), Input::Chosen("mark-2")];
        inputs.extend((0..SILENT_LOOKS_MAX).map(|_| Input::Looked));
        let step = judged(Touch::begin(), &inputs);
        assert_eq!(step.headline, "Tidak terbaca: kanan atas, kiri bawah, kanan bawah");
        assert!(step.text.contains("screen.touch_matrix"), "{}", step.text);
        let nothing: Vec<Input<'_>> = (0..SILENT_LOOKS_MAX).map(|_| Input::Looked).collect();
        let step = judged(Touch::begin(), &nothing);
        assert!(step.text.contains("kabel"), "{}", step.text);
    }

    #[test]
    fn colours_end_in_the_menu() {
        let mut colour = Colour::Ask.step(&Input::Chosen("begin"));
        let mut shown = Vec::new();
        while let Some(now) = colour {
            let View::Test(view) = now.view(Lang::Id) else { panic!("{now:?}") };
            shown.extend(view.colour);
            colour = now.step(&Input::Chosen("next"));
        }
        assert_eq!(shown, COLOURS);
    }

    proptest! {
        /// Whatever is touched, silence of half a minute ends it.
        #[test]
        fn the_test_always_ends(touches in proptest::collection::vec(0..8usize, 0..40)) {
            let mut touch = Touch::begin();
            for n in touches {
                touch = touch.step(&Input::Chosen(&format!("mark-{n}"))).unwrap();
            }
            for _ in 0..SILENT_LOOKS_MAX {
                touch = touch.step(&Input::Looked).unwrap();
            }
            prop_assert!(matches!(touch, Touch::Judged { .. }), "{touch:?}");
        }
    }
}
