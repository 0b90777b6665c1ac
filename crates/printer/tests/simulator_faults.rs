//! Each fault of the virtual printer before, during and after a job, and what is then on paper.

use std::time::Duration;

use anjungan_printer::bitmap::Bitmap;
use anjungan_printer::command::{Command, LogoKey};
use anjungan_printer::job::Job;
use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::{
    Act, After, Fault, Flow, Order, Paper, PaperEnd, Setup, Simulator, Speed,
};

use super::support::{QR, read_qr, ticket};

fn epson() -> Profile {
    Profile::named("epson-tm-t82").unwrap()
}

fn simulator() -> Simulator {
    Simulator::new(&Setup { speed: Speed::Unlimited, ..Setup::bare(epson()) })
}

fn after(condition: After, fault: Fault) -> Order {
    Order { after: condition, act: Act::Break(fault) }
}

fn is_the_ticket(paper: &Paper) -> bool {
    paper.is_whole() && paper.text.contains("A-0042\n") && read_qr(paper) == [QR]
}

/// The ticket in one piece, and nothing else.
fn comes_out_whole(printer: &mut Simulator, when: &str) {
    printer.run_to_rest();
    let papers = printer.papers();
    assert!(papers.len() == 1 && is_the_ticket(&papers[0]), "{when}: {papers:?}");
    assert!(printer.hanging().is_none(), "{when}");
}

/// Faults that only hold a job up, and go by mending alone.
const HOLDING: [Fault; 5] =
    [Fault::CoverOpen, Fault::CutterStuck, Fault::CutterBroken, Fault::Broken, Fault::Stall];

#[test]
fn what_holds_a_job_up_loses_none_of_it() {
    let job = ticket(&epson());
    for fault in HOLDING {
        let mut before = simulator();
        before.order(Act::Break(fault));
        before.send(&job.bytes);
        before.run_to_rest();
        assert!(before.papers().is_empty() && before.hanging().is_none(), "{fault}");
        before.order(Act::Mend(fault));
        comes_out_whole(&mut before, &format!("{fault} before"));

        let mut during = simulator();
        during.order(after(After::Mm(30.0), fault));
        during.send(&job.bytes);
        during.run_to_rest();
        assert!(during.papers().is_empty(), "{fault}");
        let hanging = during.hanging().expect("half a ticket");
        assert_eq!(hanging.end, PaperEnd::Hanging);
        assert!(hanging.text.contains("KABUPATEN CONTOH") && !hanging.text.contains("Simpan"), "{hanging:?}");
        during.order(Act::Mend(fault));
        comes_out_whole(&mut during, &format!("{fault} during"));

        let mut later = simulator();
        later.send(&job.bytes);
        comes_out_whole(&mut later, &format!("{fault} after"));
        later.order(Act::Break(fault));
        later.run_to_rest();
        assert_eq!(later.faults(), [fault]);
        later.order(Act::Mend(fault));
        later.send(&job.bytes);
        comes_out_whole(&mut later, &format!("{fault} mended"));
    }
}

#[test]
fn a_roll_that_ends_in_a_line_leaves_its_upper_part_and_the_new_roll_its_lower() {
    let mut printer = simulator();
    let mut job = Job::new(&epson());
    job.line("above").line("HHHHHHHH").line("below").cut();
    // One line is 30 dots; the second ends 15 dots below its top.
    printer.order(Act::Break(Fault::PaperOutAfter { mm: 45.0 * 25.4 / 203.0 }));
    printer.send(&job.finish().bytes);
    printer.run_to_rest();
    let hanging = printer.hanging().unwrap();
    assert_eq!(hanging.text, "above\n[part of HHHHHHHH]\n");
    assert_eq!(printer.faults(), [Fault::PaperOut]);
    printer.order(Act::Refill);
    printer.run_to_rest();
    let papers = printer.papers();
    assert_eq!(papers[0].text, "above\n[part of HHHHHHHH]\n[end of roll]\n");
    assert_eq!(papers[1].text, "[part of HHHHHHHH]\nbelow\n");
    assert_eq!((papers[0].end, papers[1].end), (PaperEnd::RollEnd, PaperEnd::Cut));
    assert!(!papers[0].is_whole());
    // The dots are parted, none is lost and none twice.
    let gap = epson().dots(epson().head_to_cutter_mm);
    assert_eq!(papers[0].height, gap + 45);
    let black = |paper: &Paper| paper.grey.iter().filter(|shade| **shade == 0).count();
    let mut whole = simulator();
    let mut job = Job::new(&epson());
    job.line("above").line("HHHHHHHH").line("below").cut();
    whole.send(&job.finish().bytes);
    whole.run_to_rest();
    assert_eq!(black(&papers[0]) + black(&papers[1]), black(&whole.papers()[0]));
}

