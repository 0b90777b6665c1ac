//! Publishing and reading feeds: protocol rules 5 to 8.

use std::collections::BTreeMap;

use anjungan_central::store::{RowChange, Store, VacancyChange};
use anjungan_wire::feed::{Digest, FeedAnswer, FeedQuery};
use anjungan_wire::id::{Epoch, Scope};
use anjungan_wire::limits::ROW_BODY_BYTES_MAX;
use anjungan_wire::vacancy::{Source, Vacancy};
use proptest::prelude::*;

use crate::kit::{page, query, scope, store, vacancy};

fn put(vacancy: Vacancy) -> VacancyChange {
    VacancyChange::Put(Box::new(vacancy))
}

fn row(id: &str, body: &str) -> RowChange {
    RowChange { id: id.into(), body: Some(body.into()) }
}

fn gone(id: &str) -> RowChange {
    RowChange { id: id.into(), body: None }
}

#[test]
fn changes_are_numbered_per_scope_in_one_transaction() {
    let mut store = store();
    let changes =
        vec![put(vacancy("1", "3216", "A")), put(vacancy("2", "31", "B")), put(vacancy("3", "32", "C"))];
    let done = store.publish(changes, 77).unwrap();
    assert_eq!((done.put, done.removed, done.unchanged), (3, 0, 0));
    let java = page(store.feed(&scope("vacancies@32"), &query(store.epoch().unwrap(), 0, 0)).unwrap());
    assert_eq!(
        java.rows.iter().map(|row| (row.id.as_str(), row.seq)).collect::<Vec<_>>(),
        [("local:1", 1), ("local:3", 2)]
    );
    assert_eq!((java.head, java.count, java.next, java.more, java.as_of_s), (2, 2, 2, false, 77));
    assert_eq!(store.scope_state(&scope("vacancies@31")).unwrap().head, 1);
}

#[test]
fn fetching_the_same_again_is_no_change_but_is_heard() {
    let mut store = store();
    let mut again = vacancy("1", "3216", "A");
    store.publish(vec![put(again.clone())], 10).unwrap();
    again.fetched_s = 99;
    let done = store.publish(vec![put(again)], 20).unwrap();
    assert_eq!((done.put, done.unchanged), (0, 1));
    let state = store.scope_state(&scope("vacancies@32")).unwrap();
    assert_eq!((state.head, state.as_of_s), (1, 20));
    store.publish(vec![], 15).unwrap();
    assert_eq!(store.scope_state(&scope("vacancies@32")).unwrap().as_of_s, 20, "it never goes back");
    assert_eq!(store.vacancy("local:1").unwrap().unwrap().fetched_s, 5, "the published bytes stay");
}

#[test]
fn a_vacancy_that_moves_ends_in_one_scope_and_begins_in_the_other() {
    let mut store = store();
    store.publish(vec![put(vacancy("1", "3216", "A"))], 0).unwrap();
    let done = store.publish(vec![put(vacancy("1", "31", "A"))], 0).unwrap();
    assert_eq!((done.put, done.moved), (1, 1));
    let epoch = store.epoch().unwrap();
    let old = page(store.feed(&scope("vacancies@32"), &query(epoch, 1, 1)).unwrap());
    assert!(old.rows[0].del && old.rows[0].body.is_none() && old.count == 0);
    assert_eq!(old.digest, Digest::default());
    assert_eq!(page(store.feed(&scope("vacancies@31"), &query(epoch, 0, 0)).unwrap()).count, 1);
    let done = store.publish(vec![put(vacancy("1", "3216", "A"))], 0).unwrap();
    assert_eq!((done.put, done.moved), (1, 1), "and back");
    assert_eq!(store.vacancy("local:1").unwrap().unwrap().place.region.as_str(), "3216");
}

