//! Service mode's views into its one global. A PIN's digits never come this far: only how many there are; a passphrase's letters
//! come only while somebody asks to see them.

use anjungan_ui as ui;
use anjungan_ui::{App, Page};
use slint::{Color, ComponentHandle, ModelRc, SharedString};

use super::pages::{int, list, text};
use crate::service::{
    ChoiceView, EntryView, ItemView, MenuView, Picture, PinView, Rgb, StepView, TestView, TroubleView, Weight,
};

/// Shows the PIN pad.
pub fn pin_page(app: &App, view: &PinView) -> Page {
    let page = app.global::<ui::Service>();
    page.set_hint(text(&view.hint));
    page.set_digits(i32::try_from(view.digits).unwrap_or(i32::MAX));
    page.set_message(text(&view.message));
    page.set_enabled(view.enabled);
    Page::ServicePin
}

/// Shows the menu.
pub fn menu_page(app: &App, view: &MenuView) -> Page {
    let page = app.global::<ui::Service>();
    page.set_device(text(&view.device));
    page.set_status(list(view.status.iter().map(line)));
    page.set_trouble(view.trouble.as_ref().map(trouble).unwrap_or_default());
    page.set_items(list(view.items.iter().map(item)));
    Page::ServiceMenu
}

/// Shows a step.
pub fn step_page(app: &App, view: &StepView) -> Page {
    let page = app.global::<ui::Service>();
    page.set_title(text(&view.title));
    page.set_counter(text(&view.counter));
    page.set_picture(picture(view.picture));
    page.set_paper_width_mm(int(view.model.paper_width_mm));
    page.set_cutter(view.model.cutter);
    page.set_headline(text(&view.headline));
    page.set_text(text(&view.text));
    page.set_busy(view.busy);
    page.set_code(text(&view.code));
    page.set_choices(list(view.choices.iter().map(choice)));
    page.set_lines(list(view.lines.iter().map(line)));
    page.set_items(list(view.items.iter().map(item)));
    Page::ServiceStep
}

/// Shows something to type.
pub fn entry_page(app: &App, view: &EntryView) -> Page {
    let page = app.global::<ui::Service>();
    page.set_title(text(&view.title));
    page.set_headline(text(&view.headline));
    page.set_typed_label(text(&view.label));
    page.set_typed(text(&view.text));
    page.set_text(text(&view.note));
    page.set_show_label(text(&view.show));
    page.set_done_label(text(&view.done));
    page.set_enabled(view.ready);
    Page::ServiceEntry
}

/// Takes out what was typed: it may be a passphrase.
pub fn forget_entry(app: &App) {
    let page = app.global::<ui::Service>();
    page.set_typed(SharedString::default());
}

/// Shows a test of the panel.
pub fn test_page(app: &App, view: &TestView) -> Page {
    let page = app.global::<ui::Service>();
    page.set_headline(text(&view.headline));
    page.set_text(text(&view.text));
    page.set_marks(list(
        view.marks.iter().map(|(name, touched)| ui::ServiceMark { name: text(name), touched: *touched }),
    ));
    let Rgb(red, green, blue) = view.colour.unwrap_or(Rgb(0, 0, 0));
    page.set_colour(Color::from_rgb_u8(red, green, blue));
    Page::ServiceTest
}

fn line((label, value): &(String, String)) -> ui::ServiceLine {
    ui::ServiceLine { label: text(label), value: text(value) }
}

/// Takes out what the last technician saw, and how many digits they typed.
pub fn forget(app: &App) {
    let page = app.global::<ui::Service>();
    page.set_digits(0);
    page.set_message(SharedString::default());
    page.set_enabled(false);
    page.set_device(SharedString::default());
    page.set_status(ModelRc::default());
    page.set_trouble(ui::ServiceTrouble::default());
    page.set_items(ModelRc::default());
    page.set_title(SharedString::default());
    page.set_counter(SharedString::default());
    page.set_picture(ui::PrinterPicture::None);
    page.set_headline(SharedString::default());
    page.set_text(SharedString::default());
    page.set_busy(false);
    page.set_code(SharedString::default());
    page.set_choices(ModelRc::default());
    page.set_hint(SharedString::default());
    page.set_lines(ModelRc::default());
    page.set_marks(ModelRc::default());
    page.set_typed(SharedString::default());
    page.set_typed_label(SharedString::default());
    page.set_show_label(SharedString::default());
    page.set_done_label(SharedString::default());
}

fn trouble(trouble: &TroubleView) -> ui::ServiceTrouble {
    ui::ServiceTrouble {
        code: text(&trouble.code),
        headline: text(&trouble.headline),
        meaning: text(&trouble.meaning),
        recommendation: text(&trouble.recommendation),
    }
}

fn item(item: &ItemView) -> ui::ServiceItem {
    ui::ServiceItem {
        id: text(&item.id),
        title: text(&item.title),
        subtitle: text(&item.subtitle),
        enabled: item.enabled,
    }
}

fn choice(choice: &ChoiceView) -> ui::ServiceChoice {
    ui::ServiceChoice {
        id: text(&choice.id),
        label: text(&choice.label),
        weight: match choice.weight {
            Weight::Primary => ui::ServiceWeight::Primary,
            Weight::Plain => ui::ServiceWeight::Plain,
            Weight::Danger => ui::ServiceWeight::Danger,
        },
    }
}

fn picture(picture: Picture) -> ui::PrinterPicture {
    match picture {
        Picture::None => ui::PrinterPicture::None,
        Picture::CoverOpening => ui::PrinterPicture::CoverOpening,
        Picture::OldRollOut => ui::PrinterPicture::OldRollOut,
        Picture::RollIn => ui::PrinterPicture::RollIn,
        Picture::PaperOut => ui::PrinterPicture::PaperOut,
        Picture::CoverClosing => ui::PrinterPicture::CoverClosing,
        Picture::WhichRoll => ui::PrinterPicture::WhichRoll,
        Picture::TestPrint => ui::PrinterPicture::TestPrint,
        Picture::QrBoth => ui::PrinterPicture::QrBoth,
        Picture::Waiting => ui::PrinterPicture::Waiting,
        Picture::Done => ui::PrinterPicture::Done,
        Picture::Trouble => ui::PrinterPicture::Trouble,
    }
}