#[test]
fn paper_out_before_and_after_a_job() {
    let job = ticket(&epson());
    let mut printer = simulator();
    printer.order(Act::Break(Fault::PaperOut));
    printer.send(&job.bytes);
    printer.run_to_rest();
    assert!(printer.hanging().is_none());
    printer.order(Act::Refill);
    comes_out_whole(&mut printer, "before");
    printer.order(after(After::Papers(1), Fault::PaperOut));
    printer.send(&job.bytes);
    comes_out_whole(&mut printer, "until after");
    assert_eq!(printer.faults(), [Fault::PaperOut]);
}

#[test]
fn a_short_roll_says_so_near_its_end() {
    let mut printer = Simulator::new(&Setup { roll_mm: 300.0, near_end_mm: 250.0, ..Setup::bare(epson()) });
    let state = |printer: &mut Simulator| {
        printer.send(b"\x10\x04\x04");
        printer.run_to_rest();
        printer.answers().last().copied()
    };
    assert_eq!(state(&mut printer), Some(0x12));
    printer.send(&ticket(&epson()).bytes);
    printer.run_to_rest();
    assert_eq!(state(&mut printer), Some(0x1E));
    assert!((150.0..250.0).contains(&printer.paper_left_mm()), "{}", printer.paper_left_mm());
    let whole = printer.papers();
    assert!(whole.iter().all(is_the_ticket));
    printer.send(&[ticket(&epson()).bytes, ticket(&epson()).bytes].concat());
    printer.run_to_rest();
    assert_eq!(state(&mut printer), Some(0x7E));
}

#[test]
fn a_jam_shows_at_the_cut_and_enq_1_goes_on_and_enq_2_forgets() {
    let job = ticket(&epson());
    for (command, cut) in [(Command::RecoverContinue, true), (Command::RecoverClear, false)] {
        let mut printer = simulator();
        printer.order(Act::Break(Fault::CutterJam));
        printer.send(&Command::Ask(anjungan_printer::command::RealTime::Error).bytes());
        printer.send(&job.bytes);
        printer.run_to_rest();
        assert_eq!(printer.answers()[0], 0x12, "nothing is to be seen before the cut");
        assert_eq!(printer.faults(), [Fault::CutterStuck]);
        printer.send(&command.bytes());
        printer.run_to_rest();
        assert_eq!(printer.faults(), []);
        assert_eq!(printer.papers().len(), usize::from(cut));
        assert_eq!(printer.hanging().is_some(), !cut);
    }
    let mut lasting = simulator();
    lasting.order(Act::Break(Fault::CutterBroken));
    lasting.send(&job.bytes);
    lasting.send(&Command::RecoverContinue.bytes());
    lasting.run_to_rest();
    assert_eq!(lasting.faults(), [Fault::CutterBroken]);
}

#[test]
fn the_power_takes_what_waits_and_leaves_what_is_on_paper() {
    let job = ticket(&epson());
    for off in [Act::PowerCycle, Act::Break(Fault::PowerOff), Act::Break(Fault::Vanish)] {
        let mut printer = simulator();
        let logo = Bitmap::from_fn(16, 8, |_, _| true);
        printer.send(&Command::DefineLogo { key: LogoKey::FIRST, picture: &logo }.bytes());
        printer.run_to_rest();
        printer.send(b"\x1Da\x0E");
        printer.run_to_rest();
        printer.answers();
        printer.order(Order { after: After::Mm(30.0), act: off });
        printer.send(&job.bytes);
        printer.run_to_rest();
        printer.answers();
        printer.order(Act::Clear);
        printer.order(Act::Break(Fault::NearEnd));
        printer.run_to_rest();
        assert_eq!(printer.answers(), [], "{off}: automatic status is forgotten");
        printer.send(&Command::PrintLogo(LogoKey::FIRST).bytes());
        printer.send(&job.bytes);
        printer.run_to_rest();
        let papers = printer.papers();
        assert_eq!(papers.len(), 1, "{off}");
        assert!(papers[0].power_cycled && !papers[0].is_whole());
        let text = &papers[0].text;
        let at = text.find("[power lost]").unwrap();
        assert!(text[..at].contains("KABUPATEN") && text[at..].contains("[logo 01]"), "{text}");
        assert_eq!(text.matches("Simpan tiket ini").count(), 1, "{text}");
    }
}

#[test]
fn a_pulled_cable_lets_the_printer_finish_what_it_has() {
    let mut printer = simulator();
    printer.send(&ticket(&epson()).bytes);
    printer.order(Act::Break(Fault::Unplug));
    comes_out_whole(&mut printer, "unplugged");
}

#[test]
fn heat_passes_by_itself() {
    let mut printer = simulator();
    printer.order(after(After::Mm(20.0), Fault::HeadHot { ms: 3000 }));
    printer.send(&ticket(&epson()).bytes);
    printer.run(Duration::from_millis(2500));
    assert!(printer.papers().is_empty());
    printer.send(b"\x10\x04\x03");
    printer.run(Duration::from_millis(1));
    assert_eq!(printer.answers().last(), Some(&0x52));
    comes_out_whole(&mut printer, "cool again");
}

