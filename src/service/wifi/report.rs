//! What the machine says of Wi-Fi: the file that the image's `usr/lib/anjungan/wifi` writes while it does what it was asked, and
//! what follows from it.
//!
//! ```text
//! ID=17                 which order it answers            CARD=wlan0        empty: there is no card
//! STATE=joining         scanning, joining, address, central, or how it ended
//! SAVED=6b6f7069        the network that is kept          USED=kopi         the one in use, as the supplicant prints it
//! ADDRESS=192.168.1.7   what its router gave
//! CENTRAL=0 200 0 -     curl's end, HTTP status, OpenSSL's verdict and where it was sent on to: central's /healthz
//! WEB=0 302 0 http://…  the same of central's host without TLS
//! PORTAL=http://…       what the router itself names as its page (RFC 8910)
//! BSS=aa:…\t2412\t-61\t[WPA2-PSK-CCMP][ESS]\tkopi     a line of the supplicant's list
//! ```

use super::ssid::Ssid;

/// Networks shown, strongest first: an office tower has hundreds.
const NETWORKS_MAX: usize = 40;
/// No other value is longer.
const VALUE_CHARS_MAX: usize = 200;

/// All that is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// The order it answers; 0: none yet.
    pub id: u64,
    /// How far it is.
    pub stage: Stage,
    /// Whether there is a card.
    pub card: bool,
    /// The network that is kept for the next start.
    pub saved: Option<Ssid>,
    /// The network in use.
    pub used: Option<Ssid>,
    /// The address in it.
    pub address: String,
    /// What was heard, strongest first, each name once.
    pub networks: Vec<Network>,
    central: Option<Probe>,
    web: Option<Probe>,
    portal: String,
}

/// How far an order is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Listening.
    Scanning,
    /// Speaking to the network.
    Joining,
    /// Waiting for an address.
    Addressing,
    /// Asking central.
    Asking,
    /// Over.
    Ended(Ending),
}

/// How an order ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// As it was asked.
    Done,
    /// There is no Wi-Fi card, or none with its firmware.
    NoCard,
    /// The network takes another passphrase.
    WrongKey,
    /// The network is not heard.
    NotFound,
    /// Nobody gives an address.
    NoAddress,
    /// Anything else.
    Failed,
}

/// A network that was heard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Network {
    /// Its name.
    pub ssid: Ssid,
    /// What it asks of who joins.
    pub security: Security,
    /// How strong it is.
    pub dbm: i32,
}

/// What a network asks of who joins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Security {
    /// Nothing: anybody reads along.
    Open,
    /// Nothing, but nobody reads along (OWE).
    Owe,
    /// A passphrase, WPA2's way.
    Psk,
    /// A passphrase, WPA3's way only.
    Sae,
    /// A user's name and more (802.1X).
    Enterprise,
    /// A key that is broken within minutes.
    Wep,
}

/// What became of one question over HTTP.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Probe {
    /// curl's exit status.
    exit: u8,
    status: u16,
    /// X509_V_… of OpenSSL.
    verdict: u32,
    /// Where it was sent on to.
    location: String,
}

/// What is behind a network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Central.
    Central,
    /// A page that wants somebody to sign in.
    SignIn,
    /// Central, or somebody, with a certificate whose dates are not now's.
    Clock,
    /// Nothing.
    NoInternet,
    /// The Internet, without central.
    NotCentral,
}

/// curl's exit status: no such name.
const NO_NAME: u8 = 6;
/// curl's exit status: what came was no TLS.
const NO_TLS: u8 = 35;
/// curl's exit status: the certificate is not central's.
const BAD_CERTIFICATE: u8 = 60;
/// X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED.
const WRONG_DATES: [u32; 2] = [9, 10];

impl Report {
    /// Before the first order.
    pub const fn nothing() -> Self {
        Self {
            id: 0,
            stage: Stage::Scanning,
            card: false,
            saved: None,
            used: None,
            address: String::new(),
            networks: Vec::new(),
            central: None,
            web: None,
            portal: String::new(),
        }
    }

