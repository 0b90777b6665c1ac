//! From the receipt to the card: each view into its global.

use anjungan_ui as ui;
use anjungan_ui::{App, Page};
use slint::{ComponentHandle, Image, ModelRc, SharedString};

use super::ask::{choice, pairs};
use super::pages::{list, text};
use super::qr;
use crate::visit::apply::{ReceiptStage, ReceiptView};
use crate::visit::{assist, check, find, report, status};

/// Shows a receipt.
pub fn receipt_page(app: &App, view: &ReceiptView) -> Page {
    let page = app.global::<ui::Receipt>();
    page.set_stage(match view.stage {
        ReceiptStage::Saving => ui::ReceiptStage::Saving,
        ReceiptStage::StoredHere => ui::ReceiptStage::StoredHere,
        ReceiptStage::AtOffice => ui::ReceiptStage::AtOffice,
    });
    page.set_headline(text(&view.headline));
    page.set_explanation(text(&view.explanation));
    page.set_number(text(&view.number));
    page.set_qr(qr::image(&view.code));
    page.set_slip(ui::Slip {
        headline: text(&view.paper.headline),
        explanation: text(&view.paper.explanation),
        busy: view.paper.busy,
        failed: view.paper.failed,
        asks: view.paper.asks,
        reprint_label: text(&view.paper.reprint_label),
    });
    page.set_next_steps(list(view.next_steps.iter().map(|step| text(step))));
    page.set_code(text(&view.code_for_technician));
    page.set_done_label(text(&view.done_label));
    Page::Receipt
}

/// Shows where a code or a number is asked for. `again`: it was up already.
pub fn find_page(app: &App, view: &find::View, again: bool) -> Page {
    let page = app.global::<ui::Find>();
    if !again {
        // Where nothing can be scanned the number is typed, and the keyboard need not be asked for.
        page.set_keyboard_open(!view.scanner);
    }
    page.set_title(text(&view.title));
    page.set_question(text(&view.question));
    page.set_hint(text(&view.hint));
    page.set_scanner(view.scanner);
    page.set_value(text(&view.value));
    page.set_placeholder(text(&view.placeholder));
    page.set_error(text(&view.error));
    page.set_busy(view.busy);
    page.set_next_label(text(&view.next_label));
    page.set_next_enabled(view.next_enabled);
    page.set_help_label(text(&view.help_label));
    Page::Find
}

/// Shows how an application stands.
pub fn status_page(app: &App, view: &status::View) -> Page {
    let page = app.global::<ui::Status>();
    page.set_title(text(&view.title));
    page.set_look(match view.look {
        status::Look::Underway => ui::StatusLook::Underway,
        status::Look::Held => ui::StatusLook::Held,
        status::Look::Attention => ui::StatusLook::Attention,
        status::Look::Good => ui::StatusLook::Good,
        status::Look::Bad => ui::StatusLook::Bad,
        status::Look::Ended => ui::StatusLook::Ended,
        status::Look::Busy => ui::StatusLook::Busy,
    });
    page.set_number(text(&view.number));
    page.set_headline(text(&view.headline));
    page.set_explanation(text(&view.explanation));
    page.set_timeline(list(view.timeline.iter().map(|step| ui::TimelineStep {
        label: text(&step.label),
        when: text(&step.when),
        state: match step.state {
            status::StepState::Done => ui::StepState::Done,
            status::StepState::Now => ui::StepState::Now,
            status::StepState::Later => ui::StepState::Later,
        },
    })));
    page.set_reasons_heading(text(&view.reasons_heading));
    page.set_reasons(list(view.reasons.iter().map(|reason| text(reason))));
    page.set_to_mend(text(&view.to_mend));
    page.set_facts(pairs(&view.facts));
    page.set_choices(list(view.choices.iter().map(choice)));
    page.set_qr(qr::image(&view.qr));
    page.set_code(text(&view.code));
    Page::Status
}

/// Shows what became of a report.
pub fn done_page(app: &App, view: &report::View) -> Page {
    let page = app.global::<ui::Done>();
    page.set_title(text(&view.title));
    page.set_look(match view.look {
        report::Look::Storing => ui::DoneLook::Storing,
        report::Look::Stored => ui::DoneLook::Stored,
        report::Look::Failed => ui::DoneLook::Failed,
    });
    page.set_headline(text(&view.headline));
    page.set_explanation(text(&view.explanation));
    page.set_reminder(text(&view.reminder));
    page.set_again_label(text(&view.again_label));
    page.set_code(text(&view.code));
    Page::Done
}

