//! `GET /api`: what partners' programs can ask, for whoever writes one. Made from the same document as
//! `/api/openapi.json`, without a script.

use askama::Template;
use axum::response::Response;
use serde_json::Value;

use crate::console::lang::Lang;
use crate::console::page::{Frame, html};
use crate::partners;

#[derive(Template)]
#[template(path = "public/interface.html")]
struct InterfacePage {
    f: Frame,
    calls: Vec<Call>,
    /// What every call may answer.
    usual: Vec<(String, String)>,
}

/// The document's sentences in Indonesian. The document itself is for programs, and English.
const WORDS: &[(&str, &str)] = &[
    ("Whether a card is valid", "Apakah sebuah kartu berlaku"),
    (
        "Published employers of a province, a regency or a city",
        "Perusahaan yang diterbitkan di sebuah provinsi atau kabupaten/kota",
    ),
    ("Applications by stage, and placements", "Pengajuan menurut tahap, dan penempatan"),
    (
        "Published trainings in a province, a regency or a city",
        "Pelatihan yang diterbitkan di sebuah provinsi atau kabupaten/kota",
    ),
    (
        "Published vacancies of a province, a regency or a city",
        "Lowongan yang diterbitkan di sebuah provinsi atau kabupaten/kota",
    ),
    ("One published vacancy", "Satu lowongan yang diterbitkan"),
    ("Its id", "Id lowongan"),
    ("So many at most.", "Paling banyak sekian."),
    (
        "`next` of the page before; nothing for the first.",
        "`next` dari halaman sebelumnya; kosong untuk yang pertama.",
    ),
    ("Province (2 digits), or regency or city (4).", "Provinsi (2 angka), atau kabupaten/kota (4)."),
    ("A page", "Satu halaman"),
    ("How it stands", "Keadaan kartu"),
    ("The figures now", "Angka sekarang"),
    ("The vacancy", "Lowongannya"),
    ("Nothing changed", "Tidak ada yang berubah"),
    ("A parameter can't be read", "Ada parameter yang tidak dapat dibaca"),
    ("The body can't be read", "Isi permintaan tidak dapat dibaca"),
    ("The id can't be read", "Id tidak dapat dibaca"),
    ("The key is missing or does not work", "Kunci tidak ada atau tidak berlaku"),
    ("The key is not for this", "Kunci ini bukan untuk permintaan ini"),
    ("The region is another office's", "Wilayah itu milik kantor lain"),
    ("There is none, or it is another office's", "Tidak ada, atau milik kantor lain"),
    ("Too many requests", "Terlalu banyak permintaan"),
    ("Central is busy", "Pusat sedang sibuk"),
];

/// A sentence of the document in a page's language.
fn said(text: &str, lang: Lang) -> String {
    let known = WORDS.iter().find(|(en, _)| *en == text);
    known.map_or_else(|| text.to_owned(), |(en, id)| lang.t(id, en).to_owned())
}

struct Call {
    method: String,
    path: String,
    says: String,
    parameters: Vec<(String, String)>,
    answers: Vec<(String, String)>,
}

pub(super) async fn show(lang: Lang) -> Response {
    let document = partners::document();
    let title = lang.t("Antarmuka untuk mitra", "The interface for partners");
    let mut calls = calls(&document, lang);
    let usual = usual(&mut calls);
    html(&InterfacePage { f: Frame::public(lang, title, "/api"), calls, usual })
}

/// Takes out of the calls what all of them answer alike, to be said once.
fn usual(calls: &mut [Call]) -> Vec<(String, String)> {
    let Some((first, others)) = calls.split_first() else { return Vec::new() };
    let of_all = |one: &&(String, String)| others.iter().all(|call| call.answers.contains(one));
    let usual: Vec<_> = first.answers.iter().filter(of_all).cloned().collect();
    for call in calls {
        call.answers.retain(|one| !usual.contains(one));
    }
    usual
}

fn calls(document: &Value, lang: Lang) -> Vec<Call> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let words = |value: &Value| said(value.as_str().unwrap_or_default(), lang);
    let mut calls = Vec::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, call) in methods.as_object().into_iter().flatten() {
            let parameters = call["parameters"].as_array().into_iter().flatten();
            let answers = call["responses"].as_object().into_iter().flatten();
            calls.push(Call {
                method: method.to_uppercase(),
                path: path.clone(),
                says: words(&call["summary"]),
                parameters: parameters.map(|one| (text(&one["name"]), words(&one["description"]))).collect(),
                answers: answers.map(|(status, one)| (status.clone(), words(&one["description"]))).collect(),
            });
        }
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_of_the_document_is_on_the_page() {
        let mut calls = calls(&partners::document(), Lang::Id);
        let paths: Vec<&str> = calls.iter().map(|call| call.path.as_str()).collect();
        let expected = [
            "/api/v1/cards/check",
            "/api/v1/employers",
            "/api/v1/figures",
            "/api/v1/trainings",
            "/api/v1/vacancies",
            "/api/v1/vacancies/{id}",
        ];
        assert_eq!(paths, expected);
        assert!(calls.iter().all(|call| !call.says.is_empty() && call.answers.len() > 5));
        let statuses: Vec<String> = usual(&mut calls).into_iter().map(|(status, _)| status).collect();
        assert_eq!(statuses, ["304", "401", "403", "429", "503"]);
        assert!(calls.iter().all(|call| call.answers.iter().any(|(status, _)| status == "200")));
    }

    #[test]
    fn every_sentence_of_the_document_has_indonesian_words() {
        for call in calls(&partners::document(), Lang::En) {
            let parts = call.parameters.into_iter().chain(call.answers).map(|(_, says)| says);
            for says in parts.chain([call.says]) {
                assert_ne!(said(&says, Lang::Id), says);
            }
        }
    }
}
