//! Inputs over the network, against a server on this machine that answers with what it was given.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

use anjungan_central::import::SourceArg::{Karirhub, Maganghub};
use serde_json::{Value, json};

use super::fixtures::{Central, detail, list_row, magang, page};

/// Serves these answers by path; anything else is 404. Gives the address.
fn serve(answers: Vec<(&str, u16, String)>) -> String {
    let answers: HashMap<String, (u16, String)> =
        answers.into_iter().map(|(path, status, body)| (path.to_string(), (status, body))).collect();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let request = lines.next().unwrap().unwrap();
            while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            let path = request.split(' ').nth(1).unwrap();
            let (status, body) = answers.get(path).cloned().unwrap_or((404, "{}".into()));
            let head =
                format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            let _ = stream.write_all((head + &body).as_bytes());
        }
    });
    format!("http://{address}")
}

fn magang_page(current: u32, last: u32, records: &[Value]) -> String {
    json!({"data": records, "meta": {"pagination": {"current_page": current, "last_page": last}}}).to_string()
}

#[test]
fn maganghubs_pages_are_followed_to_the_last() {
    let server = serve(vec![
        ("/list?limit=1", 200, magang_page(1, 3, &[magang("m-1")])),
        ("/list?limit=1&page=2", 200, magang_page(2, 3, &[magang("m-2")])),
        ("/list?limit=1&page=3", 200, magang_page(3, 3, &[magang("m-3")])),
    ]);
    let mut central = Central::new();
    assert_eq!(
        central.counts(Maganghub, &[format!("{server}/list?limit=1")], "2026-11-22"),
        [3, 3, 0, 0, 0, 0]
    );
}

#[test]
fn karirhubs_list_is_followed_until_nothing_new_comes_and_details_are_read() {
    let server = serve(vec![
        ("/v1/industrial-vacancies?page=1", 200, page(&[list_row("k-1"), list_row("k-2")])),
        ("/v1/industrial-vacancies?page=2", 200, page(&[list_row("k-2")])),
        ("/v1/vacancies/k-1", 200, json!({"data": detail("k-1")}).to_string()),
    ]);
    let mut central = Central::new();
    let input = [format!("{server}/v1/industrial-vacancies?page=1")];
    // Three rows and one detail; the other detail is gone.
    assert_eq!(central.counts(Karirhub, &input, "2026-11-22"), [4, 2, 0, 2, 0, 0]);
    let whole: Vec<bool> = central.vacancies(Karirhub).iter().map(|v| !v.description.is_empty()).collect();
    assert_eq!(whole.iter().filter(|whole| **whole).count(), 1);
}

#[test]
fn a_failing_second_page_writes_nothing_and_is_named() {
    let server = serve(vec![
        ("/list", 200, magang_page(1, 2, &[magang("m-1")])),
        ("/list?page=2", 503, "<html>busy</html>".into()),
    ]);
    let mut central = Central::new();
    let error = central.import(Maganghub, &[format!("{server}/list")], "2026-11-22").unwrap_err();
    let expected = format!(
        "{server}/list?page=2: the server answered 503. Try again later, or import from downloaded files"
    );
    assert_eq!(error.to_string(), expected);
    assert!(central.vacancies(Maganghub).is_empty());
}

#[test]
fn an_error_page_with_status_200_and_a_dead_server_are_named() {
    let server = serve(vec![("/list", 200, "<html>login</html>".into())]);
    let mut central = Central::new();
    let error = central.import(Maganghub, &[format!("{server}/list")], "2026-11-22").unwrap_err().to_string();
    assert!(error.contains("/list: is a web page, not JSON"), "{error}");
    let error =
        central.import(Maganghub, &["http://127.0.0.1:9/list".into()], "2026-11-22").unwrap_err().to_string();
    assert!(error.starts_with("http://127.0.0.1:9/list: no answer ("), "{error}");
}