/// Shows whether a card is genuine.
pub fn check_page(app: &App, view: &check::View) -> Page {
    let page = app.global::<ui::Check>();
    page.set_title(text(&view.title));
    page.set_label(text(&view.label));
    page.set_verdict(match view.verdict {
        check::Verdict::Waiting => ui::Verdict::Waiting,
        check::Verdict::Genuine => ui::Verdict::Genuine,
        check::Verdict::Unlisted => ui::Verdict::Unlisted,
        check::Verdict::Expired => ui::Verdict::Expired,
        check::Verdict::Revoked => ui::Verdict::Revoked,
        check::Verdict::NotGenuine => ui::Verdict::NotGenuine,
        check::Verdict::Unreadable => ui::Verdict::Unreadable,
    });
    page.set_headline(text(&view.headline));
    page.set_explanation(text(&view.explanation));
    page.set_facts(pairs(&view.facts));
    page.set_holder(text(&view.holder));
    page.set_choices(list(view.choices.iter().map(choice)));
    page.set_scanner(view.scanner);
    Page::Check
}

/// Shows the officers' pad: how many digits were typed, never which.
pub fn helper_page(app: &App, view: &assist::View) -> Page {
    let page = app.global::<ui::Helper>();
    page.set_title(text(&view.title));
    page.set_digits(i32::try_from(view.digits).unwrap_or(i32::MAX));
    page.set_explanation(text(&view.explanation));
    page.set_pad_heading(text(&view.pad_heading));
    page.set_message(text(&view.message));
    page.set_enabled(view.enabled);
    page.set_refused(view.refused);
    page.set_step_back_label(text(&view.step_back_label));
    page.set_close_label(text(&view.close_label));
    Page::Helper
}

/// Takes out the last visitor's receipt, and all that was looked up with it.
pub fn forget(app: &App) {
    let receipt = app.global::<ui::Receipt>();
    receipt.set_headline(SharedString::default());
    receipt.set_explanation(SharedString::default());
    receipt.set_number(SharedString::default());
    receipt.set_qr(Image::default());
    receipt.set_slip(ui::Slip::default());
    receipt.set_next_steps(ModelRc::default());
    receipt.set_code(SharedString::default());
    receipt.set_done_label(SharedString::default());
    let find = app.global::<ui::Find>();
    find.set_title(SharedString::default());
    find.set_question(SharedString::default());
    find.set_hint(SharedString::default());
    find.set_value(SharedString::default());
    find.set_placeholder(SharedString::default());
    find.set_error(SharedString::default());
    find.set_next_label(SharedString::default());
    find.set_help_label(SharedString::default());
    find.set_keyboard_open(false);
    let status = app.global::<ui::Status>();
    status.set_title(SharedString::default());
    status.set_number(SharedString::default());
    status.set_headline(SharedString::default());
    status.set_explanation(SharedString::default());
    status.set_timeline(ModelRc::default());
    status.set_reasons_heading(SharedString::default());
    status.set_reasons(ModelRc::default());
    status.set_to_mend(SharedString::default());
    status.set_facts(ModelRc::default());
    status.set_choices(ModelRc::default());
    status.set_qr(Image::default());
    status.set_code(SharedString::default());
    let check = app.global::<ui::Check>();
    check.set_title(SharedString::default());
    check.set_label(SharedString::default());
    check.set_headline(SharedString::default());
    check.set_explanation(SharedString::default());
    check.set_facts(ModelRc::default());
    check.set_holder(SharedString::default());
    check.set_choices(ModelRc::default());
    let done = app.global::<ui::Done>();
    done.set_title(SharedString::default());
    done.set_headline(SharedString::default());
    done.set_explanation(SharedString::default());
    done.set_reminder(SharedString::default());
    done.set_again_label(SharedString::default());
    done.set_code(SharedString::default());
    let helper = app.global::<ui::Helper>();
    helper.set_title(SharedString::default());
    helper.set_digits(0);
    helper.set_explanation(SharedString::default());
    helper.set_pad_heading(SharedString::default());
    helper.set_message(SharedString::default());
    helper.set_step_back_label(SharedString::default());
    helper.set_close_label(SharedString::default());
}
