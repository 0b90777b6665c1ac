use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::judge::{Note, Noted, Seen, Told, Verdict, judge, may_tell, since};
use super::rule::{BadRule, MESSAGES_PER_HOUR, Quiet, Rule, Watched, minute_of_day};
use super::send::after_failure;
use super::words::{Item, write};
use crate::fleet::Aspect;

fn at(text: &str) -> Timestamp {
    format!("{text}+07:00").parse().unwrap()
}

pub(super) fn rule() -> Rule {
    Rule {
        name: "Kertas habis".into(),
        watched: Watched::Printer,
        district: None,
        tag: None,
        after_min: 10,
        again_h: 4,
        open_only: false,
        quiet: Quiet { from: 20 * 60, to: 6 * 60, zone_h: 7 },
        mails: vec!["teknisi@contoh.example".into()],
        hook: String::new(),
    }
}

#[test]
fn every_cell_of_what_was_noted_and_what_is_seen() {
    let now = at("2026-11-22T12:00");
    let ago = |minutes: i64| now.as_millisecond() - minutes * 60_000;
    let living = |told: Option<i64>, acknowledged| Noted::Living { told_ms: told.map(ago), acknowledged };
    let (here, quiet) = (true, false);
    let nothing = Verdict::default();
    let tell = |told| Verdict { note: None, tell: Some(told) };
    let note = |note| Verdict { note: Some(note), tell: None };
    let both = |note, told| Verdict { note: Some(note), tell: Some(told) };
    for (noted, seen, may, expected) in [
        (Noted::Nothing, Seen::Fine, here, nothing),
        (Noted::Nothing, Seen::Unwatched, here, nothing),
        (Noted::Nothing, Seen::Since(ago(9)), here, nothing),
        (Noted::Nothing, Seen::Since(ago(10)), here, both(Note::Raise(ago(10)), Told::Begun)),
        (Noted::Nothing, Seen::Since(ago(10)), quiet, note(Note::Raise(ago(10)))),
        (living(None, false), Seen::Since(ago(60)), quiet, nothing),
        (living(None, false), Seen::Since(ago(60)), here, tell(Told::Begun)),
        (living(None, true), Seen::Since(ago(60)), here, nothing),
        (living(Some(239), false), Seen::Since(ago(300)), here, nothing),
        (living(Some(240), false), Seen::Since(ago(300)), here, tell(Told::Still)),
        (living(Some(240), false), Seen::Since(ago(300)), quiet, nothing),
        (living(Some(240), true), Seen::Since(ago(300)), here, nothing),
        (living(Some(60), false), Seen::Fine, here, both(Note::Close { owed: false }, Told::Over)),
        (living(Some(60), true), Seen::Fine, here, both(Note::Close { owed: false }, Told::Over)),
        (living(Some(60), false), Seen::Fine, quiet, note(Note::Close { owed: true })),
        (living(None, false), Seen::Fine, here, both(Note::Close { owed: false }, Told::Passed)),
        (living(None, false), Seen::Fine, quiet, note(Note::Close { owed: true })),
        (living(Some(60), false), Seen::Unwatched, here, note(Note::Close { owed: false })),
        (living(None, true), Seen::Unwatched, quiet, note(Note::Close { owed: false })),
        (Noted::Owed { told: true }, Seen::Fine, quiet, nothing),
        (Noted::Owed { told: true }, Seen::Fine, here, both(Note::Paid, Told::Over)),
        (Noted::Owed { told: false }, Seen::Fine, here, both(Note::Paid, Told::Passed)),
        (Noted::Owed { told: true }, Seen::Since(ago(5)), here, both(Note::Paid, Told::Over)),
        (Noted::Owed { told: true }, Seen::Unwatched, quiet, note(Note::Paid)),
        (Noted::Nothing, Seen::Aside, here, nothing),
        (living(Some(240), false), Seen::Aside, here, nothing),
        (living(None, false), Seen::Aside, here, nothing),
        (Noted::Owed { told: true }, Seen::Aside, here, both(Note::Paid, Told::Over)),
    ] {
        assert_eq!(judge(&rule(), seen, noted, may, now), expected, "{noted:?} {seen:?} {may}");
    }
    let once = Rule { again_h: 0, ..rule() };
    assert_eq!(judge(&once, Seen::Since(ago(9999)), living(Some(9000), false), here, now), nothing);
}

