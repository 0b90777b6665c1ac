//! What is refused, and how it is said.

use super::*;

const GOOD: &str = "data = \"/var/lib/anjungan\"\n[central]\nurl = \"https://central.example\"\n";

#[test]
fn a_short_file_is_enough() {
    let config = Config::parse(GOOD).unwrap();
    assert_eq!(config.idle, Idle { warn_after_s: 60, countdown_s: 20 });
    assert_eq!(config.zone, Zone::Wib);
    assert!(config.printer.is_none());
}

#[test]
fn a_wrong_line_is_named() {
    let bad = Config::parse(&format!("{GOOD}[printer]\nadress = \"usb:/dev/usb/lp0\"\n")).unwrap_err();
    assert_eq!(bad.line(), Some(5));
    assert!(bad.to_string().contains("mungkin maksudnya `address`"), "{bad}");
    assert_eq!(Config::parse("data = \n").unwrap_err().line(), Some(1));
}

#[test]
fn what_cannot_be_meant_is_refused_with_the_remedy() {
    for (wrong, says) in [
        ("data = \"d\"\n[central]\nurl = \"ftp://x\"\n", "http"),
        ("data = \"d\"\n[central]\nurl = \"http://central.example\"\n", "https"),
        ("data = \"d\"\n[central]\nurl = \"https://x/y/z\"\n", "tanpa jalur"),
        (
            "data = \"d\"\n[central]\nurl = \"https://x\"\n[printer]\naddress = \"lp0\"\nprofile = \"epson-tm-t82\"\n",
            "usb:/dev/usb/lp0",
        ),
        (
            "data = \"d\"\n[central]\nurl = \"https://x\"\n[printer]\naddress = \"usb:/dev/usb/lp0\"\nprofile = \"x\"\n",
            "epson-tm-t82",
        ),
        ("data = \"d\"\n[central]\nurl = \"https://x\"\n[scanner]\naddress = \"tcp:x:1\"\n", "keyboard"),
        ("data = \"d\"\n[central]\nurl = \"https://x\"\n[camera]\ndevice = \"video0\"\n", "/dev/video0"),
        ("data = \"d\"\n[central]\nurl = \"https://x\"\n[screen]\npx_per_mm = 0.0\n", "px_per_mm"),
        (
            "data = \"d\"\n[central]\nurl = \"https://x\"\n[idle]\nwarn_after_s = 0\ncountdown_s = 20\n",
            "warn_after_s",
        ),
    ] {
        let why = Config::parse(wrong).unwrap_err().to_string();
        assert!(why.contains(says), "{why}");
    }
    for here in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]", "http://[::1]:80/"] {
        assert!(Config::parse(&format!("data = \"d\"\n[central]\nurl = \"{here}\"\n")).is_ok(), "{here}");
    }
    for elsewhere in ["http://127.0.0.1:x@central.example", "http://localhost.example"] {
        let config = format!("data = \"d\"\n[central]\nurl = \"{elsewhere}\"\n");
        assert!(Config::parse(&config).is_err(), "{elsewhere}");
    }
}

