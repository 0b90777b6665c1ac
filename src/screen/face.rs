//! A window that shows views and hears nothing: what the kiosk's window and the preview have in common.

use std::cell::{Cell, RefCell};

use anjungan_ui::{App, Kiosk, Nav, Preferences};
use slint::ComponentHandle;

use super::pages::Shown;
use crate::visit::View;
use crate::wording::Lang;

/// The window, and what was shown last.
pub struct Face {
    app: App,
    shown: RefCell<Shown>,
    /// `None` before the first frame: Slint begins in the language of the system.
    spoken: Cell<Option<Lang>>,
}

impl Face {
    /// Nothing is shown yet.
    pub fn new(app: App) -> Self {
        Self { app, shown: RefCell::default(), spoken: Cell::default() }
    }

    /// The window.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Copies what changed: a property that is set to what it was repaints nothing, but a list does.
    pub fn show(&self, view: &View) {
        let preferences = self.app.global::<Preferences>();
        let english = view.preferences.lang == Lang::En;
        if self.spoken.replace(Some(view.preferences.lang)) != Some(view.preferences.lang) {
            // An unknown language can't be meant: both are compiled in.
            if let Err(error) = slint::select_bundled_translation(if english { "en" } else { "" }) {
                tracing::error!(%error, "a language is missing from this program");
            }
        }
        preferences.set_english(english);
        preferences.set_text_step(view.preferences.text_step.into());
        preferences.set_high_contrast(view.preferences.high_contrast);
        preferences.set_low_reach(view.preferences.low_reach);

        let kiosk = self.app.global::<Kiosk>();
        let header = &view.kiosk;
        kiosk.set_tenant(header.tenant.as_str().into());
        kiosk.set_site(header.site.as_str().into());
        kiosk.set_data_as_of(header.data_as_of.as_str().into());
        kiosk.set_stale(header.stale);
        kiosk.set_offline(header.offline);
        kiosk.set_printer_ready(header.printer_ready);
        kiosk.set_printer_note(header.printer_note.as_str().into());
        kiosk.set_clock(header.clock.as_str().into());

        self.shown.borrow_mut().show(&self.app, &view.body);

        let nav = self.app.global::<Nav>();
        nav.set_assisted(view.assisted.as_str().into());
        nav.set_idle_warning(view.idle_seconds_left.is_some());
        nav.set_idle_seconds_left(view.idle_seconds_left.map_or(0, |s| i32::try_from(s).unwrap_or(i32::MAX)));
    }
}