#[test]
fn a_line_takes_ten_bits_a_byte() {
    let profile = Profile { mm_per_s: 1e6, ..epson() };
    let mut printer = Simulator::new(&Setup { speed: Speed::Baud(9600), ..Setup::bare(profile) });
    printer.send(&[b'x'; 960]);
    printer.run(Duration::from_millis(500));
    assert!((479..=480).contains(&printer.tally().bytes), "{:?}", printer.tally());
    printer.run(Duration::from_millis(501));
    assert_eq!(printer.tally().bytes, 960);
    printer.send(b"\x10\x04\x01");
    printer.run(Duration::from_millis(4));
    assert_eq!(printer.answers(), [], "three bytes there and one back take 4.2 ms");
    printer.run(Duration::from_millis(1));
    assert_eq!(printer.answers(), [0x12]);
}

#[test]
fn the_wrong_speed_gives_garbage_both_ways_and_the_same_each_time() {
    let play = |seed| {
        let speed = Speed::Baud(9600);
        let mut printer = Simulator::new(&Setup { speed, seed, ..Setup::bare(epson()) });
        printer.set_computer(Some(38_400), false);
        printer.send(&ticket(&epson()).bytes);
        printer.send(&b"\x10\x04\x01".repeat(40));
        printer.run_to_rest();
        (printer.hanging().map(|paper| paper.text), printer.answers(), printer.tally())
    };
    assert_eq!(play(1), play(1));
    let (text, answers, tally) = play(1);
    assert!(!text.unwrap_or_default().contains("A-0042") && tally.garbled > 300, "{tally}");
    assert!(answers.iter().all(|answer| *answer != 0x12), "{answers:x?}");

    let mut healed = simulator();
    healed.set_computer(Some(38_400), false);
    healed.order(Act::Break(Fault::WrongBaud { baud: 19_200 }));
    healed.order(Act::Break(Fault::PaperOut));
    healed.order(Act::Clear);
    healed.send(&ticket(&epson()).bytes);
    comes_out_whole(&mut healed, "mended");
}

#[test]
fn a_full_buffer_says_xoff_and_loses_what_comes_all_the_same() {
    let setup = || Setup {
        speed: Speed::Baud(115_200),
        flow: Flow::XonXoff,
        buffer_bytes: 1000,
        ..Setup::bare(epson())
    };
    let lines = b"0123456789\n".repeat(300);
    let mut deaf = Simulator::new(&setup());
    deaf.send(&lines);
    deaf.run_to_rest();
    assert!(deaf.tally().lost > 500 && deaf.tally().xoffs == 1, "{}", deaf.tally());
    assert_eq!(deaf.answers(), [0x13, 0x11]);

    let mut heeding = Simulator::new(&setup());
    heeding.set_computer(Some(115_200), true);
    heeding.send(&lines);
    heeding.run_to_rest();
    assert_eq!(heeding.tally().lost, 0);
    assert_eq!(heeding.hanging().unwrap().text.lines().count(), 300);
    assert!(heeding.tally().xoffs > 1);
}

#[test]
fn dropped_bytes_are_counted_and_leave_holes() {
    let mut printer = simulator();
    printer.order(Act::Break(Fault::DropBytes { every: 10 }));
    printer.send(&[b'x'; 40]);
    printer.run_to_rest();
    printer.order(Act::Mend(Fault::DropBytes { every: 1 }));
    printer.send(b"\n");
    printer.run_to_rest();
    assert_eq!(printer.hanging().unwrap().text, format!("{}\n", "x".repeat(36)));
    assert_eq!(printer.tally().lost, 4);
}

#[test]
fn answers_come_late_torn_or_with_holes() {
    let status = |printer: &mut Simulator| printer.send(b"\x1Da\x0E");
    let mut late = simulator();
    late.order(Act::Break(Fault::LateAnswers { ms: 400 }));
    status(&mut late);
    late.run(Duration::from_millis(399));
    assert_eq!(late.answers(), []);
    late.run(Duration::from_millis(1));
    assert_eq!(late.answers(), [0x14, 0, 0, 0]);

    let mut torn = simulator();
    torn.order(Act::Break(Fault::TornAnswers { pause_ms: 50 }));
    status(&mut torn);
    let pieces: Vec<Vec<u8>> = (0..5)
        .map(|_| {
            torn.run(Duration::from_millis(50));
            torn.answers()
        })
        .collect();
    assert_eq!(pieces, [&[0x14][..], &[0], &[0], &[0], &[]]);

    let mut holed = simulator();
    holed.order(Act::Break(Fault::LostAnswers { every: 4 }));
    status(&mut holed);
    holed.run_to_rest();
    assert_eq!(holed.answers().len(), 3);
}

#[test]
fn a_script_goes_on_from_one_order_to_the_next() {
    let mut printer = simulator();
    let script = ["after 1 papers paper-out", "after 3000 ms refill", "after 1 paper cover-open"];
    printer.script(script.map(|line| line.parse().unwrap()));
    printer.send(&ticket(&epson()).bytes.repeat(3));
    printer.run_to_rest();
    assert_eq!(printer.papers().len(), 2);
    assert_eq!(printer.faults(), [Fault::CoverOpen]);
    assert!(printer.now() > Duration::from_secs(3));
}
