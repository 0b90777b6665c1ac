//! Words about Wi-Fi. What is wrong and what to do about it stands in the catalogue of codes; here only its headline.

use super::super::wifi::report::{Network, Report, Security, Stage};
use super::super::wifi::ssid::Ssid;
use super::super::wifi::{PASSPHRASE_CHARS_MAX, PASSPHRASE_CHARS_MIN, Pending, Trouble};
use crate::wording::{self, Lang, pick};

pub(in crate::service) fn wifi_busy(lang: Lang, order: &Pending, stage: Stage) -> &'static str {
    match (order, stage) {
        (Pending::Scan, _) => pick(lang, "Mencari jaringan Wi-Fi…", "Looking for Wi-Fi networks…"),
        (Pending::Forget, _) => pick(lang, "Melupakan jaringan…", "Forgetting the network…"),
        (_, Stage::Addressing) => pick(
            lang,
            "Tersambung. Menunggu alamat dari router…",
            "Joined. Waiting for the router's address…",
        ),
        (_, Stage::Asking) | (Pending::Ask, _) => pick(lang, "Menanyai pusat…", "Asking central…"),
        (Pending::Join(_), Stage::Scanning | Stage::Joining | Stage::Ended(_)) => {
            pick(lang, "Menyambung ke jaringan…", "Joining the network…")
        }
    }
}

pub(in crate::service) fn wifi_heard(lang: Lang, n: usize) -> String {
    match (lang, n) {
        (Lang::Id, 0) => "Tidak ada jaringan Wi-Fi yang terdengar".into(),
        (Lang::En, 0) => "No Wi-Fi network is heard".into(),
        (_, n) => wording::count(lang, n as u64, "jaringan Wi-Fi", "Wi-Fi network", "Wi-Fi networks"),
    }
}

pub(in crate::service) fn wifi_heard_text(lang: Lang, report: &Report) -> String {
    match (&report.used, &report.saved) {
        (Some(used), _) => match lang {
            Lang::Id => format!("Tersambung ke {}.", used.shown()),
            Lang::En => format!("Connected to {}.", used.shown()),
        },
        (None, Some(saved)) => match lang {
            Lang::Id => format!("Tersimpan: {}, tetapi sedang tidak tersambung.", saved.shown()),
            Lang::En => format!("Kept: {}, but not connected now.", saved.shown()),
        },
        (None, None) if report.networks.is_empty() => pick(
            lang,
            "Periksa apakah router menyala dan antena terpasang, lalu cari lagi.",
            "See that the router is on and the antennas are fitted, then look again.",
        )
        .into(),
        (None, None) => {
            pick(lang, "Belum ada yang dipakai. Pilih satu.", "None is in use yet. Choose one.").into()
        }
    }
}

/// "Sinyal kuat · pakai kata sandi · sedang dipakai"
pub(in crate::service) fn wifi_network(lang: Lang, network: &Network, used: bool) -> String {
    let used = used.then(|| pick(lang, "sedang dipakai", "in use"));
    let parts = [Some(strength(lang, network.dbm)), Some(security(lang, network.security)), used];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Where data goes through well, where it does, and where it hardly does.
fn strength(lang: Lang, dbm: i32) -> &'static str {
    match dbm {
        -60.. => pick(lang, "Sinyal kuat", "Strong signal"),
        -72..-60 => pick(lang, "Sinyal cukup", "Fair signal"),
        ..-72 => pick(lang, "Sinyal lemah", "Weak signal"),
    }
}

fn security(lang: Lang, security: Security) -> &'static str {
    match security {
        Security::Open => pick(lang, "terbuka, tanpa kata sandi", "open, without a passphrase"),
        Security::Owe => pick(lang, "tanpa kata sandi, tersandi", "without a passphrase, encrypted"),
        Security::Psk | Security::Sae => pick(lang, "pakai kata sandi", "with a passphrase"),
        Security::Enterprise => {
            pick(lang, "pakai nama pengguna: tidak didukung", "with a user's name: not supported")
        }
        Security::Wep => pick(lang, "WEP: tidak didukung", "WEP: not supported"),
    }
}

pub(in crate::service) fn wifi_scan_again(lang: Lang) -> &'static str {
    pick(lang, "Cari lagi", "Look again")
}

pub(in crate::service) fn wifi_hidden(lang: Lang) -> &'static str {
    pick(lang, "Jaringan tersembunyi: ketik namanya", "A hidden network: type its name")
}

pub(in crate::service) fn wifi_ask_central(lang: Lang) -> &'static str {
    pick(lang, "Periksa sambungan ke pusat", "Check the way to central")
}

