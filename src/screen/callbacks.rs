//! What is touched: one line a callback.

use std::rc::Rc;

use anjungan_ui as ui;
use anjungan_ui::App;
use slint::{ComponentHandle, SharedString};

use super::Screen;
use crate::service;
use crate::visit::form::DatePart;
use crate::visit::{
    Event, Key, Nav, apply, assist, check, detail, filters, form, place, preferences, report, search, status,
    ticket, undecided,
};

/// Connects every callback of the window to its event.
pub fn connect(app: &App, screen: &Rc<Screen>) {
    // The window owns its callbacks and the screen owns the window: a strong reference would be a ring.
    let screen = Rc::downgrade(screen);
    let hearer = screen.clone();
    app.global::<ui::Keyboard>()
        .on_heard(move |text| hearer.upgrade().is_some_and(|screen| screen.heard(&text)));
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
    on!(ui::Home:
        on_tile_chosen(id: SharedString) => Event::TileChosen(id.into()),
        on_info_chosen(id: SharedString) => Event::InfoChosen(id.into()),
        on_announcement_chosen() => Event::AnnouncementChosen,
        on_hours_chosen() => Event::HoursChosen,
    );
    on!(ui::Listing: on_chosen(id: SharedString) => Event::BoardChosen(id.into()));
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
        on_more_chosen() => Event::Detail(detail::Event::MoreChosen),
    );
    on!(ui::Ticket:
        on_confirmed_out(out: bool) => Event::Ticket(ticket::Event::ConfirmedOut(out)),
        on_reprint_chosen() => Event::Ticket(ticket::Event::ReprintChosen),
        on_done() => Event::Ticket(ticket::Event::Done),
    );
    on!(ui::Ask:
        on_next() => Event::Form(form::Event::Next),
        on_skip() => Event::Form(form::Event::Skip),
        on_help() => Event::Form(form::Event::Help),
        on_checked(id: SharedString, yes: bool) => Event::Form(form::Event::Checked { id: id.into(), yes }),
        on_chosen(id: SharedString) => Event::Form(form::Event::Chosen(id.into())),
        on_text_edited(text: SharedString) => Event::Form(form::Event::Typed(text.into())),
        on_suggestion_chosen(text: SharedString) => Event::Form(form::Event::SuggestionChosen(text.into())),
        // The pad has ten figures.
        on_digit(digit: i32) => Event::Form(form::Event::Digit(u8::try_from(digit).unwrap_or(0))),
        on_erase() => Event::Form(form::Event::Erase),
        on_nik_shown(shown: bool) => Event::Form(form::Event::Shown(shown)),
        on_part_chosen(part: ui::DatePart) => Event::Form(form::Event::PartChosen(match part {
            ui::DatePart::Day => DatePart::Day,
            ui::DatePart::Month => DatePart::Month,
            ui::DatePart::Year => DatePart::Year,
        })),
        // A year has twelve.
        on_month_chosen(month: i32) => Event::Form(form::Event::MonthChosen(u8::try_from(month).unwrap_or(1))),
        on_place_chosen(code: SharedString) => Event::Form(form::Event::PlaceChosen(code.into())),
        on_level_up() => Event::Form(form::Event::LevelUp),
        on_row_chosen(id: SharedString) => Event::Form(form::Event::RowChosen(id.into())),
        on_row_removed(id: SharedString) => Event::Form(form::Event::RowRemoved(id.into())),
        on_row_added() => Event::Form(form::Event::RowAdded),
        on_capture() => Event::Form(form::Event::Capture),
        on_retake() => Event::Form(form::Event::Retake),
        on_edit_chosen(id: SharedString) => Event::Form(form::Event::EditChosen(id.into())),
    );
    on!(ui::Receipt:
        on_slip_seen(out: bool) => Event::Apply(apply::Event::SlipSeen(out)),
        on_reprint_chosen() => Event::Apply(apply::Event::SlipReprint),
        on_done() => Event::Apply(apply::Event::Done),
    );
    on!(ui::Find:
        on_edited(text: SharedString) => Event::Form(form::Event::Typed(text.into())),
        on_next() => Event::Form(form::Event::Next),
        on_help() => Event::Form(form::Event::Help),
    );
    on!(ui::Status: on_chosen(id: SharedString) => Event::Status(status::Event::Chosen(id.into())));
    on!(ui::Check: on_chosen(id: SharedString) => Event::Check(check::Event::Chosen(id.into())));
    on!(ui::Done:
        on_again() => Event::Report(report::Event::Again),
        on_finished() => Event::Report(report::Event::Done),
    );
    on!(ui::Helper:
        on_opened() => Event::Assist(assist::Event::Opened),
        on_stepped_back() => Event::Assist(assist::Event::SteppedBack),
        on_closed() => Event::Assist(assist::Event::Closed),
        // The pad has ten figures.
        on_digit(digit: i32) => Event::Assist(assist::Event::Digit(u8::try_from(digit).unwrap_or(0))),
        on_erase() => Event::Assist(assist::Event::Erase),
        on_enter() => Event::Assist(assist::Event::Enter),
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
        on_letters(text: SharedString) => Event::Service(service::Event::Typed(text.into())),
        on_chosen(id: SharedString) => Event::Service(service::Event::Chosen(id.into())),
        on_back() => Event::Service(service::Event::Back),
        on_leave() => Event::Service(service::Event::Leave),
    );
}
