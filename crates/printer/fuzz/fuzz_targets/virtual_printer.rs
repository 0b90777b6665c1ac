//! Any bytes on any printer, with a fault in the middle: no panic, little memory, little paper, and an end.
//!
//! The first four bytes of the input choose printer, flow control, fault and the place where it happens.

#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::{Act, After, Fault, Flow, Order, Setup, Simulator};
use libfuzzer_sys::fuzz_target;

static PROFILES: LazyLock<Vec<Profile>> =
    LazyLock::new(|| Profile::names().map(|name| Profile::named(name).expect("it is built in")).collect());

fuzz_target!(|input: &[u8]| {
    let Some(([kind, flow, fault, place], bytes)) = input.split_first_chunk() else { return };
    let profile = PROFILES[usize::from(*kind) % PROFILES.len()].clone();
    let mut printer = Simulator::new(&Setup {
        flow: [Flow::Ready, Flow::XonXoff, Flow::None][usize::from(*flow) % 3],
        roll_mm: f32::INFINITY,
        ..Setup::bare(profile)
    });
    printer.set_computer(Some(115_200), flow & 0x80 != 0);
    // The last kind stands for no fault at all.
    if let Some(fault) = Fault::ALL.get(usize::from(*fault) % (Fault::ALL.len() + 1)) {
        let after = After::Bytes(u64::from(*place) * bytes.len() as u64 / 256);
        printer.order(Order { after, act: Act::Break(*fault) });
    }
    let (mut papers, mut answers) = (0, 0);
    for chunk in bytes.chunks(256) {
        printer.send(chunk);
        printer.run(Duration::from_millis(100));
        papers += printer.papers().iter().inspect(|paper| assert!(paper.height <= 16_000)).count();
        answers += printer.answers().len();
    }
    printer.run_to_rest();
    printer.order(Act::Clear);
    printer.run_to_rest();
    papers += printer.papers().len();
    answers += printer.answers().len();
    // A cut needs three bytes; a paper is also ended by its length, which takes a command of three for half of it, and
    // by the faults. The longest answer is to three bytes.
    assert!(papers <= bytes.len() + 4, "{papers} papers");
    assert!(answers <= bytes.len() * 110 + 1000, "{answers} answers");
    // Power and paper are back: it prints again, whatever went before. DLE DC4 8 ends any command.
    printer.send(&[0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8]);
    printer.run_to_rest();
    printer.send(b"\x1B@A-0042\n");
    printer.run_to_rest();
    let printed = printer.papers().iter().any(|paper| paper.text.contains("A-0042"));
    assert!(printed || printer.hanging().is_some_and(|paper| paper.text.contains("A-0042")));
});