pub(in crate::service) fn wifi_forget(lang: Lang) -> &'static str {
    pick(lang, "Lupakan jaringan ini", "Forget this network")
}

pub(in crate::service) fn wifi_forget_named(lang: Lang, ssid: &Ssid) -> String {
    match lang {
        Lang::Id => format!("Lupakan {}", ssid.shown()),
        Lang::En => format!("Forget {}", ssid.shown()),
    }
}

pub(in crate::service) fn wifi_forget_ask(lang: Lang, ssid: &Ssid) -> String {
    match lang {
        Lang::Id => format!("Lupakan {}?", ssid.shown()),
        Lang::En => format!("Forget {}?", ssid.shown()),
    }
}

pub(in crate::service) fn wifi_forget_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Mesin memutus Wi-Fi dan menghapus kata sandinya. Tanpa kabel, mesin tidak terhubung ke pusat.",
        "The machine leaves the Wi-Fi and erases its passphrase. Without a cable it is not connected to central.",
    )
}

pub(in crate::service) fn wifi_open_ask(lang: Lang, ssid: &Ssid) -> String {
    match lang {
        Lang::Id => format!("{} tidak memakai kata sandi", ssid.shown()),
        Lang::En => format!("{} has no passphrase", ssid.shown()),
    }
}

pub(in crate::service) fn wifi_open_text(lang: Lang, security: Security) -> &'static str {
    match security {
        Security::Owe => pick(
            lang,
            "Siapa pun dapat memakai jaringan ini, dan sering ada halaman masuk yang tidak dapat dilewati kiosk. Lebih baik jaringan dengan kata sandi, atau kabel.",
            "Anybody can use this network, and it often has a sign-in page that a kiosk can't pass. A network with a passphrase, or the cable, is better.",
        ),
        Security::Open | Security::Psk | Security::Sae | Security::Enterprise | Security::Wep => pick(
            lang,
            "Siapa pun di sekitar dapat melihat ke mana mesin ini terhubung dan mengganggunya. Data pengunjung tetap tersandi. Jaringan seperti ini sering punya halaman masuk yang tidak dapat dilewati kiosk. Lebih baik jaringan dengan kata sandi, atau kabel.",
            "Anybody nearby can see where this machine connects to, and disturb it. Visitors' data stay encrypted. Such networks often have a sign-in page that a kiosk can't pass. A network with a passphrase, or the cable, is better.",
        ),
    }
}

pub(in crate::service) fn wifi_other(lang: Lang) -> &'static str {
    pick(lang, "Pilih jaringan lain", "Choose another network")
}

pub(in crate::service) fn wifi_join_anyway(lang: Lang) -> &'static str {
    pick(lang, "Tetap sambungkan", "Join all the same")
}

pub(in crate::service) fn wifi_join(lang: Lang) -> &'static str {
    pick(lang, "Sambungkan", "Join")
}

pub(in crate::service) fn wifi_go_on(lang: Lang) -> &'static str {
    pick(lang, "Lanjut", "Go on")
}

pub(in crate::service) fn wifi_name_ask(lang: Lang) -> &'static str {
    pick(lang, "Ketik nama jaringan", "Type the network's name")
}

pub(in crate::service) fn wifi_name(lang: Lang) -> &'static str {
    pick(lang, "Nama jaringan", "The network's name")
}

pub(in crate::service) fn wifi_name_note(lang: Lang) -> &'static str {
    pick(lang, "Huruf besar dan kecil dibedakan.", "Capital and small letters differ.")
}

pub(in crate::service) fn wifi_locked_ask(lang: Lang, ssid: &Ssid) -> String {
    match lang {
        Lang::Id => format!("Apakah {} memakai kata sandi?", ssid.shown()),
        Lang::En => format!("Does {} have a passphrase?", ssid.shown()),
    }
}

pub(in crate::service) fn wifi_locked_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Jaringan tersembunyi tidak mengatakannya sendiri. Dengan kata sandi: WPA2.",
        "A hidden network does not say so itself. With a passphrase: WPA2.",
    )
}

pub(in crate::service) fn wifi_with_passphrase(lang: Lang) -> &'static str {
    pick(lang, "Ya, pakai kata sandi", "Yes, it has one")
}

pub(in crate::service) fn wifi_without_passphrase(lang: Lang) -> &'static str {
    pick(lang, "Tidak, terbuka", "No, it is open")
}

