//! What kiosks show, from the desk: lists, forms in two languages, review, publication, history.
//!
//! ```text
//! list ─▶ new ─▶ form ─▶ page of the thing ─▶ submit ─▶ (somebody else) publish ─▶ withdraw, undo
//!                 ▲            │ versions, differences, restore
//!                 └── edit ────┘
//! ```
//!
//! A form carries the thing's `rev` and a key: who sends one that was made of an older state is shown what changed
//! meanwhile, with what they typed; who sends one twice does it once.

mod act;
mod form;
mod list;
mod pictures;
mod show;
mod words;

use axum::extract::DefaultBodyLimit;

use super::session::Session;
use crate::content::picture::SENT_BYTES_MAX;
use crate::office::people::Action;
use crate::routes::{Routes, Rule};
use crate::store::Author;

/// Where all this is.
pub(super) const HERE: &str = "/console/content";

/// Every page of it.
pub(super) fn routes() -> Routes {
    use Action::{Configure, EditContent, PublishContent, SeeContent};
    use Rule::{Needs, NeedsOneOf};
    let pictures = Routes::new()
        .get("/content/pictures", Needs(EditContent), pictures::list)
        .post("/content/pictures", Needs(EditContent), pictures::add)
        .layer(DefaultBodyLimit::max(SENT_BYTES_MAX + super::form::BYTES_MAX));
    // A slide brings its pictures along, one for each language.
    let forms = Routes::new()
        .post("/content", Needs(EditContent), form::begin)
        .post("/content/{id}/edit", Needs(EditContent), form::edited)
        .layer(DefaultBodyLimit::max(2 * SENT_BYTES_MAX + super::form::BYTES_MAX));
    Routes::new()
        .get("/content", Needs(SeeContent), list::list)
        .get("/content/new", Needs(EditContent), form::new)
        .post("/content/policy", Needs(Configure), list::policy)
        .merge(pictures)
        .get("/content/picture/{sha256}", Needs(SeeContent), pictures::show)
        .get("/content/{id}", Needs(SeeContent), show::show)
        .get("/content/{id}/edit", Needs(EditContent), form::edit)
        .merge(forms)
        .post("/content/{id}/restore", Needs(EditContent), act::restore)
        .post("/content/{id}/act", NeedsOneOf(&[EditContent, PublishContent]), act::act)
        .get("/content/{id}/compare", Needs(SeeContent), show::compare)
        .get("/content/{id}/preview", Needs(SeeContent), show::preview)
}

/// The officer, as the store knows who writes.
fn author(session: &Session) -> Author {
    let officer = &session.officer;
    Author { id: officer.id, role: officer.role, offices: officer.offices.clone() }
}
