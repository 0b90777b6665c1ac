//! What central publishes, on the screen that waits, on the tiles, and in lists.

use anjungan_ui as ui;
use anjungan_ui::{App, Page};
use slint::{ComponentHandle, Image, ModelRc, Rgb8Pixel, SharedPixelBuffer};

use super::pages::{list, text};
use crate::visit::{Picture, attract, board, home, hours};

/// A slide that stays is not set again: it would come up once more.
pub fn attract_page(app: &App, view: &attract::View, before: Option<&attract::View>) -> Page {
    let page = app.global::<ui::Attract>();
    page.set_near_count(text(&view.near_label));
    page.set_near_place(text(&view.near_place));
    page.set_scanner(view.scanner);
    page.set_applies(view.applies);
    page.set_hours(text(&view.hours));
    page.set_quiet(view.quiet);
    if before.is_none_or(|before| before.slide != view.slide) {
        page.set_slides(list(view.slide.iter().map(|slide| ui::Slide {
            headline: text(&slide.headline),
            text: text(&slide.text),
            picture: slide.picture.as_deref().map_or_else(Image::default, image),
            alt: text(&slide.alt),
        })));
    }
    Page::Attract
}

/// Lets go of a slide's pixels while somebody is here.
pub fn forget_slide(app: &App) {
    app.global::<ui::Attract>().set_slides(ModelRc::default());
}

pub fn announcement(view: Option<&home::AnnouncementView>) -> ui::HomeAnnouncement {
    view.map_or_else(ui::HomeAnnouncement::default, |view| ui::HomeAnnouncement {
        headline: text(&view.headline),
        others: text(&view.others),
    })
}

pub fn hours(view: Option<&hours::View>) -> ui::HomeHours {
    view.map_or_else(ui::HomeHours::default, |view| ui::HomeHours {
        line: text(&view.line),
        note: text(&view.note),
    })
}

pub fn listing_page(app: &App, view: &board::View) -> Page {
    let page = app.global::<ui::Listing>();
    page.set_title(text(&view.title));
    page.set_note(text(&view.note));
    page.set_rows(list(view.rows.iter().map(|row| ui::ListingRow {
        id: text(&row.id),
        title: text(&row.title),
        line: text(&row.line),
        days: text(&row.days),
        badge: text(&row.badge),
    })));
    Page::Listing
}

/// An empty image, should the bytes not be as many as the picture says.
pub fn image(picture: &Picture) -> Image {
    let wanted = u64::from(picture.width) * u64::from(picture.height) * 3;
    if u64::try_from(picture.rgb.len()).ok() != Some(wanted) {
        return Image::default();
    }
    let pixels =
        SharedPixelBuffer::<Rgb8Pixel>::clone_from_slice(&picture.rgb, picture.width, picture.height);
    Image::from_rgb8(pixels)
}
