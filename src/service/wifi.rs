//! Wi-Fi: which networks are there, joining one, and what is behind it.
//!
//! ```text
//!   Asked(scan) ─► Heard ─┬─ a network with a passphrase ─────────► Passphrase ─┐
//!                  ▲  ▲   ├─ an open one ─► Warned ─────────────────────────────┼─► Asked(join) ─► Ended
//!                  │  │   ├─ one by 802.1X or WEP ─► Refused                    │        ▲           │ wrong passphrase:
//!                  │  │   ├─ one that hides: Name ─► Locked? ─► Passphrase, Warned       │           └─► Passphrase
//!                  │  │   ├─ ask central ─► Asked(ask) ─► Ended                          │
//!                  │  └───┴─ forget ─► Forget ─► Asked(forget) ─┐                        │
//!                  └────────────────────────────────────────────┘
//! ```
//!
//! The machine's own units do it (`crate::terminal` puts the order where they look), and say how far they are in
//! [`Report`], which comes with each look at the machine. A report counts when it answers the order by its number.
//!
//! **Architecture invariant:** a passphrase exists in [`entry::Entry`] and [`order::Order`] alone, which no `Debug` shows, and
//! on the screen only while somebody asks to see it.

mod entry;
pub mod order;
pub mod report;
pub mod ssid;
#[cfg(test)]
mod tests;

use super::task::Input;
use super::trial::choice;
use super::view::{EntryView, ItemView, Picture, StepView, View, Weight};
use super::{Effect, Snapshot, Turn, words};
use crate::visit::Moment;
use crate::wording::{Code, Lang};

use entry::Entry;
use order::{Join, Key, Order};
pub(super) use order::{PASSPHRASE_CHARS_MAX, PASSPHRASE_CHARS_MIN};
use report::{Ending, Reach, Report, Security, Stage};
use ssid::Ssid;

/// The machine's units take at most two minutes for the longest order; after that nobody answers any more.
const ANSWER_MS_MAX: u64 = 150_000;

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Wifi {
    /// An order is being carried out.
    Asked { order: Pending, id: u64, since: Moment },
    /// What was heard.
    Heard,
    /// An open network: whether to join it all the same.
    Warned(Target),
    /// A network that a kiosk can't join.
    Refused(Security),
    /// The name of a network that hides it.
    Name(Entry),
    /// Whether that one wants a passphrase.
    Locked(Ssid),
    /// The passphrase.
    Passphrase { target: Target, entry: Entry },
    /// Whether to forget the network.
    Forget(Ssid),
    /// An order has ended, and its end is to be read.
    Ended { order: Pending, end: End },
}

/// What is being done.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Pending {
    Scan,
    Join(Target),
    Ask,
    Forget,
}

/// A network to join, without its passphrase: it must not be kept while the network is asked.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Target {
    ssid: Ssid,
    security: Security,
    hidden: bool,
}

/// How it ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum End {
    /// The machine says so.
    Told(Ending),
    /// The machine says nothing.
    Silence,
}

/// What is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Trouble {
    Unsupported(Security),
    NoCard,
    WrongKey,
    NotFound,
    NoAddress,
    Failed,
    SignIn,
    Clock,
    NoInternet,
    NotCentral,
}

impl Wifi {
    pub(super) fn begin(turn: &mut Turn<'_>) -> Self {
        asked(Pending::Scan, Order::Scan, turn)
    }