#[test]
fn a_zone_that_does_not_exist_is_refused() {
    let bad = Config::parse(&format!("zone = \"WIX\"\n{GOOD}")).unwrap_err();
    assert_eq!(bad.line(), Some(1));
    assert!(bad.to_string().contains("WITA"), "{bad}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = Config::read(Path::new("/nowhere/anjungan.toml")).unwrap_err();
    assert!(error.to_string().starts_with("/nowhere/anjungan.toml: tidak dapat dibaca"), "{error}");
}

/// Each with the line it stands on.
#[test]
fn what_cannot_be_meant_is_named_with_its_line() {
    let printer = "[printer]\naddress = \"usb:/dev/usb/lp0\"\nprofile = \"epson-tm-t82\"\n";
    for (added, line, says) in [
        ("[service]\npin = \"123456\"\n", 5, "secara acak"),
        ("[service]\npin = \"12a456\"\n", 5, "6 sampai 12 angka"),
        ("[service]\npin = \"48392\"\n", 5, "6 sampai 12 angka"),
        ("[service]\npin = 483920\n", 5, "tanda kutip"),
        ("[service]\nkey_sha256 = \"abc\"\n", 5, "sha256sum"),
        ("[service]\nkey_folders = [\"media\"]\n", 5, "awali dengan /"),
        ("[sheet_printer]\nuri = \"http://a4/ipp\"\n", 5, "ipp://"),
        (&format!("{printer}roll_m = 0.0\n"), 7, "meter"),
        (&format!("{printer}logo = \"/etc/logo.jpg\"\n"), 7, "PNG"),
        (&format!("{printer}[printer.override]\nnative_qr = 7\n"), 8, "native_qr"),
        (
            "[printer]\naddress = \"usb:/dev/usb/lp0\"\nprofile_file = \"/nowhere/p.toml\"\n",
            6,
            "/nowhere/p.toml",
        ),
        (&format!("{printer}profile_file = \"/nowhere/p.toml\"\n"), 6, "hapus salah satu"),
    ] {
        let bad = Config::parse(&format!("{GOOD}{added}")).unwrap_err();
        let why = bad.to_string();
        assert_eq!(bad.line(), Some(line), "{added}{why}");
        assert!(why.contains(says) && !why.contains('\n'), "{why}");
        assert!(!why.contains("123456") && !why.contains("48392"), "a PIN stands in {why}");
    }
}

#[test]
fn overrides_and_the_rolls_length_change_the_profile() {
    let config = Config::parse(&format!(
        "{GOOD}[printer]\naddress = \"usb:/dev/usb/lp0\"\nprofile = \"epson-tm-t82\"\nroll_m = 50\n\
         [printer.override]\nnative_qr = false\n"
    ))
    .unwrap();
    let profile = config.printer.unwrap().profile().unwrap();
    assert_eq!((profile.native_qr, profile.roll_m), (false, 50.0));
}

#[test]
fn a_pin_is_in_no_debug_output() {
    let config = Config::parse(&format!("{GOOD}[service]\npin = \"483920\"\n")).unwrap();
    assert!(!format!("{config:?}").contains("483920"));
}

/// Files as they come from technicians' computers; what is said of each, and of which line.
#[test]
fn files_that_are_no_configuration_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kiosk.toml");
    let said = |bytes: &[u8]| {
        std::fs::write(&file, bytes).unwrap();
        let said = Config::read(&file).unwrap_err().to_string();
        said.strip_prefix(file.to_str().unwrap()).unwrap().to_owned()
    };
    let utf_16: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin_1 = [GOOD.as_bytes(), b"# caf\xe9\n"].concat();
    for (bytes, says) in [
        (&b""[..], ": kosong"),
        (b" \n\n", ": kosong"),
        (b"\xef\xbb\xbf", ": kosong"),
        (&vec![b'#'; 70_000], ": lebih dari 64 KiB"),
        (&utf_16, ": bukan teks UTF-8"),
        (&latin_1, ", baris 4: bukan teks UTF-8"),
        (b"\x89PNG\r\n\x1a\n", ", baris 1: bukan teks UTF-8"),
    ] {
        let said = said(bytes);
        assert!(said.starts_with(says), "{said}");
    }
    std::fs::write(&file, format!("\u{feff}{}", GOOD.replace('\n', "\r\n"))).unwrap();
    assert_eq!(Config::read(&file).unwrap(), Config::parse(GOOD).unwrap(), "as Windows' Notepad saves it");
}