#[test]
fn quiet_hours_go_past_midnight_and_by_the_clock_of_the_place() {
    let night = Quiet { from: 20 * 60, to: 6 * 60, zone_h: 7 };
    let noon = Quiet { from: 12 * 60, to: 13 * 60, zone_h: 9 };
    let never = Quiet { from: 0, to: 0, zone_h: 7 };
    for (quiet, when, expected) in [
        (night, "2026-11-22T19:59", false),
        (night, "2026-11-22T20:00", true),
        (night, "2026-11-23T05:59", true),
        (night, "2026-11-23T06:00", false),
        (noon, "2026-11-22T10:00", true),
        (noon, "2026-11-22T12:00", false),
        (never, "2026-11-22T00:00", false),
    ] {
        assert_eq!(quiet.covers(at(when)), expected, "{quiet:?} {when}");
    }
    let now = at("2026-11-22T12:00");
    assert!(may_tell(&rule(), MESSAGES_PER_HOUR - 1, now));
    assert!(!may_tell(&rule(), MESSAGES_PER_HOUR, now), "what comes faster waits");
}

#[test]
fn a_trouble_lasts_since_its_first_change_without_a_pause() {
    assert_eq!(since([]), None);
    assert_eq!(since([(9, false), (5, true)]), None);
    assert_eq!(since([(9, true), (7, true), (5, false), (3, true)]), Some(7));
    assert_eq!(since([(9, true), (7, true)]), Some(7));
}

#[test]
fn what_a_timeline_says_is_trouble_or_not() {
    for (watched, aspect, value, expected) in [
        (Watched::Printer, Aspect::Printer, "paper-out P01", true),
        (Watched::Printer, Aspect::Printer, "paper-low", false),
        (Watched::Printer, Aspect::Printer, "absent", false),
        (Watched::Printer, Aspect::Printer, "unknown", false),
        (Watched::Printer, Aspect::Sheets, "paper-out", false),
        (Watched::PaperLow, Aspect::Printer, "paper-low", true),
        (Watched::PaperLow, Aspect::Paper, "0", true),
        (Watched::PaperLow, Aspect::Paper, "10", false),
        (Watched::Clock, Aspect::Clock, "wrong", true),
        (Watched::Disk, Aspect::Disk, "critical", true),
        (Watched::Disk, Aspect::Disk, "plenty", false),
        (Watched::Data, Aspect::Data, "2", true),
        (Watched::Data, Aspect::Data, "fresh", false),
        (Watched::Outbox, Aspect::Outbox, "behind", true),
        (Watched::Silent, Aspect::Standing, "disconnected", false),
    ] {
        assert_eq!(watched.is(aspect, value), expected, "{watched:?} {aspect:?} {value}");
    }
    for watched in Watched::ALL {
        assert_eq!(Watched::named(watched.as_str()), Some(watched));
    }
}

