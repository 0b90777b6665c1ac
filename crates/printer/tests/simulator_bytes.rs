//! What the virtual printer makes of bytes: its names, its memory, its answers, whatever the pieces they come in.

use std::time::Duration;

use anjungan_printer::bitmap::Bitmap;
use anjungan_printer::command::{Command, LogoKey, ProcessId};
use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::{Act, After, Fault, Order, Setup, Simulator, Speed};
use proptest::prelude::*;

use super::support::ticket;

fn epson() -> Profile {
    Profile::named("epson-tm-t82").unwrap()
}

fn simulator(profile: Profile) -> Simulator {
    Simulator::new(&Setup { speed: Speed::Unlimited, ..Setup::bare(profile) })
}

/// What it answers when it has done all it was sent.
fn answer(printer: &mut Simulator, bytes: &[u8]) -> Vec<u8> {
    printer.send(bytes);
    printer.run_to_rest();
    printer.answers()
}

#[test]
fn every_fault_parses_and_prints_its_own_name() {
    for fault in Fault::ALL {
        assert_eq!(fault.to_string().parse(), Ok(fault));
        for act in [Act::Break(fault), Act::Refill, Act::Clear, Act::PowerCycle] {
            for after in [After::Now, After::Bytes(7), After::Mm(1.5), After::Papers(2), After::Ms(90)] {
                let order = Order { after, act };
                assert_eq!(order.to_string().parse(), Ok(order));
            }
        }
        let mended: Act = format!("mend {}", fault.name()).parse().unwrap();
        assert!(matches!(mended, Act::Mend(other) if other.name() == fault.name()));
        assert!(!fault.about().is_empty() && fault.usage().starts_with(fault.name()));
        // A fault that is set is listed, and its mending takes it away.
        let mut printer = simulator(epson());
        printer.order(Act::Break(fault));
        assert_eq!(printer.faults().len(), 1, "{fault}");
        assert!(printer.faults()[0].same_kind(fault), "{fault}");
        printer.order(Act::Mend(fault));
        assert_eq!(printer.faults(), [], "{fault}");
    }
}

#[test]
fn nonsense_is_refused_with_what_to_write() {
    let error = |text: &str| text.parse::<Order>().unwrap_err().to_string();
    assert!(error("paper-jam").contains("paper-out MM"));
    assert!(error("paper-out soon").contains("write paper-out MM"));
    assert!(error("slow 0").contains("write slow N"));
    assert!(error("slow").contains("write slow N"));
    assert!(error("cover-open 3").contains("write cover-open"));
    assert!(error("after 3 cover-open").contains("after N bytes"));
    assert!(error("paper-out NaN").contains("MM") && error("paper-out -1").contains("MM"));
}

#[test]
fn the_memory_answers_as_epson_writes() {
    let mut printer =
        Simulator::new(&Setup { speed: Speed::Unlimited, nv_bytes: 1000, ..Setup::bare(epson()) });
    let logo = Bitmap::from_fn(24, 8, |x, _| x % 2 == 0);
    assert_eq!(answer(&mut printer, b"\x1D(L\x02\x0000"), b"\x37\x301000\x00");
    assert_eq!(answer(&mut printer, b"\x1D(L\x02\x0003"), b"\x37\x311000\x00");
    assert_eq!(answer(&mut printer, b"\x1D(L\x04\x000@KC"), b"\x37\x72\x40\x00");
    answer(&mut printer, &Command::DefineLogo { key: LogoKey::FIRST, picture: &logo }.bytes());
    assert_eq!(answer(&mut printer, b"\x1D(L\x04\x000@KC"), b"\x37\x72\x4001\x00");
    assert_eq!(answer(&mut printer, b"\x1D(L\x02\x0003"), b"\x37\x31960\x00");
    answer(&mut printer, b"\x1D(L\x04\x000B01");
    assert_eq!(answer(&mut printer, b"\x1D(L\x04\x000@KC"), b"\x37\x72\x40\x00");
    let huge = Bitmap::new(576, 100);
    answer(&mut printer, &Command::DefineLogo { key: LogoKey::FIRST, picture: &huge }.bytes());
    assert_eq!(answer(&mut printer, b"\x1D(L\x04\x000@KC"), b"\x37\x72\x40\x00", "there is no room for it");
    let tally = printer.tally();
    assert_eq!((tally.nv_writes, tally.nv_violations, tally.unknown), (2, 0, 1));
}

