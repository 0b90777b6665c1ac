use anjungan_wire::health::{Condition, Outbox};
use anjungan_wire::id::StreamId;
use anjungan_wire::op::Clock;
use anjungan_wire::request::Health;

use super::*;

fn beat(condition: Condition) -> Beat {
    Beat {
        stream: StreamId::new([1; 16]),
        acked: 0,
        waiting: 0,
        cursors: vec![],
        health: Health { version: "0.2.0".into(), condition: Some(condition), ..Health::default() },
        clock: Clock { wall_ms: 0, boot: [1; 8], mono_ms: 0, synced: true },
        wait_s: None,
    }
}

fn well() -> Condition {
    Condition {
        printer: PrinterState::Ready,
        paper_percent: Some(70),
        clock: ClockState::Right,
        disk: DiskState::Plenty,
        ..Condition::default()
    }
}

const SERVING: Known =
    Known { accepted: true, pending: false, had_one: true, suspended: false, silent_ms: 1_000 };

#[test]
fn the_table_of_causes() {
    let out = PrinterState::PaperOut;
    let cases = [
        ("all is well", well(), Standing::Ready, ""),
        ("no printer", Condition { printer: PrinterState::Absent, ..well() }, Standing::Ready, ""),
        ("not asked yet", Condition { printer: PrinterState::Unknown, ..well() }, Standing::Ready, ""),
        ("paper out", Condition { printer: out, ..well() }, Standing::Reduced, "printer:paper-out"),
        ("5 % left", Condition { paper_percent: Some(0), ..well() }, Standing::Reduced, "paper-low"),
        ("near end", Condition { printer: PrinterState::PaperLow, ..well() }, Standing::Reduced, "paper-low"),
        ("clock", Condition { clock: ClockState::Wrong, ..well() }, Standing::Reduced, "clock"),
        ("disk", Condition { disk: DiskState::Critical, ..well() }, Standing::Reduced, "disk"),
        ("hot", Condition { temperature_c: Some(90), ..well() }, Standing::Reduced, "heat"),
        ("sheets", Condition { sheets: Some(PrinterState::Fault), ..well() }, Standing::Reduced, "sheets"),
        (
            "data of a week ago",
            Condition { stale: vec![("vacancies@32".parse().unwrap(), 7)], ..well() },
            Standing::Reduced,
            "data",
        ),
        ("behind", Condition { outbox: Outbox::new(9, 7_200), ..well() }, Standing::Reduced, "outbox"),
        (
            "the worst first",
            Condition { printer: PrinterState::Cutter, clock: ClockState::Wrong, ..well() },
            Standing::Reduced,
            "printer:cutter",
        ),
    ];
    for (name, condition, expected, cause) in cases {
        assert_eq!(standing(SERVING, Some(&beat(condition))), (expected, cause.to_owned()), "{name}");
    }
}

#[test]
fn the_table_of_standings() {
    let cases = [
        (SERVING, Standing::Ready),
        (Known { silent_ms: SILENT_MS, ..SERVING }, Standing::Disconnected),
        (Known { suspended: true, ..SERVING }, Standing::Suspended),
        (Known { suspended: true, silent_ms: SILENT_MS, ..SERVING }, Standing::Disconnected),
        (Known { pending: true, ..SERVING }, Standing::Pending),
        (Known { accepted: false, ..SERVING }, Standing::Retired),
        (Known { accepted: false, had_one: false, ..SERVING }, Standing::Invited),
    ];
    for (known, expected) in cases {
        assert_eq!(standing(known, Some(&beat(well()))).0, expected, "{known:?}");
    }
    assert_eq!(standing(SERVING, None).0, Standing::Awaited, "accepted and not heard yet");
}

#[test]
fn an_older_program_is_understood_by_its_words() {
    let mut old = beat(well());
    old.health.condition = None;
    for (word, state) in [
        ("ready", PrinterState::Ready),
        ("paper-out", PrinterState::PaperOut),
        ("cutter-stuck", PrinterState::Cutter),
        ("printer-fault", PrinterState::Fault),
        ("moonlight", PrinterState::Unknown),
    ] {
        old.health.printer = word.into();
        assert_eq!(printer(&old), state, "{word}");
    }
    old.health.out_of_order = Some("P03".into());
    assert_eq!(aspects(&old)[0], (Aspect::Printer, "out-of-order P03".to_owned()));
    old.health = Health { printer: "ready".into(), tickets_left: Some(12), ..Health::default() };
    assert_eq!(standing(SERVING, Some(&old)).1, "paper-low");
}

#[test]
fn every_word_is_read_as_it_is_written() {
    for standing in Standing::ALL {
        assert_eq!(Standing::named(standing.as_str()), Some(standing));
    }
    for aspect in Aspect::ALL {
        assert_eq!(Aspect::named(aspect.as_str()), Some(aspect));
    }
    let troubles = [
        Trouble::Printer(PrinterState::Cutter),
        Trouble::PaperLow,
        Trouble::Outbox,
        Trouble::Data,
        Trouble::Clock,
        Trouble::Disk,
        Trouble::Heat,
        Trouble::Sheets,
    ];
    for trouble in troubles {
        assert_eq!(Trouble::named(&trouble.code()), Some(trouble));
    }
}
