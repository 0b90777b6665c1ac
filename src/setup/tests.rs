//! Configurations on their way from a desk into a kiosk, with media made here: a partition table and a FAT as the image's
//! build makes them.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::check::{CheckError, Outs, check};
use super::medium::{MediumError, Replace};
use super::provision::{Order, ProvisionError, provision};
use crate::config::Config;
use crate::service::Pin;

const PIN: &str = "905118";
const CODE: &str = "7K3M9QXB";
const GOOD: &str = "\
# Kiosk lantai 1 – depan
data = \"/var/lib/anjungan\"

[central]
url = \"https://central.disnaker-contoh.go.id\"
enrolment_code = \"7K3M9QXB\"   # dari kantor

[service]
pin = \"905118\"                 # jangan ditempel di mesin
";

const ESP_BYTES: u64 = 48 << 20;

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("kiosk.toml"), text).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn order(&self, target: &Path) -> Order {
        Order {
            config: self.path("kiosk.toml"),
            target: target.into(),
            replace: Replace::Never,
            for_test: false,
        }
    }

    fn says(&self, text: &str) {
        std::fs::write(self.path("kiosk.toml"), text).unwrap();
    }

    /// A disk whose first partition is called `name`, with `folders` in it.
    fn disk(&self, name: &str, folders: &[&str]) -> PathBuf {
        let path = self.path(&format!("{name}.raw"));
        let file = File::create_new(&path).unwrap();
        file.set_len(ESP_BYTES + (4 << 20)).unwrap();
        drop(file);
        let mut disk = gpt::GptConfig::new().writable(true).create(&path).unwrap();
        disk.add_partition(name, ESP_BYTES, gpt::partition_types::EFI, 0, Some(2048)).unwrap();
        let begin = disk
            .partitions()
            .values()
            .next()
            .unwrap()
            .bytes_start(gpt::disk::LogicalBlockSize::Lb512)
            .unwrap();
        disk.write().unwrap();
        let mut esp = fatfs_image(folders);
        let mut file = File::options().write(true).open(&path).unwrap();
        file.seek(SeekFrom::Start(begin)).unwrap();
        std::io::copy(&mut esp, &mut file).unwrap();
        path
    }
}

fn fatfs_image(folders: &[&str]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.set_len(ESP_BYTES).unwrap();
    let options = fatfs::FormatVolumeOptions::new().fat_type(fatfs::FatType::Fat32).bytes_per_cluster(512);
    fatfs::format_volume(&mut file, options).unwrap();
    let volume = fatfs::FileSystem::new(&mut file, fatfs::FsOptions::new()).unwrap();
    for folder in folders {
        volume.root_dir().create_dir(folder).unwrap();
    }
    volume.unmount().unwrap();
    file.rewind().unwrap();
    file
}

/// What a kiosk would find on the disk.
fn on_disk(path: &Path) -> String {
    let disk = gpt::GptConfig::new().open(path).unwrap();
    let part = disk.partitions().values().next().unwrap();
    let (begin, length) = (part.first_lba * 512, (part.last_lba - part.first_lba + 1) * 512);
    let mut esp = tempfile::tempfile().unwrap();
    let mut file = File::open(path).unwrap();
    file.seek(SeekFrom::Start(begin)).unwrap();
    std::io::copy(&mut file.take(length), &mut esp).unwrap();
    esp.rewind().unwrap();
    let volume = fatfs::FileSystem::new(esp, fatfs::FsOptions::new()).unwrap();
    let mut text = String::new();
    volume.root_dir().open_file("kiosk/kiosk.toml").unwrap().read_to_string(&mut text).unwrap();
    text
}

