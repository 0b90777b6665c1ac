//! What comes out on paper.

use anjungan_printer::bitmap::Bitmap;
use anjungan_printer::command::{Align, Command, LogoKey, Size};
use anjungan_printer::job::Job;
use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::render;
use proptest::prelude::*;

use super::support::{Bench, QR, profile, read_qr, ticket};

#[test]
fn a_ticket_reads_as_it_was_written_on_every_printer() {
    for name in Profile::names() {
        let profile = Profile::named(name).unwrap();
        let (papers, tally) = render(&profile, &[], [&ticket(&profile).bytes[..]]);
        assert_eq!((papers.len(), tally.unknown), (1, 0), "{name}: {tally:?}");
        for line in ["DINAS TENAGA KERJA", "A-0042", "Loket 3 - Pembuatan AK/1", "Simpan tiket ini. Pindai"] {
            assert!(papers[0].text.contains(line), "{name} lacks {line}:\n{}", papers[0].text);
        }
        assert_eq!(read_qr(&papers[0]), [QR], "{name}");
        if let Ok(dir) = std::env::var("PAPER_DIR") {
            std::fs::write(format!("{dir}/{name}.png"), &papers[0].png).unwrap();
        }
    }
}

#[test]
fn a_stored_logo_is_printed_by_its_key() {
    let profile = Profile::named("epson-tm-t82").unwrap();
    let logo = Bitmap::from_fn(96, 64, |x, y| (x / 8 + y / 8) % 2 == 0);
    let mut bytes = Command::DefineLogo { key: LogoKey::FIRST, picture: &logo }.bytes();
    let mut job = Job::new(&profile);
    job.logo(LogoKey::FIRST, None).line("below").cut();
    bytes.extend(job.finish().bytes);
    let (papers, tally) = render(&profile, &[], [&bytes[..]]);
    assert_eq!(tally.unknown, 0, "{tally:?}");
    assert_eq!(papers[0].text, "[logo 01]\nbelow\n");
    let (absent, tally) = render(&profile, &[], [&Command::PrintLogo(LogoKey::FIRST).bytes()[..]]);
    assert_eq!((absent.len(), tally.unknown), (0, 1));
}

#[test]
fn a_picture_is_printed_dot_for_dot() {
    let profile = Profile::named("clone-58mm").unwrap();
    let picture = Bitmap::from_fn(384, 70, |x, y| (x * 7 + y * 13) % 11 == 0);
    let mut job = Job::new(&profile);
    job.picture(&picture);
    let (papers, _) = render(&profile, &[], [&job.finish().bytes[..]]);
    let white = profile.dots(profile.head_to_cutter_mm) as usize;
    let printed =
        Bitmap::from_fn(384, 70, |x, y| papers[0].grey[(white + usize::from(y)) * 384 + usize::from(x)] == 0);
    assert_eq!(printed, picture);
    assert_eq!(papers[0].text, "[picture 384x70]\n");
}

#[test]
fn papers_are_files_with_the_same_content() {
    let bench = Bench::new(profile("epson-tm-t82"));
    let driver = bench.driver();
    let job = ticket(&bench.profile);
    driver.print(1, job.bytes, job.paper_mm, super::support::consent());
    let paper = bench.paper();
    assert_eq!(std::fs::read(bench.out.join("01.png")).unwrap(), paper.png);
    assert_eq!(std::fs::read_to_string(bench.out.join("01.txt")).unwrap(), paper.text);
    let decoder = png::Decoder::new(std::io::Cursor::new(&paper.png));
    let reader = decoder.read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (576, paper.height));
}

#[test]
fn huge_dimensions_reserve_no_memory() {
    let profile = Profile::named("epson-tm-t82").unwrap();
    // A picture of 524,280 × 65,535 dots, a logo of 4 GB, a code of 7 KB.
    let mut bytes = b"\x1D\x38\x4C\xFF\xFF\xFF\xFF\x30\x43\x30".to_vec();
    bytes.extend([0; 4096]);
    let (papers, _) = render(&profile, &[], [&bytes[..]]);
    assert!(papers.is_empty());
    let mut bytes = b"\x1D\x76\x30\x00\xFF\xFF\xFF\xFF".to_vec();
    bytes.extend(vec![0xFF; 200_000]);
    let (papers, _) = render(&profile, &[], [&bytes[..]]);
    assert_eq!(papers[0].height, profile.dots(profile.head_to_cutter_mm) + 3);
}

#[test]
fn a_job_split_anywhere_gives_the_same_paper() {
    // A printer that draws its codes takes long for each without optimisation: fewer positions there, and a job
    // without a code at every one.
    let epson = Profile::named("epson-tm-t82").unwrap();
    let mut plain = Job::new(&epson);
    plain.align(Align::Right).bold(true).size(Size::DOUBLE).line("é").size(Size::NORMAL).bold(false);
    plain.picture(&Bitmap::from_fn(24, 5, |x, y| x > y)).pair("a", "b").feed(3).cut();
    let clone = Profile::named("clone-58mm").unwrap();
    for (profile, bytes, positions) in [
        (&epson, plain.finish().bytes, usize::MAX),
        (&epson, ticket(&epson).bytes, 25),
        (&clone, ticket(&clone).bytes, 100),
    ] {
        let whole = render(profile, &[], [&bytes[..]]);
        let step = (bytes.len() / positions).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let split = render(profile, &[], [&bytes[..at], &bytes[at..]]);
            assert_eq!(split, whole, "{} split at {at}", profile.name);
        }
        assert_eq!(render(profile, &[], bytes.chunks(1)), whole, "{} byte by byte", profile.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(
        prop_oneof![any::<u8>(), prop::sample::select(b"\x1B\x1D\x10(kLHv0V!a".to_vec())], 0..3000)) {
        for name in Profile::names() {
            let (papers, _) = render(&Profile::named(name).unwrap(), &[], [&bytes[..]]);
            prop_assert!(papers.iter().all(|paper| paper.height <= 16_000));
        }
    }
}
