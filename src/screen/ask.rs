//! A question into its one global. Everything typed passes here, so everything set here is emptied by
//! [`forget`]: `tests/journeys/forget.rs` holds the two against each other.

use anjungan_ui as ui;
use anjungan_ui::{App, Page};
use slint::{ComponentHandle, Image, ModelRc, SharedString};

use super::pages::{int, list, text};
use super::published::image;
use crate::visit::form::{
    AskView, CheckItem, ChoiceItem, DatePart, Field, KeyboardKind, PhotoState, ReviewGroup,
};

/// Groups of four digits.
const NIK_GROUPS: usize = 4;

/// Shows a question.
pub fn page(app: &App, view: &AskView, before: Option<&AskView>) -> Page {
    let page = app.global::<ui::Ask>();
    if let Some(before) = before
        && only_the_picture_is_new(view, before)
        && let Field::Photo { picture, .. } = &view.field
    {
        page.set_photo(picture.as_deref().map_or_else(Image::default, image));
        return Page::Ask;
    }
    if before.is_none_or(|before| before.question != view.question || level(before) != level(view)) {
        page.set_keyboard_open(false);
    }
    page.set_title(text(&view.title));
    page.set_step(int(view.step));
    page.set_steps(int(view.steps));
    page.set_hint(text(&view.hint));
    page.set_error(text(&view.error));
    page.set_warning(text(&view.warning));
    page.set_next_label(text(&view.next_label));
    page.set_next_enabled(view.next_enabled);
    page.set_skip_label(text(&view.skip_label));
    page.set_help_label(text(&view.help_label));
    // The field before the question: when that changes the page goes back to its top.
    page.set_kind(field(&page, &view.field));
    page.set_question(text(&view.question));
    Page::Ask
}

/// Whether this is the question that was up, and only what the camera sees has changed: then only that is
/// drawn again.
pub fn only_the_picture_is_new(view: &AskView, before: &AskView) -> bool {
    let (Field::Photo { picture, .. }, Field::Photo { .. }) = (&view.field, &before.field) else {
        return false;
    };
    let mut same = before.clone();
    if let Field::Photo { picture: seen, .. } = &mut same.field {
        seen.clone_from(picture);
    }
    same == *view
}

/// How deep a place is being picked.
fn level(view: &AskView) -> Option<usize> {
    match &view.field {
        Field::Place { breadcrumbs, .. } => Some(breadcrumbs.len()),
        Field::Checks { .. }
        | Field::Notice { .. }
        | Field::Choice { .. }
        | Field::Text { .. }
        | Field::Nik { .. }
        | Field::Date { .. }
        | Field::Rows { .. }
        | Field::Photo { .. }
        | Field::Review { .. } => None,
    }
}

