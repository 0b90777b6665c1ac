//! What a technician goes through with Wi-Fi, told as tests.

use super::super::{Event, Service, step, view};
use super::*;

/// A neighbourhood as `report.rs` reads it.
const HEARD: &str = "CARD=wlan0
BSS=02:00:00:00:01:00\t2412\t-30\t[WPA2-PSK-CCMP][ESS]\tkantor
BSS=02:00:00:00:02:00\t2412\t-40\t[ESS]\ttamu
BSS=02:00:00:00:03:00\t2412\t-50\t[WPA2-SAE-CCMP][ESS]\tbaru
BSS=02:00:00:00:04:00\t2412\t-60\t[WPA2-EAP-CCMP][ESS]\tkampus
BSS=02:00:00:00:05:00\t2412\t-70\t[WEP][ESS]\tlama
";

/// In front of a machine whose units answer as the test says.
struct Desk {
    service: Service,
    now: Moment,
    known: Snapshot,
    orders: Vec<(u64, Order)>,
}

impl Desk {
    fn new() -> Self {
        let (service, _) = Service::with_key(Moment(7_000));
        let known = Snapshot { wifi: Some(Report::nothing()), ..Snapshot::default() };
        let mut desk = Self { service, now: Moment(7_000), known, orders: Vec::new() };
        desk.looks();
        desk.chooses("wifi");
        desk
    }

    /// With the list on the screen.
    fn listening() -> Self {
        let mut desk = Self::new();
        desk.machine_says("done", HEARD);
        desk
    }

    fn tell(&mut self, event: Event) {
        for effect in step(&mut self.service, event, self.now) {
            if let Effect::Wifi { id, order } = effect {
                self.orders.push((id, order));
            }
        }
    }

    fn looks(&mut self) {
        self.tell(Event::Machine(Box::new(self.known.clone())));
    }

    fn machine_says(&mut self, state: &str, rest: &str) {
        let id = self.orders.last().expect("an order was given").0;
        self.known.wifi = Some(Report::parse(&format!("ID={id}\nSTATE={state}\n{rest}")));
        self.looks();
    }

    /// Touches what the screen offers, and nothing else.
    fn chooses(&mut self, id: &str) {
        let offered: Vec<String> = match view(&self.service, Lang::Id) {
            View::Menu(menu) => {
                menu.items.into_iter().filter(|item| item.enabled).map(|item| item.id).collect()
            }
            View::Step(step) => {
                let items = step.items.into_iter().map(|item| item.id);
                items.chain(step.choices.into_iter().map(|choice| choice.id)).collect()
            }
            View::Entry(entry) => {
                if entry.ready {
                    vec!["done".into()]
                } else {
                    vec![]
                }
            }
            View::Pin(_) | View::Test(_) => vec![],
        };
        assert!(offered.iter().any(|offer| offer == id), "{id} is not offered, only {offered:?}");
        self.tell(Event::Chosen(id.into()));
    }

    fn network(&mut self, name: &str) {
        let item = self.step().items.into_iter().find(|item| item.title == name).expect("it is heard");
        self.chooses(&item.id);
    }

    fn types(&mut self, text: &str) {
        self.tell(Event::Typed(text.into()));
        self.tell(Event::Enter);
    }

    fn joins_kantor(&mut self) {
        self.network("kantor");
        self.types("rahasia sekali");
    }

    fn step(&self) -> StepView {
        match view(&self.service, Lang::Id) {
            View::Step(step) => step,
            other @ (View::Pin(_) | View::Menu(_) | View::Test(_) | View::Entry(_)) => panic!("{other:?}"),
        }
    }

    fn entry(&self) -> EntryView {
        match view(&self.service, Lang::Id) {
            View::Entry(entry) => entry,
            other @ (View::Pin(_) | View::Menu(_) | View::Test(_) | View::Step(_)) => panic!("{other:?}"),
        }
    }

    fn last_order(&self) -> &Order {
        &self.orders.last().expect("an order was given").1
    }
}

fn order(name: &str, hidden: bool, key: Key) -> Order {
    Order::Join(Join { ssid: Ssid::new(name).unwrap(), hidden, key })
}

fn passphrase(text: &str) -> order::Passphrase {
    order::Passphrase::new(text).unwrap()
}

