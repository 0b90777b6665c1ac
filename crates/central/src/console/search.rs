//! Search: by receipt, card number, NIK or name. Posted, so that nothing typed stands in an address or a log.
//!
//! A NIK is found by its keyed hash. A name is in no index: it is sealed, so the newest applications are opened one
//! after another and compared, and the page says how far back it looked.

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
use crate::store::{Account, Filter, Result, Store, StoreError, Summary};

const HERE: &str = "/console/search";
/// Applications whose names are compared, and lines that are shown.
const NAMES_MAX: u32 = 2_000;
const ROWS: usize = 50;
/// The shortest part of a name that is looked for.
const NAME_MIN: usize = 3;

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
    Name(String),
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
    let by_name = matches!(wanted, Wanted::Name(_));
    let (officer, lang) = (session.officer.clone(), session.lang);
    let rows: Vec<Row> = app
        .readers
        .run(move |store| {
            let (officers, now) = (store.officers()?, Timestamp::now());
            let found = find(store, &officer, wanted)?.into_iter();
            found
                .map(|summary| queue::row(store, summary, true, &officers, now, lang))
                .collect::<Result<_, StoreError>>()
        })
        .await??;
    let count = lang.number(rows.len() as u64);
    let back = lang.number(u64::from(NAMES_MAX));
    let caption = match (by_name, lang) {
        (false, Lang::Id) => format!("{count} ditemukan"),
        (false, Lang::En) => format!("{count} found"),
        (true, Lang::Id) => format!("{count} ditemukan di antara {back} pengajuan terbaru"),
        (true, Lang::En) => format!("{count} found among the {back} newest applications"),
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
        Ok(_) | Err(_) => {
            let name = anjungan_regions::fold(q);
            (name.chars().count() >= NAME_MIN).then_some(Wanted::Name(name))
        }
    }
}

fn find(store: &Store, officer: &Account, wanted: Wanted) -> Result<Vec<Summary>> {
    let all = Filter {
        office: officer.office.clone(),
        newest_first: true,
        limit: ROWS as u32,
        ..Filter::default()
    };
    match wanted {
        Wanted::Receipt(receipt) => store.applications(&Filter { receipt: Some(receipt), ..all }),
        Wanted::Nik(nik) => store.applications(&Filter { nik: Some(nik), ..all }),
        Wanted::Number(number) => store.applications(&Filter { number: Some(number), ..all }),
        Wanted::Name(name) => {
            let mut found = Vec::new();
            for summary in store.applications(&Filter { limit: NAMES_MAX, ..all })? {
                let fits = !summary.erased
                    && store
                        .name_and_birth(summary.id)?
                        .is_some_and(|(known, _)| anjungan_regions::fold(&known).contains(&name));
                if fits {
                    found.push(summary);
                }
                if found.len() == ROWS {
                    break;
                }
            }
            Ok(found)
        }
    }
}
