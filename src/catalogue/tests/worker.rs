//! The thread between the screen and the catalogue.

use std::sync::mpsc;
use std::time::Duration;

use super::*;
use crate::catalogue::worker::{Answer, Found, Request, Worker};

fn search(text: &str) -> Request {
    Request::Search { query: words(text), today: day("2026-11-22"), offset: 0, limit: 5 }
}

#[test]
fn every_kind_of_request_is_answered_with_its_number() {
    let house = House::holding(&[vacancy("1", "Kasir")]);
    let (tell, told) = mpsc::channel::<Answer>();
    let worker = Worker::start(house.path(), Box::new(move |answer| tell.send(answer).unwrap())).unwrap();
    let today = day("2026-11-22");
    let none = Query { wage_at_least: Some(anjungan_wire::vacancy::Rupiah(1)), ..words("kasir") };
    let requests = [
        search("kasir"),
        Request::Counts(Query::default(), today),
        Request::Places(Some(region("32")), Query::default(), today),
        Request::Vacancy("local:1".into(), today),
        Request::Widen(none, today),
        Request::NearCount(region("3216"), today),
        Request::EmployerCount("Contoh, PT".into(), today),
    ];
    let asked: Vec<_> = requests.into_iter().map(|request| worker.ask(request)).collect();
    for to in asked {
        let answer = told.recv_timeout(Duration::from_secs(10)).unwrap();
        assert_eq!(answer.to, to);
        let good = match answer.found {
            Found::Search(results) => results.total == 1 && results.cards[0].title == "Kasir",
            Found::Counts(facets) => facets.total == 1,
            Found::Places(places) => places[0].name == "Kab. Bekasi" && places[0].count == 1,
            Found::Vacancy(vacancy) => vacancy.unwrap().title == "Kasir",
            Found::Widen(offers) => offers[0].count == 1,
            Found::NearCount(count) | Found::EmployerCount(count) => count == 1,
            Found::Failed => false,
        };
        assert!(good, "{to:?}");
    }
}

#[test]
fn of_many_letters_only_the_last_waits() {
    let house = House::holding(&[vacancy("1", "Kasir")]);
    let (tell, told) = mpsc::channel::<Answer>();
    let (go, wait) = mpsc::channel::<()>();
    let reply = move |answer| {
        tell.send(answer).unwrap();
        wait.recv().unwrap();
    };
    let worker = Worker::start(house.path(), Box::new(reply)).unwrap();
    let first = worker.ask(search("k"));
    assert_eq!(told.recv().unwrap().to, first);
    worker.ask(search("ka"));
    worker.ask(search("kas"));
    let count = worker.ask(Request::Counts(Query::default(), day("2026-11-22")));
    let last = worker.ask(search("kasi"));
    (0..3).for_each(|_| go.send(()).unwrap());
    assert_eq!(told.recv().unwrap().to, count);
    assert_eq!(told.recv().unwrap().to, last);
    assert!(told.recv_timeout(Duration::from_millis(50)).is_err());
}

#[test]
fn a_catalogue_that_cannot_be_read_fails_and_later_works() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("catalogue.db");
    let (tell, told) = mpsc::channel::<Answer>();
    let worker = Worker::start(path.clone(), Box::new(move |answer| tell.send(answer).unwrap())).unwrap();
    worker.ask(search("kasir"));
    assert_eq!(told.recv().unwrap().found, Found::Failed);
    let _catalogue = Catalogue::open(&path).unwrap();
    worker.ask(search("kasir"));
    assert!(matches!(told.recv().unwrap().found, Found::Search(_)));
}