    /// Of the file's lines; keys of a newer image are passed over.
    pub fn parse(text: &str) -> Self {
        let mut report = Self::nothing();
        for (key, value) in text.lines().filter_map(|line| line.split_once('=')) {
            let short =
                || value.chars().filter(|c| !c.is_control()).take(VALUE_CHARS_MAX).collect::<String>();
            match key {
                "ID" => report.id = value.parse().unwrap_or(0),
                "STATE" => report.stage = Stage::named(value),
                "CARD" => report.card = !value.is_empty(),
                "SAVED" => report.saved = Ssid::of_hex(value),
                "USED" => report.used = Ssid::of_escaped(value),
                "ADDRESS" => report.address = short(),
                "CENTRAL" => report.central = Probe::parse(&short()),
                "WEB" => report.web = Probe::parse(&short()),
                "PORTAL" => report.portal = short(),
                "BSS" => report.hear(value),
                _ => {}
            }
        }
        report.networks.sort_by(|one, other| other.dbm.cmp(&one.dbm).then(one.ssid.cmp(&other.ssid)));
        report.networks.truncate(NETWORKS_MAX);
        report
    }

    /// A network of several stations is heard several times; the nearest counts.
    fn hear(&mut self, line: &str) {
        let Some(new) = Network::parse(line) else { return };
        let is_same = |known: &&mut Network| known.ssid == new.ssid && known.security == new.security;
        match self.networks.iter_mut().find(is_same) {
            Some(known) => known.dbm = known.dbm.max(new.dbm),
            None => self.networks.push(new),
        }
    }

    /// What is behind the network; `None`: nobody has asked.
    pub fn reach(&self) -> Option<Reach> {
        let central = self.central.as_ref()?;
        // Whoever shows central's certificate is central.
        if central.exit == 0 {
            return Some(if central.status == 200 { Reach::Central } else { Reach::NotCentral });
        }
        let wrong_dates = central.exit == BAD_CERTIFICATE && WRONG_DATES.contains(&central.verdict);
        let stranger = central.exit == NO_TLS || (central.exit == BAD_CERTIFICATE && !wrong_dates);
        Some(if stranger || self.has_page() {
            Reach::SignIn
        } else if wrong_dates {
            Reach::Clock
        } else if central.exit == NO_NAME {
            Reach::NoInternet
        } else {
            Reach::NotCentral
        })
    }

    /// Whether the network names a page, or one comes where central's host has none to show.
    fn has_page(&self) -> bool {
        // The name of no restriction: RFC 8910, 2.
        let named = !matches!(self.portal.as_str(), "" | "urn:ietf:params:capport:unrestricted");
        named || self.web.as_ref().is_some_and(|web| web.exit == 0 && web.is_of_a_stranger())
    }
}

impl Stage {
    fn named(name: &str) -> Self {
        match name {
            "scanning" => Stage::Scanning,
            "joining" => Stage::Joining,
            "address" => Stage::Addressing,
            "central" => Stage::Asking,
            "done" => Stage::Ended(Ending::Done),
            "no-card" => Stage::Ended(Ending::NoCard),
            "wrong-key" => Stage::Ended(Ending::WrongKey),
            "not-found" => Stage::Ended(Ending::NotFound),
            "no-address" => Stage::Ended(Ending::NoAddress),
            // A newer image's way to end is an end too.
            _ => Stage::Ended(Ending::Failed),
        }
    }
}

impl Network {
    /// Of a line of `wpa_cli scan_results`: address, frequency, strength, flags and name, by tabs.
    fn parse(line: &str) -> Option<Self> {
        let mut columns = line.split('\t');
        let (_address, _frequency) = (columns.next()?, columns.next()?);
        let dbm = columns.next()?.parse().ok()?;
        let security = Security::of_flags(columns.next()?);
        Some(Self { ssid: Ssid::of_escaped(columns.next()?)?, security, dbm })
    }
}

