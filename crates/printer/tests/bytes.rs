//! The bytes of each command, written out by hand from Epson's ESC/POS reference (the name of its page stands beside each
//! row), not from this crate.

use anjungan_printer::bitmap::Bitmap;
use anjungan_printer::command::{
    Align, Command, Identity, LogoKey, ProcessId, QrLevel, RasterScale, RealTime, Size,
};
use anjungan_printer::profile::Profile;
use proptest::prelude::*;

#[test]
fn every_command_is_as_the_reference_has_it() {
    let dots = Bitmap::from_packed(16, 2, &[0xAA, 0x55, 0x0F, 0xF0]);
    #[rustfmt::skip]
    let table: Vec<(Command<'_>, &[u8])> = vec![
        // characters of the code page as they are
        (Command::Text(b"Ab"), b"Ab"),
        // LF: 0A
        (Command::LineFeed, b"\x0A"),
        // ESC @: 1B 40
        (Command::Initialise, b"\x1B\x40"),
        // ESC t: 1B 74 n; 19 is PC858
        (Command::CodePage(19), b"\x1B\x74\x13"),
        // ESC a: 1B 61 n; 0 left, 1 centred, 2 right
        (Command::Align(Align::Left), b"\x1B\x61\x00"),
        (Command::Align(Align::Centre), b"\x1B\x61\x01"),
        (Command::Align(Align::Right), b"\x1B\x61\x02"),
        // ESC E: 1B 45 n; bit 0
        (Command::Bold(true), b"\x1B\x45\x01"),
        (Command::Bold(false), b"\x1B\x45\x00"),
        // GS !: 1D 21 n; bits 4–6 width − 1, bits 0–2 height − 1
        (Command::Size(Size::NORMAL), b"\x1D\x21\x00"),
        (Command::Size(Size::times(4, 3)), b"\x1D\x21\x32"),
        (Command::Size(Size::times(0, 99)), b"\x1D\x21\x07"),
        // ESC d: 1B 64 n
        (Command::Feed(4), b"\x1B\x64\x04"),
        // GS V, function B: 1D 56 m n; 66 feeds to the cutter, then n, partial cut
        (Command::Cut { extra_dots: 0 }, b"\x1D\x56\x42\x00"),
        // GS ( k: 165 model, 167 module size (43 n), 169 level (45 n; 48 L to 51 H), 180 store (50 48 data), 181 print (51 48)
        (Command::Qr { data: b"HI", module_dots: 6, level: QrLevel::M }, 
            b"\x1D\x28\x6B\x04\x00\x31\x41\x32\x00\
              \x1D\x28\x6B\x03\x00\x31\x43\x06\
              \x1D\x28\x6B\x03\x00\x31\x45\x31\
              \x1D\x28\x6B\x05\x00\x31\x50\x30HI\
              \x1D\x28\x6B\x03\x00\x31\x51\x30"),
        // GS v 0: 1D 76 30 m xL xH yL yH data; x in bytes, y in dots, m 3 quadruple
        (Command::Raster { picture: &dots, scale: RasterScale::Single }, b"\x1D\x76\x30\x00\x02\x00\x02\x00\xAA\x55\x0F\xF0"),
        (Command::Raster { picture: &dots, scale: RasterScale::Double }, b"\x1D\x76\x30\x03\x02\x00\x02\x00\xAA\x55\x0F\xF0"),
        // GS ( L, function 69: 06 00 30 45 kc1 kc2 x y
        (Command::PrintLogo(LogoKey::FIRST), b"\x1D\x28\x4C\x06\x00\x30\x45\x30\x31\x01\x01"),
        // GS ( L, function 67: pL pH 30 43 a kc1 kc2 b xL xH yL yH c data; a 48 raster, b 1 colour, c 49 the first
        (Command::DefineLogo { key: LogoKey::FIRST, picture: &dots }, b"\x1D\x28\x4C\x0F\x00\x30\x43\x30\x30\x31\x01\x10\x00\x02\x00\x31\xAA\x55\x0F\xF0"),
        // GS ( L, function 66: 04 00 30 42 kc1 kc2
        (Command::DeleteLogo(LogoKey::FIRST), b"\x1D\x28\x4C\x04\x00\x30\x42\x30\x31"),
        // GS ( L, function 48: 02 00 30 30
        (Command::LogoCapacity, b"\x1D\x28\x4C\x02\x00\x30\x30"),
        // GS ( L, function 51: 02 00 30 33
        (Command::LogoFree, b"\x1D\x28\x4C\x02\x00\x30\x33"),
        // GS ( L, function 64: 04 00 30 40 4B 43 (“KC”)
        (Command::LogoKeys, b"\x1D\x28\x4C\x04\x00\x30\x40\x4B\x43"),
        // GS ( L, function 64, response from the host: ACK 06
        (Command::Acknowledge, b"\x06"),
        // GS a: 1D 61 n; bit 1 online, 2 error, 3 paper
        (Command::AutoStatus(14), b"\x1D\x61\x0E"),
        // DLE EOT: 10 04 n
        (Command::Ask(RealTime::Printer), b"\x10\x04\x01"),
        (Command::Ask(RealTime::Offline), b"\x10\x04\x02"),
        (Command::Ask(RealTime::Error), b"\x10\x04\x03"),
        (Command::Ask(RealTime::Paper), b"\x10\x04\x04"),
        // DLE ENQ: 10 05 n; 1 go on, 2 clear
        (Command::RecoverContinue, b"\x10\x05\x01"),
        (Command::RecoverClear, b"\x10\x05\x02"),
        // DLE DC4, fn 8: 10 14 08 01 03 14 01 06 02 08
        (Command::ClearBuffers, b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"),
        // GS r: 1D 72 n; 1 paper
        (Command::Barrier, b"\x1D\x72\x01"),
        // GS ( H, function 48: 06 00 30 30 d1 d2 d3 d4; each from 20 to 7E
        (Command::ProcessId(ProcessId::of(0)), b"\x1D\x28\x48\x06\x00\x30\x30    "),
        (Command::ProcessId(ProcessId::of(95 + 1)), b"\x1D\x28\x48\x06\x00\x30\x30  !!"),
        // GS I: 1D 49 n
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

#[test]
fn a_ticket_with_its_code_as_a_picture_stays_within_the_budget() {
    let ticket = super::support::ticket(&Profile::named("clone-80mm").unwrap());
    assert!(ticket.bytes.len() <= 2600, "{} bytes", ticket.bytes.len());
}

proptest! {
    #[test]
    fn no_dithered_photograph_holds_a_real_time_command_drawn_or_stored(
        width in 1u16..80, height in 1u16..80, grey in prop::collection::vec(any::<u8>(), 6400),
    ) {
        let picture = Bitmap::dithered(width, height, &grey);
        let mut job = anjungan_printer::job::Job::new(&Profile::named("clone-80mm").unwrap());
        job.picture(&picture);
        let stored = Command::DefineLogo { key: LogoKey::FIRST, picture: &picture }.bytes();
        // The head of a command holds sizes, which are what they are.
        for bytes in [&job.finish().bytes[..], &stored[16..]] {
            prop_assert!(!bytes.windows(2).any(|w| w[0] == 0x10 && matches!(w[1], 0x04 | 0x05 | 0x14)));
        }
    }

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