#[test]
fn removing_what_is_not_there_is_nothing() {
    let mut store = store();
    let remove = || VacancyChange::Remove { row_id: "local:1".into() };
    assert_eq!(store.publish(vec![remove()], 0).unwrap().unchanged, 1);
    store.publish(vec![put(vacancy("1", "32", "A"))], 0).unwrap();
    let done = store.publish(vec![remove(), remove()], 0).unwrap();
    assert_eq!((done.removed, done.unchanged), (1, 1));
    assert_eq!(store.vacancy("local:1").unwrap(), None);
    assert_eq!(store.publish(vec![put(vacancy("1", "32", "A"))], 0).unwrap().put, 1, "it may come back");
    assert_eq!(store.vacancies_from(Source::Local).unwrap().len(), 1);
    assert!(store.vacancies_from(Source::Karirhub).unwrap().is_empty());
}

#[test]
fn what_a_terminal_would_not_accept_is_left_out_and_named() {
    let mut store = store();
    let mut large = vacancy("large", "32", "A");
    large.description = "x".repeat(ROW_BODY_BYTES_MAX);
    let done = store.publish(vec![put(large), put(vacancy("2", "32", "B"))], 0).unwrap();
    assert_eq!((done.put, done.too_large), (1, vec!["local:large".to_owned()]));
}

#[test]
fn a_bad_row_leaves_everything_as_it_was() {
    let mut store = store();
    let scope = scope("vacancies@32");
    for body in ["{", "{\n\"a\":1}", "", "1 2"] {
        let error = store.publish_rows(&scope, vec![row("a", "1"), row("b", body)], 0).unwrap_err();
        assert!(error.to_string().contains("row b"), "{error}");
    }
    assert_eq!(store.scope_state(&scope).unwrap().head, 0);
}

#[test]
fn another_epoch_and_a_cursor_beyond_head_begin_again() {
    let mut store = store();
    let scope = scope("vacancies@32");
    store.publish_rows(&scope, vec![row("a", "1")], 0).unwrap();
    let epoch = store.epoch().unwrap();
    let reset = |after, floor, epoch| {
        matches!(store.feed(&scope, &query(epoch, after, floor)).unwrap(), FeedAnswer::Reset(_))
    };
    assert!(!reset(0, 0, epoch) && !reset(1, 1, epoch));
    assert!(reset(2, 2, epoch), "beyond head");
    assert!(reset(0, 0, Epoch::NONE) && reset(1, 1, Epoch::begin()));
    assert!(reset(u64::MAX, u64::MAX, epoch));
    assert!(!reset(0, u64::MAX, epoch), "a floor harms nobody but who claims it");
}

#[test]
fn a_purge_resets_only_those_whom_it_could_have_misled() {
    let mut store = store();
    let scope = scope("vacancies@32");
    store.publish_rows(&scope, (0..6).map(|n| row(&n.to_string(), "1")).collect(), 0).unwrap();
    store.publish_rows(&scope, vec![gone("0"), gone("5")], 0).unwrap();
    assert_eq!(store.purge_tombstones_up_to(&scope, 7).unwrap(), 1);
    let epoch = store.epoch().unwrap();
    let reset = |after, floor| {
        matches!(store.feed(&scope, &query(epoch, after, floor)).unwrap(), FeedAnswer::Reset(_))
    };
    assert!(reset(3, 3), "it may hold row 0, whose tombstone is gone");
    assert!(!reset(7, 7) && !reset(8, 8));
    assert!(!reset(3, 8), "a walk that began at 8 never met row 0");
    assert!(!reset(0, 0), "a walk that begins now");
    assert_eq!(store.purge_tombstones(i64::MAX).unwrap(), 1);
    assert_eq!(store.scope_state(&scope).unwrap().horizon, 8);
}