fn holds(path: &Path, needle: &str) -> bool {
    let bytes = std::fs::read(path).unwrap();
    bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[test]
fn a_disk_gets_the_file_with_its_pin_hashed_and_all_else_as_it_was() {
    let desk = Desk::new(GOOD);
    let disk = desk.disk("anjungan-esp", &["kiosk", "EFI"]);
    provision(&desk.order(&disk)).unwrap();
    let text = on_disk(&disk);
    let config = Config::parse(&text).unwrap();
    assert!(config.service.pin_argon2.unwrap().is_of(&Pin::new(PIN)));
    assert!(config.service.pin.is_none());
    assert_eq!(config.central.enrolment_code.as_deref(), Some(CODE));
    assert!(
        text.contains("# Kiosk lantai 1 – depan") && text.contains("# jangan ditempel di mesin"),
        "{text}"
    );
    assert!(!holds(&disk, PIN), "the PIN's digits are on the medium");
}

#[test]
fn a_file_that_is_there_goes_only_when_asked_and_leaves_no_byte() {
    let desk = Desk::new(GOOD);
    let disk = desk.disk("anjungan-esp", &["kiosk"]);
    provision(&desk.order(&disk)).unwrap();
    let before = on_disk(&disk);
    let again = provision(&desk.order(&disk)).unwrap_err();
    assert!(matches!(again, ProvisionError::Medium { why: MediumError::AlreadyThere, .. }), "{again}");
    assert_eq!(on_disk(&disk), before);
    // Shorter, and for a kiosk that central knows.
    desk.says(&GOOD.replace("enrolment_code = \"7K3M9QXB\"   # dari kantor\n", ""));
    provision(&Order { replace: Replace::Yes, ..desk.order(&disk) }).unwrap();
    assert!(Config::parse(&on_disk(&disk)).unwrap().central.enrolment_code.is_none());
    assert!(!holds(&disk, CODE), "the old code can still be read");
}

#[test]
fn a_folder_of_a_mounted_medium_does_as_well() {
    let desk = Desk::new(GOOD);
    let stick = tempfile::tempdir().unwrap();
    provision(&desk.order(stick.path())).unwrap();
    let file = stick.path().join("kiosk/kiosk.toml");
    assert!(Config::read(&file).unwrap().service.pin_argon2.is_some() && !holds(&file, PIN));
    assert_eq!(
        std::fs::read_dir(stick.path().join("kiosk")).unwrap().count(),
        1,
        "nothing else is left there"
    );
    let again = provision(&desk.order(stick.path())).unwrap_err();
    assert!(matches!(again, ProvisionError::Medium { why: MediumError::AlreadyThere, .. }), "{again}");
}

#[test]
fn a_medium_that_is_no_kiosks_is_left_alone() {
    let desk = Desk::new(GOOD);
    let other = desk.disk("EFI system partition", &["kiosk"]);
    let without = desk.disk("anjungan-esp", &["EFI"]);
    let text = desk.path("letters.raw");
    std::fs::write(&text, vec![7; 1 << 20]).unwrap();
    for target in [&other, &without, &text] {
        let before = std::fs::read(target).unwrap();
        let refused = provision(&desk.order(target)).unwrap_err();
        assert!(matches!(refused, ProvisionError::Medium { why: MediumError::NotOurs, .. }), "{refused}");
        assert!(std::fs::read(target).unwrap() == before, "{} was changed", target.display());
    }
    let refused = provision(&desk.order(Path::new("/dev/null"))).unwrap_err();
    assert!(matches!(refused, ProvisionError::Medium { why: MediumError::NoMedium, .. }), "{refused}");
    let refused = provision(&desk.order(Path::new("/nowhere.raw"))).unwrap_err();
    assert!(matches!(refused, ProvisionError::Medium { why: MediumError::NotOpened(_), .. }), "{refused}");
    let large = desk.path("large.raw");
    File::create_new(&large).unwrap().set_len(256_000_000_001).unwrap();
    let refused = provision(&desk.order(&large)).unwrap_err();
    assert!(matches!(refused, ProvisionError::Medium { why: MediumError::TooLarge, .. }), "{refused}");
}

#[test]
fn a_disk_that_somebody_works_with_is_left_alone() {
    let desk = Desk::new(GOOD);
    let disk = desk.disk("anjungan-esp", &["kiosk"]);
    let held = File::open(&disk).unwrap();
    held.lock().unwrap();
    let refused = provision(&desk.order(&disk)).unwrap_err();
    assert!(matches!(refused, ProvisionError::Medium { why: MediumError::InUse, .. }), "{refused}");
}

/// Each is one change to the good file, the line it is told of, and a word of what is said.
#[test]
fn what_would_send_somebody_there_again_is_refused() {
    let desk = Desk::new(GOOD);
    let disk = desk.disk("anjungan-esp", &["kiosk"]);
    let before = std::fs::read(&disk).unwrap();
    for (from, to, says) in [
        (
            "\"https://central.disnaker-contoh.go.id\"",
            "\"http://central.disnaker-contoh.go.id\"",
            "baris 5: ",
        ),
        ("\"https://central.disnaker-contoh.go.id\"", "\"https://central.example\"", "alamat contoh"),
        ("\"https://central.disnaker-contoh.go.id\"", "\"http://127.0.0.1:8080\"", "kiosk itu sendiri"),
        ("pin = \"905118\"", "", "service.pin belum ada"),
        ("\"905118\"", "\"123456\"", "baris 9: service.pin terlalu mudah"),
        ("\"905118\"", "\"905117\"", "PIN contoh"),
        ("# jangan ditempel di mesin", "# 905118", "baris 9: service.pin harus ditulis"),
        ("enrolment_code = \"7K3M9QXB\"", "", "central.enrolment_code belum ada"),
        ("7K3M9QXB", "7K3M9QX", "baris 6: central.enrolment_code harus 8"),
        ("7K3M9QXB", "7K3M9QXA", "kode contoh"),
        ("# Kiosk lantai 1", "# kode 7k3m9qxb", "baris 1: enrolment_code harus berdiri sendiri"),
        ("\"/var/lib/anjungan\"", "\"/srv/anjungan\"", "baris 2: data harus"),
        (
            "[service]",
            "[screen]\nrotation_deg = 90\nsize_px = [1920, 1080]\n[service]",
            "baris 9: screen.rotation_deg",
        ),
        (
            "url = \"https://central.disnaker-contoh.go.id\"\nenrolment_code = \"7K3M9QXB\"",
            "enrolment_code = \"7K3M9QXB\"\nurl = \"https://user:905118@central\"",
            "baris 6: central.url memuat",
        ),
    ] {
        assert!(GOOD.contains(from), "{from}");
        desk.says(&GOOD.replace(from, to));
        let refused = provision(&desk.order(&disk)).unwrap_err();
        assert!(matches!(refused, ProvisionError::Config(_)), "{to}: {refused}");
        let said = refused.to_string();
        assert!(said.contains(says) && !said.contains('\n') && !said.contains("905118"), "{to}: {said}");
    }
    assert!(std::fs::read(&disk).unwrap() == before, "a refused file touched the disk");
}

#[test]
fn a_virtual_machine_may_have_invented_values() {
    let desk = Desk::new(
        &GOOD.replace(PIN, "905117").replace("https://central.disnaker-contoh.go.id", "https://c.example"),
    );
    let disk = desk.disk("anjungan-esp", &["kiosk"]);
    provision(&Order { for_test: true, ..desk.order(&disk) }).unwrap();
    assert!(!holds(&disk, "905117"));
}

#[test]
fn settings_in_another_of_tomls_styles_are_hashed_or_refused_and_never_written_plain() {
    let head = "data = \"/var/lib/anjungan\"\n[central]\nurl = \"https://central.disnaker-contoh.go.id\"\nenrolment_code = \"7K3M9QXB\"\n";
    for (text, is_taken) in [
        (format!("service.pin = '905118'\n{head}"), true),
        (format!("service = {{ pin = \"905118\" }}\n{head}"), true),
        (format!("{head}[service]\n\"pin\" = \"905118\"\n"), true),
        (format!("{head}[service]\npin = \"\"\"905118\"\"\"\n"), true),
        (format!("{head}[service]\npin = \"90511\\u0038\"\n"), true),
        ("data = \"/var/lib/anjungan\"\nservice.pin = \"905118\"\ncentral = { url = \"https://x.go.id\", enrolment_code = \"7K3M9QXB\" }\n".into(), false),
    ] {
        let desk = Desk::new(&text);
        let stick = tempfile::tempdir().unwrap();
        let done = provision(&desk.order(stick.path()));
        let file = stick.path().join("kiosk/kiosk.toml");
        assert_eq!(done.is_ok(), is_taken, "{text}{done:?}");
        assert_eq!(file.exists(), is_taken);
        if is_taken {
            assert!(Config::read(&file).unwrap().service.pin_argon2.unwrap().is_of(&Pin::new(PIN)), "{text}");
            assert!(!holds(&file, PIN), "{text}");
        }
    }
}

fn outs(desk: &Desk) -> Outs {
    Outs {
        environment: Some(desk.path("environment")),
        without_code: Some(desk.path("without")),
        code: Some(desk.path("code")),
    }
}

#[test]
fn check_hands_the_machine_what_it_needs_and_keeps_the_code_apart() {
    let desk = Desk::new(&format!(
        "{GOOD}[screen]\nrotation_deg = 270\ntouch_matrix = [0, 1, 0, -1.5, 0, 1]\n[update]\n\
         address = \"https://pembaruan.go.id/anjungan\"\n[clock]\nservers = [\"a.go.id\", \"b.go.id\"]\n"
    ));
    check(&desk.path("kiosk.toml"), &outs(&desk)).unwrap();
    let read = |name: &str| std::fs::read_to_string(desk.path(name)).unwrap();
    assert_eq!(
        read("environment"),
        "SLINT_KMS_ROTATION=270\nLIBINPUT_CALIBRATION_MATRIX=\"0 1 0 -1.5 0 1\"\n\
         ANJUNGAN_UPDATES=https://pembaruan.go.id/anjungan\nANJUNGAN_NTP=\"a.go.id b.go.id\"\n\
         ANJUNGAN_CENTRAL=central.disnaker-contoh.go.id:443\n"
    );
    assert_eq!(read("code"), format!("{CODE}\n"));
    assert_eq!(
        read("without"),
        read("kiosk.toml").replace("enrolment_code = \"7K3M9QXB\"   # dari kantor\n", "")
    );
    for name in ["environment", "without", "code"] {
        assert_eq!(std::fs::metadata(desk.path(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
}

#[test]
fn check_writes_nothing_when_something_is_wrong() {
    let desk = Desk::new(&GOOD.replace("pin = ", "pim = "));
    let refused = check(&desk.path("kiosk.toml"), &outs(&desk)).unwrap_err();
    assert!(
        refused
            .to_string()
            .ends_with("baris 9: kunci `pim` tidak dikenal; mungkin maksudnya `pin` / unknown key"),
        "{refused}"
    );
    assert!(["environment", "without", "code"].iter().all(|name| !desk.path(name).exists()));
}

#[test]
fn an_old_file_in_its_place_gets_its_owners_rights() {
    let desk = Desk::new(GOOD);
    std::fs::File::create(desk.path("code")).unwrap().write_all(b"an old code that was longer").unwrap();
    std::fs::set_permissions(desk.path("code"), std::fs::Permissions::from_mode(0o644)).unwrap();
    check(&desk.path("kiosk.toml"), &Outs { code: Some(desk.path("code")), ..Outs::default() }).unwrap();
    assert_eq!(std::fs::read_to_string(desk.path("code")).unwrap(), format!("{CODE}\n"));
    assert_eq!(std::fs::metadata(desk.path("code")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn an_out_that_cannot_be_written_is_told_apart() {
    let desk = Desk::new(GOOD);
    let outs = Outs { code: Some("/nowhere/code".into()), ..Outs::default() };
    let failed = check(&desk.path("kiosk.toml"), &outs).unwrap_err();
    assert!(matches!(failed, CheckError::Out { .. }), "{failed}");
}
