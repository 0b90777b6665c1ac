//! What there is to do, and how the machine is.

use super::logo::WRITES_PER_DAY_MAX;
use super::snapshot::{SheetLook, Snapshot};
use super::view::{ItemView, MenuView, TroubleView};
use super::words;
use crate::wording::Lang;

/// The items, in their order on the screen.
const ITEMS: [&str; 14] = [
    "paper", "test", "jobs", "order", "qr", "logo", "baud", "notice", "about", "wifi", "touch", "colour",
    "log", "reset",
];

pub(super) fn is_enabled(id: &str, known: &Snapshot) -> bool {
    let printer = known.printer.as_ref();
    match id {
        "paper" | "test" | "qr" => printer.is_some(),
        "baud" => printer.is_some_and(|printer| printer.address.starts_with("serial:")),
        "logo" => {
            printer.is_some_and(|printer| printer.stores_logo)
                && known.logo.configured
                && known.logo.writes_today < WRITES_PER_DAY_MAX
        }
        "notice" => known.sheet_printer != SheetLook::None,
        "jobs" => !known.doubtful.is_empty(),
        "order" | "about" | "touch" | "colour" | "log" => true,
        "wifi" => known.wifi.is_some(),
        "reset" => known.erasable && known.pin.set,
        _ => false,
    }
}

pub(super) fn view(known: &Snapshot, lang: Lang) -> MenuView {
    let items = ITEMS.map(|id| ItemView {
        id: id.into(),
        title: words::task(lang, id).into(),
        subtitle: words::task_note(lang, id, known),
        enabled: is_enabled(id, known),
    });
    MenuView {
        device: known.device.clone(),
        status: words::status(lang, known),
        trouble: trouble(known, lang),
        items: items.into(),
    }
}

/// Out of order comes first: it is what a technician must clear.
fn trouble(known: &Snapshot, lang: Lang) -> Option<TroubleView> {
    let cause = known.printer.as_ref().and_then(|printer| printer.cause);
    if let Some(code) = &known.out_of_order {
        return Some(TroubleView {
            code: code.clone(),
            headline: words::out_of_order(lang).into(),
            meaning: words::out_of_order_meaning(lang, code),
            recommendation: words::out_of_order_remedy(lang, code),
        });
    }
    cause.map(|cause| TroubleView {
        code: cause.code().into(),
        headline: cause.headline(lang).into(),
        meaning: words::meaning(lang, cause).into(),
        recommendation: words::remedy(lang, cause).into(),
    })
}