#[test]
fn a_page_keeps_to_its_limits() {
    let mut store = store();
    let scope = scope("vacancies@32");
    let big = format!("\"{}\"", "x".repeat(60_000));
    store.publish_rows(&scope, (0..30).map(|n| row(&n.to_string(), &big)).collect(), 0).unwrap();
    let epoch = store.epoch().unwrap();
    let first = page(store.feed(&scope, &query(epoch, 0, 0)).unwrap());
    assert!(first.more && first.rows.len() == 17, "{} rows of 60 kB in 1 MiB", first.rows.len());
    let greedy = FeedQuery { epoch, after: 0, floor: 0, limit: u32::MAX };
    assert!(page(store.feed(&scope, &greedy).unwrap()).rows.len() <= 200);
}

/// A terminal's copy of a scope, by the protocol's rules.
#[derive(Default)]
struct Copy {
    cursor: u64,
    floor: u64,
    generation: u64,
    rows: BTreeMap<String, (u64, u64, String)>,
}

impl Copy {
    /// One request. Whether the copy is at head and proved whole.
    fn step(&mut self, store: &Store, scope: &Scope, limit: u32) -> bool {
        let epoch = store.epoch().unwrap();
        let query = FeedQuery { epoch, after: self.cursor, floor: self.floor, limit };
        let page = match store.feed(scope, &query).unwrap() {
            FeedAnswer::Reset(_) => {
                (self.cursor, self.floor, self.generation) = (0, 0, self.generation + 1);
                return false;
            }
            FeedAnswer::Page(page) => page,
        };
        assert_eq!(page.after, self.cursor);
        assert!(page.rows.is_sorted_by_key(|row| row.seq));
        if page.after == 0 {
            self.floor = page.head;
        }
        for row in &page.rows {
            match row.del {
                true => drop(self.rows.remove(&row.id)),
                false => {
                    let kept = (row.seq, self.generation, row.body_text().to_owned());
                    self.rows.insert(row.id.clone(), kept);
                }
            }
        }
        self.cursor = page.next;
        if page.more {
            return false;
        }
        let generation = self.generation;
        self.rows.retain(|_, row| row.1 == generation);
        let mut digest = Digest::default();
        for (id, (seq, _, body)) in &self.rows {
            digest.toggle(id, *seq, body);
        }
        assert_eq!((self.rows.len() as u64, digest), (page.count, page.digest), "the copy is not whole");
        true
    }
}

#[derive(Clone, Debug)]
enum Act {
    Put(u8, u8),
    Remove(u8),
    Purge(u64),
    Step(usize, u32),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0..12u8, any::<u8>()).prop_map(|(id, body)| Act::Put(id, body)),
        2 => (0..12u8).prop_map(Act::Remove),
        1 => (0..60u64).prop_map(Act::Purge),
        4 => (0..2usize, 1..5u32).prop_map(|(copy, limit)| Act::Step(copy, limit)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn copies_converge_whatever_is_published_purged_and_read(acts in prop::collection::vec(act(), 1..60)) {
        let mut store = store();
        let scope = scope("vacancies@32");
        let mut copies = [Copy::default(), Copy::default()];
        let mut truth: BTreeMap<String, String> = BTreeMap::new();
        for act in acts {
            match act {
                Act::Put(id, body) => {
                    let (id, body) = (id.to_string(), format!("{{\"n\":{body}}}"));
                    store.publish_rows(&scope, vec![row(&id, &body)], 0).unwrap();
                    truth.insert(id, body);
                }
                Act::Remove(id) => {
                    store.publish_rows(&scope, vec![gone(&id.to_string())], 0).unwrap();
                    truth.remove(&id.to_string());
                }
                Act::Purge(up_to) => drop(store.purge_tombstones_up_to(&scope, up_to).unwrap()),
                // The steps themselves assert that a copy at head is whole.
                Act::Step(copy, limit) => drop(copies[copy].step(&store, &scope, limit)),
            }
        }
        for copy in &mut copies {
            let done = (0..60).any(|_| copy.step(&store, &scope, 3));
            prop_assert!(done, "a walk that does not end");
            let got: BTreeMap<String, String> =
                copy.rows.iter().map(|(id, row)| (id.clone(), row.2.clone())).collect();
            prop_assert_eq!(&got, &truth);
        }
    }
}