#[test]
fn rules_that_mean_nothing_are_refused() {
    assert_eq!(rule().check(), Ok(()));
    let hook = |hook: &str| Rule { hook: hook.into(), ..rule() };
    for (bad, why) in [
        (Rule { name: " ".into(), ..rule() }, BadRule::Name),
        (Rule { name: "a\nb".into(), ..rule() }, BadRule::Name),
        (Rule { after_min: 43_201, ..rule() }, BadRule::After(0)),
        (Rule { watched: Watched::Data, after_min: 60, ..rule() }, BadRule::After(1440)),
        (Rule { again_h: 169, ..rule() }, BadRule::Again),
        (Rule { quiet: Quiet { from: 1440, to: 0, zone_h: 7 }, ..rule() }, BadRule::Quiet),
        (Rule { quiet: Quiet { from: 0, to: 0, zone_h: 10 }, ..rule() }, BadRule::Quiet),
        (Rule { mails: vec!["teknisi".into()], ..rule() }, BadRule::Mail),
        (Rule { mails: vec!["a@b.example\r\nBcc: c@d.example".into()], ..rule() }, BadRule::Mail),
        (Rule { mails: vec!["a@b.example".into(); 11], ..rule() }, BadRule::Mail),
        (hook("ftp://contoh.example"), BadRule::Hook),
        (hook("https://nama:sandi@contoh.example/"), BadRule::Hook),
        (hook("/hook"), BadRule::Hook),
        (Rule { mails: vec![], ..rule() }, BadRule::Nobody),
        (Rule { watched: Watched::Source, open_only: true, ..rule() }, BadRule::Open),
        (Rule { watched: Watched::Source, tag: Some("mal".parse().unwrap()), ..rule() }, BadRule::Place),
    ] {
        assert_eq!(bad.check(), Err(why), "{bad:?}");
    }
    assert_eq!(hook("https://contoh.example/hook").check(), Ok(()));
    let minutes = ["20:00", "6.05", "24:00", "20:60", "2000", "-1:00", "020:00"].map(minute_of_day);
    assert_eq!(minutes, [Some(1200), Some(365), None, None, None, None, None]);
}

#[test]
fn a_message_that_fails_is_tried_for_a_day_and_then_given_up() {
    let start = at("2026-11-22T08:00");
    let mut now = start;
    let mut tries = 0;
    while let Some(next) = after_failure(tries + 1, now) {
        assert!(next > now);
        (now, tries) = (next, tries + 1);
    }
    assert!(now.duration_since(start) > SignedDuration::from_hours(20), "{tries}");
    assert!(now.duration_since(start) < SignedDuration::from_hours(26), "{tries}");
}

