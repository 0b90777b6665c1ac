//! A printer of software with its papers, and the folder of a kiosk that prints on it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use anjungan::ledger::Ledger;
use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::{Setup, Speed, VirtualPrinter};
use anjungan_wire::id::Epoch;
use anjungan_wire::request::Enrolled;
use anjungan_wire::seal::OpeningKey;
use tempfile::TempDir;

/// Faster than any real one, so that hundreds of papers take seconds.
const FAST_MM_PER_S: f32 = 20_000.0;

/// The printer goes on when a program that uses it dies, and so do its papers.
pub struct Stand {
    pub printer: VirtualPrinter,
    papers: Arc<Mutex<Vec<String>>>,
    dir: TempDir,
}

impl Stand {
    /// A TM-T82 in a hurry.
    pub fn fast() -> Stand {
        Stand::at(FAST_MM_PER_S)
    }

    /// A TM-T82 at another speed.
    pub fn at(mm_per_s: f32) -> Stand {
        let dir = tempfile::tempdir().unwrap();
        let profile = Profile { mm_per_s, ..Profile::named("epson-tm-t82").unwrap() };
        let mut setup = Setup::new(dir.path().join("printer"), profile);
        let papers = Arc::new(Mutex::new(Vec::new()));
        let pile = Arc::clone(&papers);
        setup.speed = Speed::Unlimited;
        setup.roll_mm = f32::INFINITY;
        setup.on_paper = Some(Box::new(move |paper| pile.lock().unwrap().push(paper.text)));
        let printer = VirtualPrinter::start(setup).unwrap();
        Stand { printer, papers, dir }
    }

    /// What came out so far, in its order, as text.
    pub fn papers(&self) -> Vec<String> {
        self.papers.lock().unwrap().clone()
    }

    /// How often each ticket's number was printed. It stands alone in its line. Where the paper ended in the middle of
    /// that line, parts of it stand on the old roll and on the new one: that is once.
    pub fn numbers(&self) -> BTreeMap<String, u64> {
        let (mut whole, mut parts) = (BTreeMap::new(), BTreeSet::new());
        for paper in self.papers() {
            for line in paper.lines().map(str::trim) {
                if line.starts_with("K07-") {
                    *whole.entry(line.to_owned()).or_default() += 1;
                } else if let Some(part) = line.strip_prefix("[part of K07-") {
                    parts.insert(format!("K07-{}", part.trim_end_matches(']')));
                }
            }
        }
        for number in parts {
            whole.entry(number).or_insert(1);
        }
        whole
    }

    /// The kiosk's data folder.
    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// Where the printer is.
    pub fn link(&self) -> PathBuf {
        self.dir.path().join("printer")
    }

    /// The configuration of a kiosk with this printer. Port 9 is nobody's: no test talks to the network.
    pub fn config(&self) -> PathBuf {
        let file = self.dir.path().join("anjungan.toml");
        let text = format!(
            "data = {:?}\n[central]\nurl = \"http://127.0.0.1:9\"\n[printer]\naddress = \"serial:{}?baud=115200\"\n\
             profile = \"epson-tm-t82\"\n",
            self.data(),
            self.link().display()
        );
        std::fs::write(&file, text).unwrap();
        file
    }
}

/// The ledger of an enrolled kiosk, K07.
pub fn enrolled_ledger(data: &Path) -> Ledger {
    std::fs::create_dir_all(data).unwrap();
    let mut ledger = Ledger::open(&data.join("ledger.db"), [0; 16]).unwrap();
    let central = OpeningKey::from_bytes("test", [5; 32]).unwrap();
    let enrolled = Enrolled {
        kiosk: "K07".parse().unwrap(),
        accepted: true,
        epoch: Epoch::numbered(1),
        sealing_key: central.sealing_key(),
        content_key: [0; 32],
        scopes: vec!["vacancies@32".parse().unwrap()],
        tenant: "Disnaker Kabupaten Contoh".into(),
        site: "Aula".into(),
        region: "3216".parse().unwrap(),
    };
    ledger.set_enrolled(enrolled).unwrap();
    ledger
}

/// A small generator of numbers that look random, the same for the same seed.
pub struct Dice(u64);

impl Dice {
    /// From the environment's `ANJUNGAN_SEED`, or the time; the seed is printed so that a run can be repeated.
    pub fn seeded(what: &str) -> Dice {
        let seed = match std::env::var("ANJUNGAN_SEED") {
            Ok(seed) => seed.parse().expect("ANJUNGAN_SEED is a whole number"),
            Err(_) => std::time::UNIX_EPOCH.elapsed().unwrap().subsec_nanos().into(),
        };
        println!("{what}: ANJUNGAN_SEED={seed}");
        Dice(seed)
    }

    /// Below `limit` (SplitMix64).
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}