fn field(page: &ui::Ask<'_>, field: &Field) -> ui::FieldKind {
    match field {
        Field::Checks { items } => {
            page.set_checks(list(items.iter().map(check)));
            ui::FieldKind::Checks
        }
        Field::Notice { items, contact, agree } => {
            page.set_notices(list(
                items.iter().map(|(head, body)| ui::NoticeItem { head: text(head), text: text(body) }),
            ));
            page.set_contact(text(contact));
            page.set_checks(list(agree.iter().map(check)));
            ui::FieldKind::Notice
        }
        Field::Choice { options, multiple } => {
            page.set_choices(list(options.iter().map(choice)));
            page.set_multiple(*multiple);
            ui::FieldKind::Choice
        }
        Field::Text { value, placeholder, keyboard, suggestions } => {
            page.set_text(text(value));
            page.set_placeholder(text(placeholder));
            page.set_typing(match keyboard {
                KeyboardKind::Letters => ui::TypingKind::Letters,
                KeyboardKind::Digits => ui::TypingKind::Digits,
                KeyboardKind::Email => ui::TypingKind::Email,
            });
            page.set_suggestions(list(suggestions.iter().map(|suggestion| text(suggestion))));
            ui::FieldKind::Text
        }
        Field::Nik { shown, count, facts, masked, can_show } => {
            let groups = shown.split_whitespace().chain(std::iter::repeat("")).take(NIK_GROUPS);
            page.set_nik_groups(list(groups.map(text)));
            page.set_nik_count(int(*count));
            page.set_facts(pairs(facts));
            page.set_nik_masked(*masked);
            page.set_nik_can_show(*can_show);
            ui::FieldKind::Nik
        }
        Field::Date { day, month, year, active, months } => {
            page.set_day(text(day));
            page.set_month(text(month));
            page.set_year(text(year));
            page.set_part(match active {
                DatePart::Day => ui::DatePart::Day,
                DatePart::Month => ui::DatePart::Month,
                DatePart::Year => ui::DatePart::Year,
            });
            page.set_months(list(months.iter().map(|month| text(month))));
            ui::FieldKind::Date
        }
        Field::Place { breadcrumbs, options, query, placeholder } => {
            page.set_breadcrumbs(list(breadcrumbs.iter().map(|crumb| text(crumb))));
            page.set_places(list(options.iter().map(|option| ui::Locality {
                code: text(&option.code),
                name: text(&option.name),
                note: text(&option.note),
            })));
            page.set_query(text(query));
            page.set_placeholder(text(placeholder));
            ui::FieldKind::Place
        }
        Field::Rows { rows, add_label, empty, can_add } => {
            page.set_rows(list(rows.iter().map(|row| ui::RowItem {
                id: text(&row.id),
                title: text(&row.title),
                subtitle: text(&row.subtitle),
            })));
            page.set_add_label(text(add_label));
            page.set_rows_empty(text(empty));
            page.set_can_add(*can_add);
            ui::FieldKind::Rows
        }
        Field::Photo { state, picture, capture_label, retake_label, choices } => {
            page.set_photo_state(match state {
                PhotoState::NoCamera => ui::PhotoState::NoCamera,
                PhotoState::Aim => ui::PhotoState::Aim,
                PhotoState::Taken => ui::PhotoState::Taken,
                PhotoState::Failed => ui::PhotoState::Failed,
            });
            page.set_photo(picture.as_deref().map_or_else(Image::default, image));
            page.set_capture_label(text(capture_label));
            page.set_retake_label(text(retake_label));
            page.set_choices(list(choices.iter().map(choice)));
            ui::FieldKind::Photo
        }
        Field::Review { groups, edit_label } => {
            page.set_groups(list(groups.iter().map(group)));
            page.set_edit_label(text(edit_label));
            ui::FieldKind::Review
        }
    }
}

/// Takes out what the last visitor was asked, answered and saw of themselves.
pub fn forget(app: &App) {
    let page = app.global::<ui::Ask>();
    page.set_title(SharedString::default());
    page.set_step(0);
    page.set_steps(0);
    page.set_question(SharedString::default());
    page.set_hint(SharedString::default());
    page.set_error(SharedString::default());
    page.set_warning(SharedString::default());
    page.set_next_label(SharedString::default());
    page.set_skip_label(SharedString::default());
    page.set_help_label(SharedString::default());
    page.set_checks(ModelRc::default());
    page.set_notices(ModelRc::default());
    page.set_contact(SharedString::default());
    page.set_choices(ModelRc::default());
    page.set_text(SharedString::default());
    page.set_placeholder(SharedString::default());
    page.set_suggestions(ModelRc::default());
    page.set_nik_groups(ModelRc::default());
    page.set_nik_count(0);
    page.set_facts(ModelRc::default());
    page.set_day(SharedString::default());
    page.set_month(SharedString::default());
    page.set_year(SharedString::default());
    page.set_months(ModelRc::default());
    page.set_breadcrumbs(ModelRc::default());
    page.set_places(ModelRc::default());
    page.set_query(SharedString::default());
    page.set_rows(ModelRc::default());
    page.set_add_label(SharedString::default());
    page.set_rows_empty(SharedString::default());
    page.set_photo(Image::default());
    page.set_capture_label(SharedString::default());
    page.set_retake_label(SharedString::default());
    page.set_groups(ModelRc::default());
    page.set_edit_label(SharedString::default());
    page.set_keyboard_open(false);
}

fn check(item: &CheckItem) -> ui::CheckItem {
    ui::CheckItem {
        id: text(&item.id),
        label: text(&item.label),
        note: text(&item.note),
        answer: match item.checked {
            None => ui::Answer::None,
            Some(true) => ui::Answer::Yes,
            Some(false) => ui::Answer::No,
        },
    }
}

pub(super) fn choice(item: &ChoiceItem) -> ui::ChoiceItem {
    ui::ChoiceItem {
        id: text(&item.id),
        label: text(&item.label),
        note: text(&item.note),
        chosen: item.chosen,
    }
}

fn group(group: &ReviewGroup) -> ui::ReviewGroup {
    ui::ReviewGroup { title: text(&group.title), edit_id: text(&group.edit_id), lines: pairs(&group.rows) }
}

pub(super) fn pairs(lines: &[(String, String)]) -> ModelRc<ui::Pair> {
    list(lines.iter().map(|(label, value)| ui::Pair { label: text(label), value: text(value) }))
}