    pub(super) fn step(self, input: &Input<'_>, turn: &mut Turn<'_>) -> Option<Self> {
        match (self, input) {
            (Wifi::Asked { order, id, since }, Input::Looked) => Some(looked(order, id, since, turn)),
            (Wifi::Heard, Input::Chosen(id)) => heard(id, turn),
            (Wifi::Warned(target), Input::Chosen("join")) => {
                let key = if target.security == Security::Owe { Key::Owe } else { Key::Open };
                Some(join(target, key, turn))
            }
            (Wifi::Name(entry), Input::Enter | Input::Chosen("done")) => Some(match entry.as_name() {
                Some(ssid) => Wifi::Locked(ssid),
                None => Wifi::Name(entry),
            }),
            (Wifi::Locked(ssid), Input::Chosen(id @ ("locked" | "open"))) => {
                let security = if *id == "locked" { Security::Psk } else { Security::Open };
                Some(chosen(Target { ssid, security, hidden: true }))
            }
            (Wifi::Passphrase { target, entry }, Input::Enter | Input::Chosen("done")) => {
                Some(match entry.as_passphrase() {
                    Some(passphrase) if target.security == Security::Sae => {
                        join(target, Key::Sae(passphrase), turn)
                    }
                    Some(passphrase) => join(target, Key::Psk(passphrase), turn),
                    None => Wifi::Passphrase { target, entry },
                })
            }
            (Wifi::Forget(_), Input::Chosen("forget")) => Some(asked(Pending::Forget, Order::Forget, turn)),
            (Wifi::Ended { order, end }, Input::Chosen(id)) => ended(order, end, id, turn),
            (Wifi::Asked { .. } | Wifi::Heard, Input::Back)
            | (Wifi::Asked { .. }, Input::Chosen("cancel")) => None,
            // One step back is the list.
            (_, Input::Back | Input::Chosen("cancel" | "list")) => Some(listed(turn)),
            (Wifi::Name(mut entry), typed) => {
                entry.take(typed);
                Some(Wifi::Name(entry))
            }
            (Wifi::Passphrase { target, mut entry }, typed) => {
                entry.take(typed);
                Some(Wifi::Passphrase { target, entry })
            }
            (stays, _) => Some(stays),
        }
    }

    pub(super) fn view(&self, known: &Snapshot, lang: Lang) -> View {
        let report = report(known);
        let step = match self {
            Wifi::Name(entry) => return name_entry(entry, lang),
            Wifi::Passphrase { target, entry } => return passphrase_entry(target, entry, lang),
            Wifi::Asked { order, id, .. } => StepView {
                headline: words::wifi_busy(
                    lang,
                    order,
                    if report.id == *id { report.stage } else { Stage::Scanning },
                )
                .into(),
                choices: vec![choice("cancel", words::to_menu(lang), Weight::Plain)],
                busy: true,
                ..StepView::default()
            },
            Wifi::Heard => list(report, lang),
            Wifi::Warned(target) => StepView {
                picture: Picture::Trouble,
                headline: words::wifi_open_ask(lang, &target.ssid),
                text: words::wifi_open_text(lang, target.security).into(),
                choices: vec![
                    choice("list", words::wifi_other(lang), Weight::Primary),
                    choice("join", words::wifi_join_anyway(lang), Weight::Plain),
                ],
                ..StepView::default()
            },
            Wifi::Refused(security) => StepView {
                choices: vec![choice("list", words::wifi_other(lang), Weight::Primary)],
                ..in_trouble(Trouble::Unsupported(*security), lang)
            },
            Wifi::Locked(ssid) => StepView {
                headline: words::wifi_locked_ask(lang, ssid),
                text: words::wifi_locked_text(lang).into(),
                choices: vec![
                    choice("locked", words::wifi_with_passphrase(lang), Weight::Primary),
                    choice("open", words::wifi_without_passphrase(lang), Weight::Plain),
                    choice("cancel", words::cancel(lang), Weight::Plain),
                ],
                ..StepView::default()
            },
            Wifi::Forget(ssid) => StepView {
                headline: words::wifi_forget_ask(lang, ssid),
                text: words::wifi_forget_text(lang).into(),
                choices: vec![
                    choice("forget", words::wifi_forget(lang), Weight::Danger),
                    choice("cancel", words::cancel(lang), Weight::Plain),
                ],
                ..StepView::default()
            },
            Wifi::Ended { order, end } => end_view(order, *end, report, lang),
        };
        View::Step(StepView { title: words::task(lang, "wifi").into(), ..step })
    }
}

fn report(known: &Snapshot) -> &Report {
    static NOTHING: Report = Report::nothing();
    known.wifi.as_ref().unwrap_or(&NOTHING)
}

/// Hands the order out under a number that no report has yet, of this start or an earlier one.
fn asked(order: Pending, wanted: Order, turn: &mut Turn<'_>) -> Wifi {
    let now_ms =
        turn.known.now.and_then(|now| u64::try_from(now.as_millisecond()).ok()).unwrap_or(turn.now.0);
    let id = now_ms.max(report(turn.known).id + 1);
    turn.ask(Effect::Wifi { id, order: wanted });
    Wifi::Asked { order, id, since: turn.now }
}