#[test]
fn from_the_menu_to_a_network_by_which_central_answers() {
    let mut desk = Desk::new();
    assert!(desk.step().busy && *desk.last_order() == Order::Scan);
    desk.machine_says("done", HEARD);
    let list = desk.step();
    assert_eq!(list.headline, "5 jaringan Wi-Fi");
    assert_eq!(list.items[0].subtitle, "Sinyal kuat · pakai kata sandi");
    desk.joins_kantor();
    assert_eq!(*desk.last_order(), order("kantor", false, Key::Psk(passphrase("rahasia sekali"))));
    assert_eq!(desk.step().headline, "Menyambung ke jaringan…");
    desk.machine_says("address", "");
    assert_eq!(desk.step().headline, "Tersambung. Menunggu alamat dari router…");
    desk.machine_says("central", "");
    assert_eq!(desk.step().headline, "Menanyai pusat…");
    desk.machine_says("done", "USED=kantor\nADDRESS=10.0.0.7\nCENTRAL=0 200 0\n");
    let end = desk.step();
    assert_eq!((end.code.as_str(), end.headline.as_str()), ("", "Tersambung ke kantor"));
    assert!(end.text.contains("10.0.0.7") && end.text.contains("Pusat menjawab"), "{}", end.text);
}

#[test]
fn an_answer_to_another_order_is_none() {
    let mut desk = Desk::new();
    let id = desk.orders[0].0;
    desk.known.wifi = Some(Report::parse(&format!("ID={}\nSTATE=done\n{HEARD}", id - 1)));
    desk.looks();
    assert!(desk.step().busy, "the report of another start");
    // And the next order's number is another than that of any report that is there.
    desk.machine_says("done", HEARD);
    desk.chooses("again");
    assert!(desk.orders[1].0 > id);
}

#[test]
fn a_machine_that_says_nothing_is_not_waited_for_without_end() {
    let mut desk = Desk::new();
    desk.now = Moment(desk.now.0 + ANSWER_MS_MAX);
    desk.looks();
    assert_eq!(desk.step().code, "S15");
}

#[test]
fn a_wrong_passphrase_is_typed_again_from_nothing() {
    let mut desk = Desk::listening();
    desk.joins_kantor();
    desk.machine_says("wrong-key", "");
    let end = desk.step();
    assert_eq!((end.code.as_str(), end.headline.as_str()), ("S10", "Kata sandi salah"));
    desk.chooses("passphrase");
    assert_eq!((desk.entry().text.as_str(), desk.entry().ready), ("", false));
    desk.types("yang benar");
    assert_eq!(*desk.last_order(), order("kantor", false, Key::Psk(passphrase("yang benar"))));
}

#[test]
fn nothing_too_short_is_sent() {
    let mut desk = Desk::listening();
    desk.network("baru");
    let before = desk.orders.len();
    desk.types("pendek");
    assert_eq!(desk.orders.len(), before);
    assert_eq!(desk.entry().text, "••••••");
    desk.types("1!");
    assert_eq!(
        *desk.last_order(),
        order("baru", false, Key::Sae(passphrase("pendek1!"))),
        "WPA3 wants the passphrase"
    );
}

#[test]
fn an_open_network_is_joined_only_after_a_warning() {
    let mut desk = Desk::listening();
    let before = desk.orders.len();
    desk.network("tamu");
    assert_eq!(desk.orders.len(), before);
    assert!(desk.step().text.contains("halaman masuk"));
    desk.chooses("list");
    assert!(!desk.step().items.is_empty(), "the way out is the list");
    desk.network("tamu");
    desk.chooses("join");
    assert_eq!(*desk.last_order(), order("tamu", false, Key::Open));
}

#[test]
fn what_a_kiosk_cant_join_is_said_at_once() {
    let mut desk = Desk::listening();
    let before = desk.orders.len();
    for (name, words) in [("kampus", "nama pengguna"), ("lama", "WEP")] {
        desk.network(name);
        assert!(desk.step().headline.contains(words) && desk.step().code == "S13", "{:?}", desk.step());
        desk.chooses("list");
    }
    assert_eq!(desk.orders.len(), before);
}

#[test]
fn a_hidden_network_is_named_and_called() {
    let mut desk = Desk::listening();
    desk.chooses("hidden");
    desk.types("Gudang 2");
    desk.chooses("locked");
    desk.types("rahasia sekali");
    assert_eq!(*desk.last_order(), order("Gudang 2", true, Key::Psk(passphrase("rahasia sekali"))));
    let mut desk = Desk::listening();
    desk.chooses("hidden");
    desk.types("Gudang 2");
    desk.chooses("open");
    desk.chooses("join");
    assert_eq!(*desk.last_order(), order("Gudang 2", true, Key::Open), "after the same warning");
}