#[test]
fn a_message_says_what_is_to_be_done_and_counts_what_has_no_room() {
    let item = |alert, told| Item {
        alert,
        told,
        subject: format!("kiosk:K{alert:02}"),
        label: format!("K{alert:02} Aula (Kab. Bekasi)"),
        since_ms: at("2026-11-22T09:15").as_millisecond(),
    };
    let now = at("2026-11-22T09:30");
    let few = write(&rule(), &[item(1, Told::Begun), item(2, Told::Over)], now);
    assert_eq!(few.title, "Anjungan: 1 kiosk perlu ditangani – Kertas habis");
    assert!(few.text.contains("- K01 Aula (Kab. Bekasi), sejak 22-11-2026 09.15 WIB"), "{}", few.text);
    assert!(few.text.contains("Sudah normal:\n- K02"), "{}", few.text);
    assert!(few.json.contains(r#""event":"begun","subject":"kiosk:K01""#), "{}", few.json);
    let many: Vec<_> = (1..=60).map(|n| item(n, Told::Begun)).collect();
    let many = write(&rule(), &many, now);
    assert!(many.text.contains("- dan 10 lagi"), "{}", many.text);
    let good = write(&rule(), &[item(3, Told::Passed)], now);
    assert_eq!(good.title, "Anjungan: 1 kiosk sudah normal – Kertas habis");
}

/// What was told of one alert, in order.
#[derive(Default, Debug, Clone)]
struct Life {
    told: Vec<(Timestamp, Told)>,
    noted: Option<Noted>,
    ended_unwatched: bool,
}

proptest! {
    /// A kiosk's days in steps of ten minutes, with any quiet hours: nothing is told twice, nothing forgotten, nothing in
    /// quiet hours, nothing raised that nobody expects to serve.
    #[test]
    fn nothing_is_told_twice_and_nothing_forgotten(
        steps in prop::collection::vec((0u8..10, 0u8..8), 1..400),
        quiet in (0u16..1440, 0u16..1440, 7i8..=9),
        again_h in 0u16..6,
        after_min in 0u32..40,
    ) {
        // In steps of ten minutes nobody would see a shorter gap between one day's quiet hours and the next.
        prop_assume!(quiet.0 == quiet.1 || (quiet.0 + 1440 - quiet.1) % 1440 >= 10);
        let rule = Rule {
            again_h,
            after_min,
            quiet: Quiet { from: quiet.0, to: quiet.1, zone_h: quiet.2 },
            ..rule()
        };
        let mut lives: Vec<Life> = Vec::new();
        let mut began: Option<i64> = None;
        let mut now = at("2026-11-22T00:00");
        // Two days at the end in which all is well, so that what is owed can be told.
        let calm = std::iter::repeat_n((9, 9), 300);
        for (trouble, other) in steps.into_iter().chain(calm) {
            now += SignedDuration::from_mins(10);
            let watched = other != 0;
            began = if trouble < 6 { began.or(Some(now.as_millisecond())) } else { None };
            let seen = match began {
                _ if !watched => Seen::Unwatched,
                Some(since) => Seen::Since(since),
                None => Seen::Fine,
            };
            let may = may_tell(&rule, 0, now);
            let mut has_living = false;
            for life in &mut lives {
                let Some(noted) = life.noted else { continue };
                has_living |= matches!(noted, Noted::Living { .. });
                let verdict = judge(&rule, seen, noted, may, now);
                life.told.extend(verdict.tell.map(|told| (now, told)));
                life.noted = match (noted, verdict.note) {
                    (Noted::Living { told_ms, .. }, Some(Note::Close { owed })) => {
                        life.ended_unwatched |= seen == Seen::Unwatched;
                        owed.then_some(Noted::Owed { told: told_ms.is_some() })
                    }
                    (_, Some(Note::Paid)) => {
                        life.ended_unwatched |= seen == Seen::Unwatched;
                        None
                    }
                    (Noted::Living { told_ms, acknowledged }, _) => Some(Noted::Living {
                        told_ms: verdict.tell.map_or(told_ms, |_| Some(now.as_millisecond())),
                        acknowledged: acknowledged || other == 1,
                    }),
                    (owed @ Noted::Owed { .. }, _) => Some(owed),
                    (Noted::Nothing, _) => None,
                };
            }
            if !has_living {
                let verdict = judge(&rule, seen, Noted::Nothing, may, now);
                if let Some(Note::Raise(since)) = verdict.note {
                    prop_assert!(watched && now.as_millisecond() - since >= i64::from(after_min) * 60_000);
                    let told_ms = verdict.tell.map(|_| now.as_millisecond());
                    lives.push(Life {
                        told: verdict.tell.map(|told| (now, told)).into_iter().collect(),
                        noted: Some(Noted::Living { told_ms, acknowledged: false }),
                        ended_unwatched: false,
                    });
                }
            }
        }
        for life in lives {
            prop_assert_eq!(life.noted, None, "everything ends: {:?}", life);
            let count = |wanted: Told| life.told.iter().filter(|(_, told)| *told == wanted).count();
            prop_assert!(count(Told::Begun) <= 1);
            let ends = count(Told::Over) + count(Told::Passed);
            prop_assert!(ends == 1 || (ends == 0 && life.ended_unwatched), "{:?}", life);
            prop_assert!(count(Told::Over) == 0 || count(Told::Begun) == 1);
            prop_assert!(count(Told::Passed) == 0 || count(Told::Begun) == 0);
            prop_assert!(life.told.iter().all(|(when, _)| !rule.quiet.covers(*when)));
            for pair in life.told.windows(2).filter(|pair| pair[1].1 == Told::Still) {
                prop_assert!(pair[1].0.duration_since(pair[0].0).as_hours() >= i64::from(again_h));
            }
        }
    }
}
