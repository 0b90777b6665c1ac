//! The bytes of each command, written out by hand from Epson's reference.

use anjungan_printer::bitmap::Bitmap;
use anjungan_printer::command::{
    Align, Command, Identity, LogoKey, ProcessId, QrLevel, RasterScale, RealTime, Size,
};
use anjungan_printer::profile::Profile;
use proptest::prelude::*;

#[test]
fn every_command_is_as_the_reference_has_it() {
    let dots = Bitmap::from_packed(16, 2, &[0xAA, 0x55, 0x0F, 0xF0]);
    let table: Vec<(Command<'_>, &[u8])> = vec![
        (Command::Text(b"Ab"), b"Ab"),
        (Command::LineFeed, b"\x0A"),
        (Command::Initialise, b"\x1B\x40"),
        (Command::CodePage(19), b"\x1B\x74\x13"),
        (Command::Align(Align::Left), b"\x1B\x61\x00"),
        (Command::Align(Align::Centre), b"\x1B\x61\x01"),
        (Command::Align(Align::Right), b"\x1B\x61\x02"),
        (Command::Bold(true), b"\x1B\x45\x01"),
        (Command::Bold(false), b"\x1B\x45\x00"),
        (Command::Size(Size::NORMAL), b"\x1D\x21\x00"),
        (Command::Size(Size::times(4, 3)), b"\x1D\x21\x32"),
        (Command::Size(Size::times(0, 99)), b"\x1D\x21\x07"),
        (Command::Feed(4), b"\x1B\x64\x04"),
        (Command::Cut { extra_dots: 0 }, b"\x1D\x56\x42\x00"),
        (
            Command::Qr { data: b"HI", module_dots: 6, level: QrLevel::M },
            b"\x1D\x28\x6B\x04\x00\x31\x41\x32\x00\
              \x1D\x28\x6B\x03\x00\x31\x43\x06\
              \x1D\x28\x6B\x03\x00\x31\x45\x31\
              \x1D\x28\x6B\x05\x00\x31\x50\x30HI\
              \x1D\x28\x6B\x03\x00\x31\x51\x30",
        ),
        (
            Command::Raster { picture: &dots, scale: RasterScale::Single },
            b"\x1D\x76\x30\x00\x02\x00\x02\x00\xAA\x55\x0F\xF0",
        ),
        (
            Command::Raster { picture: &dots, scale: RasterScale::Double },
            b"\x1D\x76\x30\x03\x02\x00\x02\x00\xAA\x55\x0F\xF0",
        ),
        (Command::PrintLogo(LogoKey::FIRST), b"\x1D\x28\x4C\x06\x00\x30\x45\x30\x31\x01\x01"),
        (
            Command::DefineLogo { key: LogoKey::FIRST, picture: &dots },
            b"\x1D\x28\x4C\x0F\x00\x30\x43\x30\x30\x31\x01\x10\x00\x02\x00\x31\xAA\x55\x0F\xF0",
        ),
        (Command::AutoStatus(14), b"\x1D\x61\x0E"),
        (Command::Ask(RealTime::Printer), b"\x10\x04\x01"),
        (Command::Ask(RealTime::Offline), b"\x10\x04\x02"),
        (Command::Ask(RealTime::Error), b"\x10\x04\x03"),
        (Command::Ask(RealTime::Paper), b"\x10\x04\x04"),
        (Command::RecoverContinue, b"\x10\x05\x01"),
        (Command::RecoverClear, b"\x10\x05\x02"),
        (Command::ClearBuffers, b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"),
        (Command::Barrier, b"\x1D\x72\x01"),
        (Command::ProcessId(ProcessId::of(0)), b"\x1D\x28\x48\x06\x00\x30\x30    "),
        (Command::ProcessId(ProcessId::of(95 + 1)), b"\x1D\x28\x48\x06\x00\x30\x30  !!"),
        (Command::Identify(Identity::ModelId), b"\x1D\x49\x01"),
        (Command::Identify(Identity::TypeId), b"\x1D\x49\x02"),
        (Command::Identify(Identity::Firmware), b"\x1D\x49\x41"),
        (Command::Identify(Identity::Maker), b"\x1D\x49\x42"),
        (Command::Identify(Identity::Model), b"\x1D\x49\x43"),
        (Command::Identify(Identity::Serial), b"\x1D\x49\x44"),
    ];
    for (command, bytes) in table {
        assert_eq!(command.bytes(), bytes, "{command:?}");
    }
}

#[test]
fn a_large_stored_picture_takes_the_long_form() {
    let picture = Bitmap::new(576, 1000);
    let bytes = Command::DefineLogo { key: LogoKey::FIRST, picture: &picture }.bytes();
    assert_eq!(bytes[..7], [0x1D, b'8', b'L', 0x4B, 0x19, 0x01, 0x00]);
    assert_eq!(bytes.len(), 7 + 0x1194B);
}

#[test]
fn the_job_for_a_ticket_stays_within_the_budget_for_a_slow_line() {
    // 365 bytes are 0.38 s at 9600 baud, less than the paper takes.
    let ticket = super::support::ticket(&Profile::named("epson-tm-t82").unwrap());
    assert!(ticket.bytes.len() < 560, "{} bytes", ticket.bytes.len());
}

proptest! {
    #[test]
    fn no_picture_holds_a_real_time_command(
        width in 1u16..64, height in 1u16..150,
        bytes in prop::collection::vec(prop::sample::select(vec![0x10u8, 0x04, 0x05, 0x14, 0x01]), 1200),
    ) {
        let picture = Bitmap::from_packed(width, height, &bytes);
        let mut job = anjungan_printer::job::Job::new(&Profile::named("clone-80mm").unwrap());
        job.picture(&picture);
        let job = job.finish().bytes;
        prop_assert!(!job.windows(2).any(|w| w[0] == 0x10 && matches!(w[1], 0x04 | 0x05 | 0x14)));
    }
}
