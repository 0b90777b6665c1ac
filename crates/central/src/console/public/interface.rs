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
    html(&InterfacePage { f: Frame::public(lang, title, "/api"), calls: calls(&document) })
}

fn calls(document: &Value) -> Vec<Call> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut calls = Vec::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, call) in methods.as_object().into_iter().flatten() {
            let parameters = call["parameters"].as_array().into_iter().flatten();
            let answers = call["responses"].as_object().into_iter().flatten();
            calls.push(Call {
                method: method.to_uppercase(),
                path: path.clone(),
                says: text(&call["summary"]),
                parameters: parameters.map(|one| (text(&one["name"]), text(&one["description"]))).collect(),
                answers: answers.map(|(status, one)| (status.clone(), text(&one["description"]))).collect(),
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
        let calls = calls(&partners::document());
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
    }
}