#[test]
fn a_byte_during_the_write_spoils_it() {
    let logo = Bitmap::from_fn(24, 8, |x, _| x % 2 == 0);
    let define = Command::DefineLogo { key: LogoKey::FIRST, picture: &logo }.bytes();
    for disturbance in [&b"\x10\x04\x01"[..], b"x"] {
        let mut printer = simulator(epson());
        printer.send(&define);
        printer.run(Duration::from_millis(300));
        printer.send(disturbance);
        printer.run_to_rest();
        printer.answers();
        assert_eq!(answer(&mut printer, b"\x1D(L\x04\x000@KC"), b"\x37\x72\x40\x00");
        assert_eq!((printer.tally().nv_writes, printer.tally().nv_violations), (1, 1));
    }
}

#[test]
fn a_process_id_comes_when_all_before_it_is_on_paper() {
    let mut printer = simulator(epson());
    let name = ProcessId::of(42);
    printer.send(&[&ticket(&epson()).bytes[..], &Command::ProcessId(name).bytes()].concat());
    printer.run(Duration::from_millis(800));
    assert!(!printer.answers().contains(&0x37) && printer.papers().is_empty());
    printer.run_to_rest();
    assert_eq!(printer.answers(), [&b"\x37\x22"[..], &name.bytes(), b"\x00"].concat());
    assert_eq!(printer.papers().len(), 1);
}

#[test]
fn going_offline_is_told_when_asked_for() {
    for (detail, told) in [(0, &b""[..]), (1, b"\x37\x23\x00"), (2, b"\x37\x23\x44\x00")] {
        let mut printer = simulator(epson());
        printer.send(&[0x1D, b'(', b'H', 3, 0, 49, 48, detail]);
        printer.run_to_rest();
        printer.order(Act::Break(Fault::CoverOpen));
        printer.run_to_rest();
        assert_eq!(printer.answers(), told);
    }
}

#[test]
fn a_real_time_command_inside_a_picture_is_carried_out_and_counted() {
    let mut printer = simulator(epson());
    let mut picture = b"\x1Dv0\x00\x09\x00\x02\x00".to_vec();
    picture.extend([0x10, 0x04, 0x01, 0, 0, 0, 0, 0, 0]);
    picture.extend([0xFF; 9]);
    assert_eq!(answer(&mut printer, &picture), [0x12]);
    assert_eq!((printer.tally().accidents, printer.tally().unknown), (1, 0));
    assert_eq!(printer.hanging().unwrap().text, "[picture 72x2]\n");
    assert_eq!(answer(&mut printer, b"\x10\x04\x01"), [0x12]);
    assert_eq!(printer.tally().accidents, 1, "between commands it belongs there");
}

#[test]
fn many_tickets_leave_nothing_behind() {
    let setup = Setup { speed: Speed::Unlimited, roll_mm: f32::INFINITY, ..Setup::bare(epson()) };
    let mut printer = Simulator::new(&setup);
    let job = ticket(&epson()).bytes;
    for n in 1..=60 {
        printer.send(&job);
        printer.run_to_rest();
        assert_eq!((printer.tally().papers, printer.on_the_wire()), (n, 0));
        if n % 20 == 0 {
            assert!(printer.papers().iter().all(|paper| paper.text.contains("A-0042")));
        }
    }
    assert!(printer.hanging().is_none());
    assert!(printer.papers().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// A computer that waits for nothing and one that pauses anywhere get the same paper and the same answers.
    #[test]
    fn splitting_the_bytes_anywhere_changes_nothing(
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        kind in 0..3_usize,
        garbage in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let profile = Profile::named(["epson-tm-t82", "epson-tm-t88v", "clone-80mm"][kind]).unwrap();
        let mut bytes = ticket(&profile).bytes;
        bytes.extend(b"\x1Da\x0E\x1Dr\x01\x10\x04\x01\x1D(H\x06\x0000ABCD\x1DIB");
        bytes.extend(garbage);
        let play = |pieces: &[&[u8]]| {
            let mut printer = simulator(profile.clone());
            for piece in pieces {
                printer.send(piece);
                printer.run(Duration::ZERO);
            }
            printer.run_to_rest();
            let hanging = printer.hanging();
            (printer.papers(), hanging, printer.answers(), printer.tally())
        };
        let mut at: Vec<usize> = cuts.iter().map(|index| index.index(bytes.len())).collect();
        at.sort_unstable();
        let (mut pieces, mut from) = (Vec::new(), 0);
        for to in at.into_iter().chain([bytes.len()]) {
            pieces.push(&bytes[from..to]);
            from = to;
        }
        prop_assert_eq!(play(&pieces), play(&[&bytes]));
    }
}