#[test]
fn each_way_to_fail_has_its_own_words_and_code() {
    let ends = [
        ("no-card", "", "S14"),
        ("not-found", "", "S12"),
        ("no-address", "", "S11"),
        ("failed", "", "S15"),
        ("done", "CENTRAL=60 000 20\n", "S16"),
        ("done", "CENTRAL=6 000 0\n", "S17"),
        ("done", "CENTRAL=7 000 0\n", "S18"),
        ("done", "CENTRAL=60 000 9\n", "S19"),
    ];
    for lang in [Lang::Id, Lang::En] {
        let mut said = Vec::new();
        for (state, rest, code) in ends {
            let mut desk = Desk::listening();
            desk.joins_kantor();
            desk.machine_says(state, rest);
            let View::Step(end) = view(&desk.service, lang) else { panic!("no step after {state}") };
            assert_eq!((end.code.as_str(), end.picture), (code, Picture::Trouble), "{state} {rest}");
            assert!(!end.choices.is_empty() && !end.text.is_empty());
            said.push(end.headline);
        }
        said.sort();
        said.dedup();
        assert_eq!(said.len(), ends.len(), "{said:?}");
    }
}

#[test]
fn a_page_to_sign_in_is_looked_for_again_when_the_owner_has_taken_it_away() {
    let mut desk = Desk::listening();
    desk.network("tamu");
    desk.chooses("join");
    desk.machine_says("done", "USED=tamu\nSAVED=74616d75\nCENTRAL=35 000 0\n");
    desk.chooses("again");
    assert_eq!(*desk.last_order(), Order::Ask, "it is joined already");
    desk.machine_says("done", "USED=tamu\nSAVED=74616d75\nCENTRAL=0 200 0\n");
    assert_eq!((desk.step().code.as_str(), desk.step().headline.as_str()), ("", "Tersambung ke tamu"));
}

#[test]
fn a_network_is_forgotten_after_a_question() {
    let mut desk = Desk::new();
    desk.machine_says("done", &format!("SAVED=6b616e746f72\nUSED=kantor\n{HEARD}"));
    assert!(desk.step().items[0].subtitle.ends_with("sedang dipakai"));
    desk.chooses("forget");
    desk.chooses("cancel");
    desk.chooses("forget");
    assert_eq!(*desk.last_order(), Order::Scan, "not yet");
    desk.chooses("forget");
    assert_eq!(*desk.last_order(), Order::Forget);
    desk.machine_says("done", "");
    assert_eq!(*desk.last_order(), Order::Scan, "and the list is made anew");
}

#[test]
fn one_step_back_is_the_list_and_from_there_the_menu() {
    let mut desk = Desk::listening();
    desk.network("kantor");
    desk.tell(Event::Back);
    assert!(!desk.step().items.is_empty());
    desk.joins_kantor();
    desk.machine_says("no-address", "");
    desk.tell(Event::Back);
    assert!(desk.step().busy && *desk.last_order() == Order::Scan, "the last report has no list");
    desk.tell(Event::Back);
    assert!(matches!(view(&desk.service, Lang::Id), View::Menu(_)));
}

#[test]
fn without_the_images_units_there_is_nothing_to_choose() {
    let (mut service, _) = Service::with_key(Moment(0));
    step(&mut service, Event::Machine(Box::default()), Moment(1));
    step(&mut service, Event::Chosen("wifi".into()), Moment(2));
    let View::Menu(menu) = view(&service, Lang::Id) else { panic!("not the menu") };
    let item = menu.items.iter().find(|item| item.id == "wifi").unwrap();
    assert!(!item.enabled && item.subtitle.contains("kiosk"));
}

#[test]
fn no_debug_of_what_happens_shows_a_passphrase() {
    let mut desk = Desk::listening();
    desk.network("kantor");
    let typed = Event::Typed("rahasia sekali".into());
    assert_eq!(format!("{typed:?}"), "Typed");
    desk.tell(typed);
    desk.tell(Event::Chosen("show".into()));
    assert_eq!(desk.entry().text, "rahasia sekali", "shown on the screen when asked for");
    let debug = format!("{:?} {:?}", desk.service, view(&desk.service, Lang::Id));
    desk.tell(Event::Enter);
    let debug = format!("{debug} {:?} {:?}", desk.service, desk.orders);
    assert!(!debug.contains("rahasia"), "{debug}");
}
