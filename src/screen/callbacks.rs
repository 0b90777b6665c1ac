//! What is touched: one line a callback.

use std::rc::Rc;

use anjungan_ui as ui;
use anjungan_ui::App;
use slint::{ComponentHandle, SharedString};

use super::Screen;
use crate::service;
use crate::visit::{Event, Key, Nav, detail, filters, place, preferences, search, ticket, undecided};

/// Connects every callback of the window to its event.
pub fn connect(app: &App, screen: &Rc<Screen>) {
    // The window owns its callbacks and the screen owns the window: a strong reference would be a ring.
    let screen = Rc::downgrade(screen);
    let say = move |event: Event| {
        if let Some(screen) = screen.upgrade() {
            screen.handle(event);
        }
    };
    let say: Rc<dyn Fn(Event)> = Rc::new(say);

    macro_rules! on {
        ($global:ty: $($register:ident ($($argument:ident: $kind:ty),*) => $event:expr),* $(,)?) => {
            let global = app.global::<$global>();
            $({
                let say = Rc::clone(&say);
                global.$register(move |$($argument: $kind),*| say($event));
            })*
        };
    }

    on!(ui::Nav:
        on_back() => Event::Nav(Nav::Back),
        on_home() => Event::Nav(Nav::Home),
        on_finish() => Event::Nav(Nav::Finish),
        on_stay() => Event::Nav(Nav::Stay),
        on_touched() => Event::Touched,
        // Posted events wait in the mailbox; a touch that says nothing new fetches them.
        on_news() => Event::Tick,
    );
    on!(ui::Preferences:
        on_language_toggled() => Event::Preferences(preferences::Event::LanguageToggled),
        on_text_step_selected(step: i32) =>
            Event::Preferences(preferences::Event::TextStepSelected(u8::try_from(step).unwrap_or(0))),
        on_contrast_toggled() => Event::Preferences(preferences::Event::ContrastToggled),
        on_low_reach_toggled() => Event::Preferences(preferences::Event::LowReachToggled),
    );
    on!(ui::Attract: on_started() => Event::Started);
    on!(ui::Home: on_tile_chosen(id: SharedString) => Event::TileChosen(id.into()));
    on!(ui::Keyboard:
        on_key(text: SharedString) => Event::Keyboard(Key::Text(text.into())),
        on_done() => Event::Keyboard(Key::Done),
    );
    on!(ui::Search:
        on_query_edited(query: SharedString) => Event::Search(search::Event::QueryEdited(query.into())),
        on_query_cleared() => Event::Search(search::Event::QueryCleared),
        on_vacancy_chosen(id: SharedString) => Event::Search(search::Event::VacancyChosen(id.into())),
        on_chip_toggled(id: SharedString) => Event::Search(search::Event::ChipToggled(id.into())),
        on_filters_opened() => Event::Search(search::Event::FiltersOpened),
        on_place_opened() => Event::Search(search::Event::PlaceOpened),
        on_widening_chosen(id: SharedString) => Event::Search(search::Event::WideningChosen(id.into())),
        on_end_reached() => Event::Search(search::Event::EndReached),
        on_list_print_chosen() => Event::Search(search::Event::ListPrintChosen),
        on_keyboard_wanted(wanted: bool) => Event::Search(search::Event::KeyboardWanted(wanted)),
    );
    on!(ui::Filters:
        on_option_toggled(group: SharedString, option: SharedString) =>
            Event::Filters(filters::Event::OptionToggled { group: group.into(), option: option.into() }),
        on_cleared() => Event::Filters(filters::Event::Cleared),
        on_applied() => Event::Filters(filters::Event::Applied),
    );
    on!(ui::Place:
        on_query_edited(query: SharedString) => Event::Place(place::Event::QueryEdited(query.into())),
        on_query_cleared() => Event::Place(place::Event::QueryCleared),
        on_place_chosen(code: SharedString) => Event::Place(place::Event::PlaceChosen(code.into())),
        on_level_up() => Event::Place(place::Event::LevelUp),
        on_whole_chosen() => Event::Place(place::Event::WholeChosen),
        on_keyboard_wanted(wanted: bool) => Event::Place(place::Event::KeyboardWanted(wanted)),
    );
    on!(ui::Detail:
        on_print_chosen() => Event::Detail(detail::Event::PrintChosen),
        on_sheet_chosen() => Event::Detail(detail::Event::SheetChosen),
        on_phone_chosen() => Event::Detail(detail::Event::PhoneChosen),
    );
    on!(ui::Ticket:
        on_confirmed_out(out: bool) => Event::Ticket(ticket::Event::ConfirmedOut(out)),
        on_reprint_chosen() => Event::Ticket(ticket::Event::ReprintChosen),
        on_done() => Event::Ticket(ticket::Event::Done),
    );
    on!(ui::Undecided:
        on_confirmed_out(out: bool) => Event::Undecided(undecided::Event::Out(out)),
        on_reprint_chosen() => Event::Undecided(undecided::Event::Reprint),
        on_dismissed() => Event::Undecided(undecided::Event::Dismissed),
    );
    on!(ui::Service:
        on_knock() => Event::Service(service::Event::Knock),
        // The pad has ten figures.
        on_digit(digit: i32) => Event::Service(service::Event::Digit(u8::try_from(digit).unwrap_or(0))),
        on_erase() => Event::Service(service::Event::Erase),
        on_enter() => Event::Service(service::Event::Enter),
        on_chosen(id: SharedString) => Event::Service(service::Event::Chosen(id.into())),
        on_back() => Event::Service(service::Event::Back),
        on_leave() => Event::Service(service::Event::Leave),
    );
}
