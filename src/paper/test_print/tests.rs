//! Test papers byte for byte and as they read. `UPDATE_GOLDEN=1 cargo test paper::test_print` writes the files
//! anew; with `PAPER_PNG=DIR` also the papers as pictures, to be looked at.

use std::path::Path;

use anjungan_printer::bitmap::Bitmap;
use anjungan_printer::virtual_printer::{Paper as OnPaper, render};

use super::*;

fn context(number: &TicketNumber) -> Context<'_> {
    Context {
        number,
        device: "K07",
        printed_at: Some("2026-11-22T07:30:00Z".parse().unwrap()),
        zone: Zone::Wib,
        lang: Lang::Id,
    }
}

fn printed(test: Test, lang: Lang, profile: &Profile) -> (Paper, OnPaper) {
    let number = TicketNumber::new(&"K07".parse().unwrap(), 42);
    let paper = compose(test, &Context { lang, ..context(&number) }, profile);
    let emblem = Bitmap::from_fn(256, 96, |x, y| (x / 8 + y / 8) % 2 == 0);
    let (mut papers, tally) = render(profile, &[(LogoKey::FIRST, emblem)], [paper.bytes.as_slice()]);
    assert_eq!(tally.unknown, 0, "{:?}", tally.unknown_first);
    assert_eq!(papers.len(), 1, "one paper");
    (paper, papers.remove(0))
}

#[test]
fn test_papers_are_as_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for (name, test, lang, model) in [
        ("test-80mm", Test::Paper, Lang::Id, "epson-tm-t82"),
        ("test-80mm-english", Test::Paper, Lang::En, "epson-tm-t82"),
        ("test-58mm", Test::Paper, Lang::Id, "clone-58mm"),
        ("test-qr-80mm", Test::Qr, Lang::Id, "epson-tm-t82"),
        ("test-qr-58mm", Test::Qr, Lang::Id, "clone-58mm"),
        ("test-logo-80mm", Test::Logo, Lang::Id, "epson-tm-t82"),
    ] {
        let mut profile = Profile::named(model).unwrap();
        // A virtual printer of a model that draws no codes knows no command for them.
        profile.native_qr |= test == Test::Qr;
        let (paper, shown) = printed(test, lang, &profile);
        if let Some(out) = std::env::var_os("PAPER_PNG") {
            let saved = shown.save(Path::new(&out)).unwrap();
            std::fs::rename(saved, Path::new(&out).join(format!("{name}.png"))).unwrap();
        }
        for (ending, bytes) in [("escpos", paper.bytes.as_slice()), ("txt", shown.text.as_bytes())] {
            let path = folder.join(format!("{name}.{ending}"));
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                std::fs::write(&path, bytes).unwrap();
            }
            let kept = std::fs::read(&path).unwrap_or_default();
            assert!(kept == bytes, "{} differs:\n{}", path.display(), shown.text);
        }
    }
}

#[test]
fn every_model_prints_every_test_that_it_can() {
    for name in Profile::names() {
        let profile = Profile::named(name).unwrap();
        // A virtual printer of a model that draws no codes knows no command for them; a real clone prints
        // nonsense there, which is what the test is for.
        let drawing = Profile { native_qr: true, ..profile.clone() };
        for (test, profile) in [(Test::Paper, &profile), (Test::Qr, &drawing)] {
            let (_, shown) = printed(test, Lang::Id, profile);
            assert!(shown.text.contains("K07-0042"), "{name}: {}", shown.text);
        }
    }
}

/// The ruler and the bars are pictures; even so a test at 9,600 baud is done in a few seconds.
#[test]
fn a_test_paper_is_small_enough_for_a_slow_line() {
    let (paper, _) = printed(Test::Paper, Lang::Id, &Profile::named("epson-tm-t82").unwrap());
    assert!(paper.bytes.len() < 6_000, "{} bytes", paper.bytes.len());
    assert!(paper.paper_mm < 120.0, "{} mm", paper.paper_mm);
}

#[test]
fn the_ruler_is_as_long_as_it_says() {
    let profile = Profile::named("epson-tm-t82").unwrap();
    let ruler = bars::ruler(&profile);
    assert_eq!((bars::width_mm(&profile), ruler.width()), (72, 576));
    let at = |mm: f32| u16::try_from(profile.dots(mm)).unwrap();
    assert!(ruler.get(at(70.0), 27) && !ruler.get(at(71.0), 20) && ruler.get(575, 20));
}