/// What is added to a good file, the line that is named, and words that must be there.
#[test]
fn a_slip_of_the_pen_is_named_in_one_line_of_indonesian() {
    let phc =
        "$argon2id$v=19$m=19456,t=2,p=1$YW5qdW5nYW4tbm9ib2R5IQ$t00000000000000000000000000000000000000000A";
    for (added, line, says) in [
        ("[screen]\npx_per_mn = 2.7\n", 5, "mungkin maksudnya `px_per_mm`"),
        ("[screen]\nzzz = 1\n", 5, "yang dikenal: "),
        ("[screeen]\n", 4, "mungkin maksudnya `screen`"),
        ("[screen]\nsize_px = 1080\n", 5, "2 bilangan"),
        ("[screen]\nsize_px = [1080]\n", 5, "2 bilangan"),
        ("[screen]\nsize_px = [-1, 5]\n", 5, "0 atau lebih"),
        ("[screen]\nfullscreen = \"ya\"\n", 5, "true atau false"),
        ("[screen]\npx_per_mm = \"besar\"\n", 5, "bilangan"),
        ("[screen]\nrotation_deg = 45\n", 5, "0, 90, 180 atau 270"),
        ("[screen]\nrotation_deg = \"90\"\n", 5, "bilangan"),
        ("[screen]\nrotation_deg = 90\nsize_px = [1920, 1080]\n", 5, "tegak"),
        ("[screen]\ntouch_matrix = [1, 0, 0]\n", 5, "6 bilangan"),
        ("[screen]\ntouch_matrix = [1, 0, 0, 0, nan, 0]\n", 5, "enam bilangan"),
        ("[screen]\ntouch_matrix = [1, 0, 0, 1, 0, 0]\n", 5, "satu garis"),
        ("[printer]\nprofile = \"epson-tm-t82\"\n", 4, "`address` belum ada"),
        ("[idle]\nwarn_after_s = 60\nwarn_after_s = 70\ncountdown_s = 20\n", 6, "dua kali"),
        ("[update]\naddress = \"http://updates.example/a\"\n", 5, "https://HOST/FOLDER"),
        ("[update]\naddress = \"https://h/a b\"\n", 5, "https://HOST/FOLDER"),
        ("[update]\naddress = \"https://h/$(reboot)\"\n", 5, "https://HOST/FOLDER"),
        ("[update]\naddress = \"https://u:p@h/a\"\n", 5, "https://HOST/FOLDER"),
        ("[clock]\nservers = [\"ntp://time.example\"]\n", 5, "nama host"),
        ("[clock]\nservers = [\"a b\"]\n", 5, "nama host"),
        ("[clock]\nservers = \"time.example\"\n", 5, "daftar dalam [ ]"),
        ("[service]\npin = \"905117\"\npin_argon2 = \"905117\"\n", 6, "hash"),
        ("[service]\npin_argon2 = 905117\n", 5, "hash"),
        (
            "[service]\npin_argon2 = \"$argon2id$v=19$m=9999999,t=2,p=1$YW5qdW5nYW4tbm9ib2R5IQ$AAAA\"\n",
            5,
            "hash",
        ),
        (&format!("[service]\npin = \"905117\"\npin_argon2 = \"{phc}\"\n"), 5, "dua-duanya"),
        ("[printer\n", 4, "kurung"),
        ("survey = yes\n", 4, "tulisannya keliru"),
        ("[central]\n", 4, "dua kali"),
    ] {
        let bad = Config::parse(&format!("{GOOD}{added}")).unwrap_err();
        let why = bad.to_string();
        assert!(why.contains(says) && !why.contains('\n'), "{added}{why}");
        assert_eq!(bad.line(), Some(line), "{added}{why}");
        assert!(!why.contains("905117"), "a PIN stands in {why}");
    }
    for (whole, says) in [
        ("data = \"d\"\n[central]\nurl = \"https://x\"\nenrolment_code = \"7K3M9QX\"\n", "8 huruf"),
        ("data = \"d\"\n[central]\nurl = \"https://x\"\nenrolment_code = \"7K3M9QXU\"\n", "8 huruf"),
        ("data = \"d\"\n[central]\nurl = \"https://me:s3cret@x\"\n", "nama atau sandi"),
        ("data = \"d\"\n[central]\nurl = \"https://\"\n", "nama host"),
        ("data = \"d\"\n", "`central` belum ada"),
        ("\"a\\nb\" = 1\n", "tidak dikenal"),
    ] {
        let why = Config::parse(whole).unwrap_err().to_string();
        assert!(why.contains(says) && !why.contains(['\n', 'Q']) && !why.contains("s3cret"), "{why}");
    }
}

#[test]
fn what_the_machine_is_told_is_read() {
    let config = Config::parse(&format!(
        "{GOOD}[screen]\nrotation_deg = 90\ntouch_matrix = [0, 1, 0, -1, 0, 1]\n\
         [update]\naddress = \"https://updates.example/anjungan\"\n[clock]\nservers = [\"time.example\", \"fd00::1\"]\n"
    ))
    .unwrap();
    assert_eq!(config.screen.rotation_deg, Rotation::Right);
    assert_eq!(config.screen.touch_matrix, Some([0.0, 1.0, 0.0, -1.0, 0.0, 1.0]));
    assert_eq!(config.clock.servers, ["time.example", "fd00::1"]);
    assert_eq!(config.central.host_and_port(), Some(("central.example".into(), 443)));
}

#[test]
fn a_hashed_pin_opens_as_the_pin_does_and_shows_in_no_debug_output() {
    let hash = PinHash::of(&crate::service::Pin::new("905117"), &[7; 16]).unwrap();
    let config = Config::parse(&format!("{GOOD}[service]\npin_argon2 = \"{}\"\n", hash.as_str())).unwrap();
    let kept = config.service.pin_argon2.as_ref().unwrap();
    assert!(
        kept.is_of(&crate::service::Pin::new("905117")) && !kept.is_of(&crate::service::Pin::new("905118"))
    );
    assert!(config.service.has_pin() && !format!("{config:?}").contains("argon2id"), "{config:?}");
}

proptest::proptest! {
    /// Whatever is in the file, one line comes of it, and no panic.
    #[test]
    fn any_bytes_are_taken_or_refused_in_one_line(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        if let Err(bad) = Config::decode(&bytes).and_then(|text| Config::parse(&text)) {
            proptest::prop_assert!(!bad.to_string().contains('\n'));
        }
    }
}
