//! Going back and leaving: what lies on top is dropped first.

use super::seek::Under;
use super::{Page, Turn, ticket};

/// One step back. `true`: back from Home, the visitor is done.
pub(super) fn back(page: &mut Page, turn: &mut Turn<'_>) -> bool {
    match page {
        Page::Home => return true,
        Page::Info(_) => *page = Page::Home,
        Page::Status(inquiry) => {
            if !inquiry.back(turn) {
                leave(std::mem::replace(page, Page::Home), turn);
            }
        }
        Page::Report(report) => {
            if !report.back(turn) {
                *page = Page::Home;
            }
        }
        Page::Check(_) => *page = Page::Home,
        Page::Board(board) => {
            if !board.back(turn) {
                *page = Page::Home;
            }
        }
        Page::Apply(apply) => {
            if !apply.back(turn) {
                leave(std::mem::replace(page, Page::Home), turn);
            }
        }
        Page::Slip(_) => leave(std::mem::replace(page, Page::Home), turn),
        Page::Seek(seek) => {
            if !seek.back(turn) {
                // An employer's vacancies lie over where the visitor found it.
                let below = match seek.under.take() {
                    None => Page::Home,
                    Some(Under::Board(board)) => Page::Board(board),
                    Some(Under::Seek(below)) => Page::Seek(below),
                };
                leave(std::mem::replace(page, below), turn);
            }
        }
    }
    false
}

/// The page is left for good: what it still owes is done.
pub(super) fn leave(page: Page, turn: &mut Turn<'_>) {
    match page {
        Page::Home | Page::Info(_) | Page::Report(_) | Page::Check(_) => {}
        Page::Board(mut board) => board.leave(turn),
        Page::Status(inquiry) => inquiry.leave(turn),
        Page::Seek(seek) => seek.leave(turn),
        Page::Apply(apply) => apply.leave(turn),
        Page::Slip(ticket) => ticket::leave(&ticket, turn),
    }
}
