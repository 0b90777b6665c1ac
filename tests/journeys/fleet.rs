//! News among a fleet: how long until what is published stands on the screen of a real kiosk, while its central serves
//! thousands that `anjungan-load run` makes of software. Measured by hand, as BENCHMARKS.md says.

use std::path::Path;
use std::time::{Duration, Instant};

use anjungan::wording::Zone;
use anjungan_central::demonstration;
use anjungan_central::store::{Invite, RowChange, Store, VacancyChange};
use anjungan_wire::id::Scope;
use jiff::Timestamp;

use crate::kiosk::{House, Kiosk, Printing};

/// The address of that central, as `127.0.0.1:7300`.
const CENTRAL: &str = "ANJUNGAN_FLEET_CENTRAL";
/// Its folder: what is published comes from another process, as an import on the command line does.
const DATA: &str = "ANJUNGAN_FLEET_DATA";
/// Publications that are measured.
const COUNT: usize = 10;
/// Between two of them: each finds the kiosk waiting.
const BETWEEN: Duration = Duration::from_secs(5);

#[test]
#[ignore = "measures, at a central and a fleet that run already"]
fn what_is_published_stands_on_the_screen_among_a_fleet() {
    let told = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} says where"));
    let mut store = Store::open(Path::new(&told(DATA))).unwrap();
    // A kiosk without any vacancy is out of order. Few, for the simulated ones fetch them too.
    let now = Timestamp::now();
    let vacancies = demonstration::vacancies(Zone::default().day(now), now.as_second());
    let few = vacancies.into_iter().take(20).map(|vacancy| VacancyChange::Put(Box::new(vacancy)));
    store.publish(few.collect(), now.as_second()).unwrap();
    let invite = Invite {
        kiosk: None,
        site: "Aula".into(),
        tenant: "Dinas Beban".into(),
        region: "3216".parse().unwrap(),
        scopes: Vec::new(),
        accept: true,
    };
    let enrolment_code = store.invite(invite).unwrap().code;
    let folder = tempfile::tempdir().unwrap();
    let house = House {
        folder: folder.path().into(),
        central: told(CENTRAL).parse().unwrap(),
        enrolment_code,
        scanner: "keyboard".into(),
    };
    let kiosk = Kiosk::plan().printing(Printing::Never).house(house).switch_on();
    kiosk.until("vacancies", |kiosk| kiosk.shows("lowongan kerja di"));
    kiosk.tap("Sentuh layar untuk mulai");
    let mut publish = |no: usize| {
        let headline = format!("Pengumuman nomor {no}");
        let item = format!(
            r#"{{"kind":"announcement","headline":{{"id":"{headline}"}},"text":{{"id":"Isi."}},"priority":9}}"#
        );
        let row = RowChange { id: "measured".into(), body: Some(format!(r#"{{"item":{item}}}"#)) };
        let begun = Instant::now();
        store.publish_rows(&Scope::Announcements, vec![row], 1).unwrap();
        kiosk.until("the announcement", |kiosk| kiosk.shows(&headline));
        begun.elapsed()
    };
    // It has enrolled and caught up with this one.
    println!("the first, with the enrolment: {} ms", publish(0).as_millis());
    let took: Vec<Duration> = (1..=COUNT)
        .map(|no| {
            let until = Instant::now() + BETWEEN;
            kiosk.until("its turn", |_| Instant::now() >= until);
            publish(no)
        })
        .collect();
    let ms: Vec<u128> = took.iter().map(Duration::as_millis).collect();
    println!("published → on the screen, ms: {ms:?}");
}