pub(in crate::service) fn wifi_passphrase_ask(lang: Lang, ssid: &Ssid) -> String {
    match lang {
        Lang::Id => format!("Kata sandi untuk {}", ssid.shown()),
        Lang::En => format!("Passphrase of {}", ssid.shown()),
    }
}

pub(in crate::service) fn wifi_passphrase(lang: Lang) -> &'static str {
    pick(lang, "Kata sandi Wi-Fi", "Wi-Fi passphrase")
}

pub(in crate::service) fn wifi_passphrase_note(lang: Lang, chars: usize) -> String {
    match (lang, chars) {
        (Lang::Id, 0..PASSPHRASE_CHARS_MIN) => {
            format!(
                "{PASSPHRASE_CHARS_MIN} sampai {PASSPHRASE_CHARS_MAX} huruf; huruf besar dan kecil dibedakan. Sejauh ini {chars}."
            )
        }
        (Lang::En, 0..PASSPHRASE_CHARS_MIN) => {
            format!(
                "{PASSPHRASE_CHARS_MIN} to {PASSPHRASE_CHARS_MAX} letters; capital and small ones differ. {chars} so far."
            )
        }
        (Lang::Id, chars) => format!("{chars} huruf."),
        (Lang::En, chars) => format!("{chars} letters."),
    }
}

pub(in crate::service) fn wifi_show(lang: Lang, shown: bool) -> &'static str {
    match shown {
        true => pick(lang, "Sembunyikan huruf", "Hide the letters"),
        false => pick(lang, "Tampilkan huruf", "Show the letters"),
    }
}

pub(in crate::service) fn wifi_type_again(lang: Lang) -> &'static str {
    pick(lang, "Ketik lagi kata sandinya", "Type the passphrase again")
}

pub(in crate::service) fn wifi_joined(lang: Lang, report: &Report) -> String {
    let name = report.used.as_ref().map(Ssid::shown);
    match (lang, name) {
        (Lang::Id, Some(name)) => format!("Tersambung ke {name}"),
        (Lang::En, Some(name)) => format!("Connected to {name}"),
        (_, None) => pick(lang, "Tersambung", "Connected").into(),
    }
}

/// What is known of the network that was joined.
pub(in crate::service) fn wifi_joined_text(lang: Lang, report: &Report) -> String {
    let address = match (lang, report.address.as_str()) {
        (_, "") => String::new(),
        (Lang::Id, address) => format!("Alamat mesin: {address}. "),
        (Lang::En, address) => format!("The machine's address: {address}. "),
    };
    let central = match report.reach() {
        Some(_) => pick(lang, "Pusat menjawab.", "Central answers."),
        None => pick(
            lang,
            "Pusat belum ditanyai: alamatnya tidak ada di konfigurasi.",
            "Central was not asked: the configuration has no address.",
        ),
    };
    let stays = pick(
        lang,
        "Juga setelah mesin dimulai ulang. Bila ada kabel, kabel yang dipakai.",
        "Also after a restart. Where there is a cable, the cable is used.",
    );
    format!("{address}{central} {stays}")
}

/// The short name of what is wrong.
pub(in crate::service) fn wifi_trouble(lang: Lang, trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Unsupported(Security::Wep) => {
            pick(lang, "Jaringan WEP tidak didukung", "WEP networks are not supported")
        }
        Trouble::Unsupported(
            Security::Enterprise | Security::Open | Security::Owe | Security::Psk | Security::Sae,
        ) => pick(
            lang,
            "Jaringan dengan nama pengguna tidak didukung",
            "Networks with a user's name are not supported",
        ),
        Trouble::NoCard => pick(lang, "Tidak ada perangkat Wi-Fi", "There is no Wi-Fi card"),
        Trouble::WrongKey => pick(lang, "Kata sandi salah", "Wrong passphrase"),
        Trouble::NotFound => pick(lang, "Jaringan tidak ditemukan", "The network was not found"),
        Trouble::NoAddress => pick(lang, "Router tidak memberi alamat", "The router gives no address"),
        Trouble::Failed => pick(lang, "Tidak berhasil tersambung", "It could not be joined"),
        Trouble::SignIn => pick(lang, "Wi-Fi ini meminta halaman masuk", "This Wi-Fi wants a sign-in page"),
        Trouble::Clock => pick(lang, "Tanggal mesin tidak cocok", "The machine's date does not fit"),
        Trouble::NoInternet => pick(lang, "Tidak ada Internet di Wi-Fi ini", "No Internet on this Wi-Fi"),
        Trouble::NotCentral => pick(lang, "Pusat tidak dapat dicapai", "Central can't be reached"),
    }
}