fn join(target: Target, key: Key, turn: &mut Turn<'_>) -> Wifi {
    let wanted = Order::Join(Join { ssid: target.ssid.clone(), hidden: target.hidden, key });
    asked(Pending::Join(target), wanted, turn)
}

fn looked(order: Pending, id: u64, since: Moment, turn: &mut Turn<'_>) -> Wifi {
    let report = report(turn.known);
    match (&order, report.stage) {
        (Pending::Scan, Stage::Ended(Ending::Done)) if report.id == id => Wifi::Heard,
        // What is left of the network is its name in the neighbourhood: listen anew.
        (Pending::Forget, Stage::Ended(Ending::Done)) if report.id == id => {
            asked(Pending::Scan, Order::Scan, turn)
        }
        (_, Stage::Ended(ending)) if report.id == id => Wifi::Ended { order, end: End::Told(ending) },
        _ if turn.now.since_ms(since) >= ANSWER_MS_MAX => Wifi::Ended { order, end: End::Silence },
        _ => Wifi::Asked { order, id, since },
    }
}

/// A touch in the list.
fn heard(id: &str, turn: &mut Turn<'_>) -> Option<Wifi> {
    let report = report(turn.known);
    if let Some(network) = id.strip_prefix("net-").and_then(|n| n.parse::<usize>().ok()) {
        let network = report.networks.get(network);
        return Some(network.map_or(Wifi::Heard, |network| {
            chosen(Target { ssid: network.ssid.clone(), security: network.security, hidden: false })
        }));
    }
    match id {
        "again" => Some(asked(Pending::Scan, Order::Scan, turn)),
        "hidden" => Some(Wifi::Name(Entry::name())),
        "ask" => Some(asked(Pending::Ask, Order::Ask, turn)),
        "forget" => Some(report.saved.clone().map_or(Wifi::Heard, Wifi::Forget)),
        "cancel" => None,
        _ => Some(Wifi::Heard),
    }
}

fn chosen(target: Target) -> Wifi {
    match target.security {
        Security::Psk | Security::Sae => Wifi::Passphrase { target, entry: Entry::passphrase() },
        Security::Open | Security::Owe => Wifi::Warned(target),
        Security::Enterprise | Security::Wep => Wifi::Refused(target.security),
    }
}

/// A touch below an end.
fn ended(order: Pending, end: End, id: &str, turn: &mut Turn<'_>) -> Option<Wifi> {
    match (id, order) {
        ("passphrase", Pending::Join(target)) => Some(chosen(target)),
        ("again", Pending::Ask | Pending::Join(_)) if end == End::Told(Ending::Done) => {
            Some(asked(Pending::Ask, Order::Ask, turn))
        }
        ("again" | "list", _) => Some(asked(Pending::Scan, Order::Scan, turn)),
        ("cancel", _) => None,
        (_, order) => Some(Wifi::Ended { order, end }),
    }
}

/// The list; where the last report has none, another is asked for.
fn listed(turn: &mut Turn<'_>) -> Wifi {
    match report(turn.known).networks.is_empty() {
        true => asked(Pending::Scan, Order::Scan, turn),
        false => Wifi::Heard,
    }
}

fn list(report: &Report, lang: Lang) -> StepView {
    let items = report.networks.iter().enumerate().map(|(n, network)| ItemView {
        id: format!("net-{n}"),
        title: network.ssid.shown(),
        subtitle: words::wifi_network(lang, network, report.used.as_ref() == Some(&network.ssid)),
        enabled: true,
    });
    let mut choices = vec![
        choice("again", words::wifi_scan_again(lang), Weight::Primary),
        choice("hidden", words::wifi_hidden(lang), Weight::Plain),
    ];
    if report.used.is_some() {
        choices.push(choice("ask", words::wifi_ask_central(lang), Weight::Plain));
    }
    if let Some(saved) = &report.saved {
        choices.push(choice("forget", &words::wifi_forget_named(lang, saved), Weight::Plain));
    }
    StepView {
        headline: words::wifi_heard(lang, report.networks.len()),
        text: words::wifi_heard_text(lang, report),
        items: items.collect(),
        choices,
        ..StepView::default()
    }
}