impl Security {
    /// `[WPA2-PSK+SAE-CCMP][WPS][ESS]`
    fn of_flags(flags: &str) -> Self {
        let (mut keys, mut locked, mut wep) = (Vec::new(), false, false);
        for flag in flags.split(['[', ']']) {
            if let Some(of_wpa) =
                ["WPA-", "WPA2-", "RSN-", "OSEN-"].iter().find_map(|name| flag.strip_prefix(name))
            {
                locked = true;
                keys.extend(of_wpa.split(['+', '-']));
            }
            wep |= flag == "WEP";
        }
        let has = |names: [&str; 2]| names.iter().any(|name| keys.contains(name));
        if has(["PSK", "FT/PSK"]) {
            Security::Psk
        } else if has(["SAE", "FT/SAE"]) {
            Security::Sae
        } else if has(["OWE", "OWE"]) {
            Security::Owe
        } else if locked {
            // What is left is 802.1X in one of its ways.
            Security::Enterprise
        } else if wep {
            Security::Wep
        } else {
            Security::Open
        }
    }
}

impl Probe {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split_whitespace();
        Some(Self {
            exit: parts.next()?.parse().ok()?,
            status: parts.next()?.parse().ok()?,
            verdict: parts.next()?.parse().ok()?,
            location: parts.next().filter(|location| *location != "-").unwrap_or_default().into(),
        })
    }

    /// A redirect to the same host over TLS is what a server of one's own does; anything else that speaks here, while
    /// central does not, is the network's. 511 is made for just that (RFC 6585, 6).
    fn is_of_a_stranger(&self) -> bool {
        match self.status {
            300..=399 => !self.location.starts_with("https:"),
            200..=299 | 511 => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As wpa_supplicant 2.10 prints it, below its heading.
    const HEARD: &str = "\
BSS=02:00:00:00:01:00\t2412\t-30\t[WPA2-PSK-CCMP][ESS]\tkantor
BSS=02:00:00:00:02:00\t5180\t-71\t[WPA2-PSK-CCMP][ESS]\tkantor
BSS=02:00:00:00:03:00\t2437\t-60\t[ESS]\ttamu
BSS=02:00:00:00:04:00\t2437\t-62\t[WPA2-PSK+SAE-CCMP][ESS]\tcampuran
BSS=02:00:00:00:05:00\t2437\t-63\t[WPA2-SAE-CCMP][SAE-H2E][ESS]\tbaru
BSS=02:00:00:00:06:00\t2437\t-64\t[WPA2-EAP+EAP-SHA256-CCMP-preauth][ESS]\tkampus
BSS=02:00:00:00:07:00\t2437\t-65\t[WEP][ESS]\tlama
BSS=02:00:00:00:08:00\t2437\t-66\t[WPA2-OWE-CCMP][ESS]\tterbuka
BSS=02:00:00:00:09:00\t2437\t-67\t[WPA-PSK-TKIP][WPA2-PSK-CCMP+TKIP][WPS][ESS]\tcaf\\xc3\\xa9 \\\"}\\n
BSS=02:00:00:00:0a:00\t2437\t-20\t[WPA2-PSK-CCMP][ESS]\t
BSS=02:00:00:00:0b:00\t2437\t-20\t[WPA2-PSK-CCMP][ESS]\t\\x00\\x00\\x00
BSS=torn";

    #[test]
    fn each_network_is_shown_once_at_its_nearest_and_with_what_it_asks() {
        let report = Report::parse(HEARD);
        let seen: Vec<_> = report.networks.iter().map(|n| (n.ssid.shown(), n.security, n.dbm)).collect();
        let seen: Vec<_> =
            seen.iter().map(|(name, security, dbm)| (name.as_str(), *security, *dbm)).collect();
        assert_eq!(
            seen,
            [
                ("kantor", Security::Psk, -30),
                ("tamu", Security::Open, -60),
                ("campuran", Security::Psk, -62),
                ("baru", Security::Sae, -63),
                ("kampus", Security::Enterprise, -64),
                ("lama", Security::Wep, -65),
                ("terbuka", Security::Owe, -66),
                ("café \"}\u{fffd}", Security::Psk, -67),
            ]
        );
    }

    #[test]
    fn a_crowd_of_networks_is_cut_at_the_weakest() {
        let line = |n: i32| format!("BSS=02:00:00:00:00:00\t2412\t{}\t[ESS]\tn{n}\n", -20 - n);
        let report = Report::parse(&(0..500).map(line).collect::<String>());
        assert_eq!(report.networks.len(), NETWORKS_MAX);
        assert_eq!(report.networks[0].dbm, -20);
    }

    #[test]
    fn a_report_says_how_far_it_is_and_a_newer_images_end_is_an_end() {
        let report = Report::parse("ID=17\nSTATE=address\nCARD=wlan0\nSAVED=6b6f7069\nUSED=kopi\nNEWER=1\n");
        assert_eq!((report.id, report.stage, report.card), (17, Stage::Addressing, true));
        assert_eq!((&report.saved, &report.used), (&Ssid::new(*b"kopi"), &Ssid::new(*b"kopi")));
        assert_eq!(Report::parse("STATE=solar-flare").stage, Stage::Ended(Ending::Failed));
        assert_eq!(Report::parse("").stage, Stage::Scanning);
    }

    fn reach(lines: &str) -> Option<Reach> {
        Report::parse(lines).reach()
    }

    #[test]
    fn what_shows_centrals_certificate_is_central_well_or_not() {
        assert_eq!(reach("CENTRAL=0 200 0 -"), Some(Reach::Central));
        assert_eq!(
            reach("CENTRAL=0 503 0 -\nWEB=0 200 0 -"),
            Some(Reach::NotCentral),
            "a proxy's page of its own"
        );
        assert_eq!(reach(""), None);
    }

    #[test]
    fn somebody_elses_answer_is_a_page_to_sign_in() {
        assert_eq!(reach("CENTRAL=60 000 20 -"), Some(Reach::SignIn), "an unknown issuer");
        assert_eq!(reach("CENTRAL=60 000 0 -"), Some(Reach::SignIn), "another host's certificate");
        assert_eq!(reach("CENTRAL=35 000 0 -"), Some(Reach::SignIn), "a page without TLS on the port of TLS");
        let away = "CENTRAL=28 000 0 -\nWEB=0 302 0 http://login.wifi.example/?u=1";
        assert_eq!(reach(away), Some(Reach::SignIn), "TLS is dropped, the rest redirected");
        assert_eq!(reach("CENTRAL=7 000 0 -\nWEB=0 511 0 -"), Some(Reach::SignIn));
        assert_eq!(
            reach("CENTRAL=6 000 0 -\nPORTAL=https://portal.example/"),
            Some(Reach::SignIn),
            "the router says so"
        );
    }

    #[test]
    fn no_internet_no_central_and_a_wrong_clock_are_told_apart() {
        assert_eq!(reach("CENTRAL=6 000 0 -\nWEB=6 000 0 -"), Some(Reach::NoInternet));
        assert_eq!(reach("CENTRAL=7 000 0 -\nWEB=0 301 0 https://central.example/"), Some(Reach::NotCentral));
        assert_eq!(reach("CENTRAL=28 000 0 -\nWEB=28 000 0 -"), Some(Reach::NotCentral));
        assert_eq!(reach("CENTRAL=60 000 9 -"), Some(Reach::Clock));
        assert_eq!(reach("CENTRAL=60 000 10 -\nWEB=0 302 0 http://login/"), Some(Reach::SignIn));
        let unrestricted = "CENTRAL=28 000 0 -\nPORTAL=urn:ietf:params:capport:unrestricted";
        assert_eq!(reach(unrestricted), Some(Reach::NotCentral));
    }
}
