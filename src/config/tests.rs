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
    let (line, why) =
        Config::parse(&format!("{GOOD}[printer]\nadress = \"usb:/dev/usb/lp0\"\n")).unwrap_err();
    assert_eq!(line, Some(5));
    assert!(why.contains("adress"), "{why}");
    let (line, _) = Config::parse("data = \n").unwrap_err();
    assert_eq!(line, Some(1));
}

#[test]
fn what_cannot_be_meant_is_refused_with_the_remedy() {
    for (wrong, says) in [
        ("data = \"d\"\n[central]\nurl = \"ftp://x\"\n", "http"),
        ("data = \"d\"\n[central]\nurl = \"http://central.example\"\n", "https"),
        ("data = \"d\"\n[central]\nurl = \"https://x/y/z\"\n", "path"),
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
        let (_, why) = Config::parse(wrong).unwrap_err();
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
    let (line, why) = Config::parse(&format!("zone = \"WIX\"\n{GOOD}")).unwrap_err();
    assert_eq!(line, Some(1));
    assert!(why.contains("WITA"), "{why}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = Config::read(Path::new("/nowhere/anjungan.toml")).unwrap_err();
    assert!(error.to_string().starts_with("/nowhere/anjungan.toml: cannot be read"), "{error}");
}

/// Each with the line it stands on.
#[test]
fn what_cannot_be_meant_is_named_with_its_line() {
    let printer = "[printer]\naddress = \"usb:/dev/usb/lp0\"\nprofile = \"epson-tm-t82\"\n";
    for (added, line, says) in [
        ("[service]\npin = \"123456\"\n", 5, "by chance"),
        ("[service]\npin = \"12a456\"\n", 5, "6 to 12 digits"),
        ("[service]\npin = \"48392\"\n", 5, "6 to 12 digits"),
        ("[service]\npin = 483920\n", 5, "in quotes"),
        ("[service]\nkey_sha256 = \"abc\"\n", 5, "sha256sum"),
        ("[service]\nkey_folders = [\"media\"]\n", 5, "begin it with /"),
        ("[sheet_printer]\nuri = \"http://a4/ipp\"\n", 5, "ipp://"),
        (&format!("{printer}roll_m = 0.0\n"), 7, "metres"),
        (&format!("{printer}logo = \"/etc/logo.jpg\"\n"), 7, "PNG"),
        (&format!("{printer}[printer.override]\nnative_qr = 7\n"), 8, "native_qr"),
        (
            "[printer]\naddress = \"usb:/dev/usb/lp0\"\nprofile_file = \"/nowhere/p.toml\"\n",
            6,
            "/nowhere/p.toml",
        ),
        (&format!("{printer}profile_file = \"/nowhere/p.toml\"\n"), 6, "keep one"),
    ] {
        let (at, why) = Config::parse(&format!("{GOOD}{added}")).unwrap_err();
        assert_eq!(at, Some(line), "{added}{why}");
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