fn end_view(order: &Pending, end: End, report: &Report, lang: Lang) -> StepView {
    let again = || choice("again", words::again(lang), Weight::Primary);
    let other = |weight| choice("list", words::wifi_other(lang), weight);
    let menu = || choice("cancel", words::to_menu(lang), Weight::Plain);
    let Some(trouble) = trouble_of(end, report) else {
        return StepView {
            headline: words::wifi_joined(lang, report),
            text: words::wifi_joined_text(lang, report),
            choices: vec![choice("cancel", words::to_menu(lang), Weight::Primary), other(Weight::Plain)],
            ..StepView::default()
        };
    };
    let choices = match (trouble, order) {
        (Trouble::WrongKey, Pending::Join(_)) => {
            vec![
                choice("passphrase", words::wifi_type_again(lang), Weight::Primary),
                other(Weight::Plain),
                menu(),
            ]
        }
        (Trouble::NoCard, _) => vec![again(), menu()],
        _ => vec![again(), other(Weight::Plain), menu()],
    };
    StepView { choices, ..in_trouble(trouble, lang) }
}

/// What is wrong with an end; `None`: nothing.
fn trouble_of(end: End, report: &Report) -> Option<Trouble> {
    match end {
        End::Silence | End::Told(Ending::Failed) => Some(Trouble::Failed),
        End::Told(Ending::NoCard) => Some(Trouble::NoCard),
        End::Told(Ending::WrongKey) => Some(Trouble::WrongKey),
        End::Told(Ending::NotFound) => Some(Trouble::NotFound),
        End::Told(Ending::NoAddress) => Some(Trouble::NoAddress),
        End::Told(Ending::Done) => match report.reach() {
            Some(Reach::Central) | None => None,
            Some(Reach::SignIn) => Some(Trouble::SignIn),
            Some(Reach::Clock) => Some(Trouble::Clock),
            Some(Reach::NoInternet) => Some(Trouble::NoInternet),
            Some(Reach::NotCentral) => Some(Trouble::NotCentral),
        },
    }
}

impl Trouble {
    fn code(self) -> Code {
        match self {
            Trouble::Unsupported(_) => Code::WifiUnsupported,
            Trouble::NoCard => Code::WifiNoCard,
            Trouble::WrongKey => Code::WifiWrongKey,
            Trouble::NotFound => Code::WifiNotFound,
            Trouble::NoAddress => Code::WifiNoAddress,
            Trouble::Failed => Code::WifiFailed,
            Trouble::SignIn => Code::WifiSignIn,
            Trouble::Clock => Code::WifiClock,
            Trouble::NoInternet => Code::WifiNoInternet,
            Trouble::NotCentral => Code::WifiNotCentral,
        }
    }
}

/// What is wrong, with what the catalogue of codes says of it.
fn in_trouble(trouble: Trouble, lang: Lang) -> StepView {
    let code = trouble.code();
    StepView {
        picture: Picture::Trouble,
        code: code.code().into(),
        headline: words::wifi_trouble(lang, trouble).into(),
        text: format!("{} {}", code.meaning(lang), code.recommendation(lang)),
        ..StepView::default()
    }
}

fn name_entry(entry: &Entry, lang: Lang) -> View {
    View::Entry(EntryView {
        title: words::task(lang, "wifi").into(),
        headline: words::wifi_name_ask(lang).into(),
        label: words::wifi_name(lang).into(),
        text: entry.on_screen(),
        note: words::wifi_name_note(lang).into(),
        done: words::wifi_go_on(lang).into(),
        ready: entry.is_complete(),
        ..EntryView::default()
    })
}

fn passphrase_entry(target: &Target, entry: &Entry, lang: Lang) -> View {
    View::Entry(EntryView {
        title: words::task(lang, "wifi").into(),
        headline: words::wifi_passphrase_ask(lang, &target.ssid),
        label: words::wifi_passphrase(lang).into(),
        text: entry.on_screen(),
        note: words::wifi_passphrase_note(lang, entry.chars()),
        show: words::wifi_show(lang, entry.shown).into(),
        done: words::wifi_join(lang).into(),
        ready: entry.is_complete(),
    })
}
