//! How this visitor wants to read the screen. Part of the visit, so back to the defaults with it (VVSG
//! 2.0 7.1-A).

use crate::wording::Lang;

/// The greatest text step: 1.5 times the ordinary size.
pub const TEXT_STEP_MAX: u8 = 2;

/// The settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Preferences {
    /// The language.
    pub lang: Lang,
    /// 0, 1, 2: text at 1.0, 1.25, 1.5 times its size.
    pub text_step: u8,
    /// High contrast.
    pub high_contrast: bool,
    /// Everything in the lower half.
    pub low_reach: bool,
}

impl Preferences {
    /// Whether anything but the language was changed, for the count of how many need it.
    pub fn adjusted(&self) -> bool {
        self.text_step > 0 || self.high_contrast || self.low_reach
    }
}

/// A touch on the settings bar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// The other language.
    LanguageToggled,
    /// A size of text.
    TextStepSelected(u8),
    /// High contrast on or off.
    ContrastToggled,
    /// The lower half on or off.
    LowReachToggled,
}

pub(super) fn step(preferences: &mut Preferences, event: Event) {
    match event {
        Event::LanguageToggled => {
            preferences.lang = match preferences.lang {
                Lang::Id => Lang::En,
                Lang::En => Lang::Id,
            }
        }
        Event::TextStepSelected(step) => preferences.text_step = step.min(TEXT_STEP_MAX),
        Event::ContrastToggled => preferences.high_contrast = !preferences.high_contrast,
        Event::LowReachToggled => preferences.low_reach = !preferences.low_reach,
    }
}
