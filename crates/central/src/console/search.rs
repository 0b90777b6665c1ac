//! Search: by receipt, card number, NIK or name. Posted, so that nothing typed stands in an address or a log.
//!
//! A NIK is found by its keyed hash, a name by keyed hashes of the beginnings of its words; what is found is opened and
//! compared.

use std::sync::Arc;

use anjungan_wire::card::CardNumber;
use anjungan_wire::nik::Nik;
use anjungan_wire::receipt::ReceiptNumber;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;

use super::lang::Lang;
use super::page::{Frame, Problem, html};
use super::queue::{self, Row};
use super::session::{Sent, Session};
use crate::api::App;
use crate::office::people::Action;
use crate::store::{Account, Filter, NameQuery, Result, Store, Summary};

const HERE: &str = "/console/search";
/// Lines that are shown.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "console/search.html")]
struct SearchPage {
    f: Frame,
    q: String,
    rows: Option<Vec<Row>>,
    caption: String,
    error: Option<String>,
}

/// What was typed, understood.
enum Wanted {
    Receipt(ReceiptNumber),
    Nik(Nik),
    Number(CardNumber),
    Name(NameQuery),
}

/// `GET /console/search`
pub(super) async fn form(session: Session) -> Result<Response, Problem> {
    session.must(Action::SeePerson)?;
    Ok(html(&page(&session, "", None, String::new(), None)))
}

fn page(
    session: &Session,
    q: &str,
    rows: Option<Vec<Row>>,
    caption: String,
    error: Option<&str>,
) -> SearchPage {
    let f = session.frame(session.t("Cari", "Search"), HERE);
    SearchPage { f, q: q.to_owned(), rows, caption, error: error.map(ToOwned::to_owned) }
}

/// `POST /console/search`
pub(super) async fn search(
    State(app): State<Arc<App>>,
    Sent { session, form }: Sent,
) -> Result<Response, Problem> {
    session.must(Action::SeePerson)?;
    let q: String = form.text("q").chars().take(80).collect();
    let Some(wanted) = understand(&q) else {
        let error = session.t(
            "Ketik nomor tanda terima, nomor kartu, NIK 16 angka, atau sedikitnya 3 huruf nama.",
            "Type a receipt number, a card number, a NIK of 16 digits, or at least 3 letters of a name.",
        );
        return Ok(html(&page(&session, &q, None, String::new(), Some(error))));
    };
    let (officer, lang) = (session.officer.clone(), session.lang);
    let rows: Vec<Row> = app
        .readers
        .run(move |store| queue::rows(store, find(store, &officer, wanted)?, true, Timestamp::now(), lang))
        .await??;
    // Who looked at a person is written down (UU 27/2022 ps 35-39), here by whom the list names.
    let (actor, found) = (session.actor(), rows.iter().map(|row| row.id).collect::<Vec<_>>());
    app.writer.run(move |store| store.note_search(&actor, &found)).await??;
    let (full, count) = (rows.len() == ROWS, lang.number(rows.len() as u64));
    let caption = match (full, lang) {
        (false, Lang::Id) => format!("{count} ditemukan"),
        (false, Lang::En) => format!("{count} found"),
        (true, Lang::Id) => format!("{count} yang terbaru. Ketik lebih lengkap untuk mempersempit."),
        (true, Lang::En) => format!("The newest {count}. Type more to narrow it down."),
    };
    Ok(html(&page(&session, &q, Some(rows), caption, None)))
}

fn understand(q: &str) -> Option<Wanted> {
    if let Ok(receipt) = q.parse() {
        return Some(Wanted::Receipt(receipt));
    }
    if let Ok(nik) = q.parse() {
        return Some(Wanted::Nik(nik));
    }
    let digits = q.chars().any(|c| c.is_ascii_digit());
    match q.parse() {
        Ok(number) if digits => Some(Wanted::Number(number)),
        Ok(_) | Err(_) => NameQuery::read(q).map(Wanted::Name),
    }
}

fn find(store: &Store, officer: &Account, wanted: Wanted) -> Result<Vec<Summary>> {
    let all = Filter {
        offices: officer.offices.clone(),
        newest_first: true,
        limit: ROWS as u32,
        ..Filter::default()
    };
    match wanted {
        Wanted::Receipt(receipt) => store.applications(&Filter { receipt: Some(receipt), ..all }),
        Wanted::Nik(nik) => store.applications(&Filter { nik: Some(nik), ..all }),
        Wanted::Number(number) => store.applications(&Filter { number: Some(number), ..all }),
        Wanted::Name(name) => store.search_names(&name, &officer.offices, ROWS),
    }
}
