//! What the demonstration's office publishes for its kiosks: opening hours, some of the employers whose vacancies are
//! there, a training and a job fair. Written and published as officers do, so that the console shows all of it.

use anyhow::Context;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::office::DemoOfficer;
use super::texts::employers;
use crate::content::machine::Act;
use crate::content::{Fields, Kind, day_of};
use crate::office::offices::Offices;
use crate::office::people::Role;
use crate::office::workflow::IdempotencyKey;
use crate::store::{Author, ContentWish, Seen, Store};

/// The office's regency.
const REGION: &str = "3216";
/// Employers that are published. A real office has hundreds; a demonstration begins faster with a few.
const EMPLOYERS: usize = 8;

/// Publishes it all, once: `officers` are those that [`super::office::office`] made; none means that the store has
/// it already.
pub fn publish(store: &mut Store, officers: &[DemoOfficer], now: Timestamp) -> anyhow::Result<()> {
    let author = |role| {
        let officer = officers.iter().find(|officer| officer.role == role);
        officer.map(|officer| Author { id: officer.id(), role, offices: Offices::Every })
    };
    let (Some(writer), Some(publisher)) = (author(Role::Editor), author(Role::Approver)) else {
        return Ok(());
    };
    for (n, (kind, fields)) in content(day_of(now)).into_iter().enumerate() {
        let key =
            |act: &str| IdempotencyKey::new(format!("demonstration-{n}-{act}")).context("a key of ours");
        let begun = store.begin_content(kind, &fields, &writer, &key("begin")?, now)?;
        for (act, by) in [(Act::Submit, &writer), (Act::Publish, &publisher)] {
            let rev = store.content(begun.id, by)?.context("what was begun is there")?.rev;
            let wish = ContentWish { act, note: "", sure: false };
            store.act_on_content(Seen { id: begun.id, rev }, wish, by, &key(act.as_str())?, now)?;
        }
    }
    Ok(())
}

/// What is published, with days counted from `today`.
fn content(today: Date) -> Vec<(Kind, Fields)> {
    let mut all = vec![
        (Kind::OpeningHours, opening_hours(today)),
        (Kind::Training, training(today)),
        (Kind::Fair, fair(today)),
    ];
    let here = employers().into_iter().filter(|employer| employer.code.starts_with(REGION)).take(EMPLOYERS);
    all.extend(here.map(|employer| {
        let about = format!("Pemberi kerja rekaan untuk peragaan. Bidang usaha: {}.", employer.sector);
        let about_en = "An invented employer, for the demonstration.";
        let fields = [
            ("name", employer.name.as_str()),
            ("region", employer.code.as_str()),
            ("sector", employer.sector.as_str()),
            ("about.id", about.as_str()),
            ("about.en", about_en),
        ];
        (Kind::Employer, Fields::of(fields))
    }));
    all
}

fn day(today: Date, after: i64) -> String {
    today.saturating_add(after.days()).to_string()
}

fn opening_hours(today: Date) -> Fields {
    let holidays = format!("{}-12-25 Hari Natal / Christmas Day", today.year());
    let mut fields = Fields::of([
        ("region", REGION),
        ("holidays", holidays.as_str()),
        ("note.id", "Istirahat 12.00–13.00."),
        ("note.en", "Closed from 12:00 to 13:00."),
    ]);
    // Monday to Friday.
    for weekday in 0..5 {
        fields.set(&format!("week.{weekday}.opens"), "08:00");
        fields.set(&format!("week.{weekday}.closes"), "16:00");
    }
    fields
}

fn training(today: Date) -> Fields {
    let [until, starts, ends] = [10, 14, 33].map(|after| day(today, after));
    Fields::of([
        ("title.id", "Operator Mesin Jahit Garmen"),
        ("title.en", "Garment sewing machine operator"),
        ("organiser", "BLK Kabupaten Contoh"),
        ("place", "Gedung Pelatihan, lantai 1"),
        ("region", REGION),
        ("starts", starts.as_str()),
        ("ends", ends.as_str()),
        ("register_until", until.as_str()),
        ("places", "16"),
        ("places_left", "5"),
        ("requirements.id", "• Usia paling muda 17 tahun\n• Membawa KTP dan kartu AK/I"),
        ("requirements.en", "• 17 years or older\n• Bring identity card and AK/I card"),
        ("cost.id", "Gratis (APBD)"),
        ("cost.en", "Free (public funds)"),
        ("contact", "Loket pelatihan, Disnaker Kabupaten Contoh"),
        ("how_to_register.id", "Datang ke loket pelatihan pada jam buka dengan KTP asli."),
        ("how_to_register.en", "Come to the training counter during opening hours with your identity card."),
    ])
}

fn fair(today: Date) -> Fields {
    let (starts, ends) = (day(today, 21), day(today, 22));
    let names: Vec<String> = employers()
        .into_iter()
        .filter(|employer| employer.code.starts_with(REGION))
        .take(EMPLOYERS)
        .map(|employer| employer.name)
        .collect();
    let names = names.join("\n");
    Fields::of([
        ("name.id", "Bursa Kerja Contoh"),
        ("name.en", "The demonstration's job fair"),
        ("organiser", "Disnaker Kabupaten Contoh"),
        ("place", "Gedung Serbaguna"),
        ("region", REGION),
        ("starts", starts.as_str()),
        ("ends", ends.as_str()),
        ("hours", "09.00–15.00 WIB"),
        ("employers", names.as_str()),
        ("free_entry", "yes"),
        ("how_to_come.id", "• Masuk tanpa biaya\n• Bawa beberapa salinan riwayat hidup"),
        ("how_to_come.en", "• Entry is free\n• Bring some copies of your résumé"),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Body, Known};

    #[test]
    fn what_the_office_publishes_is_accepted_on_any_day_and_nothing_about_it_is_odd() {
        let known = Known { picture: &|_| None, kiosk: &|_| None, offices: &[] };
        for now in ["2026-11-22T03:00:00Z", "2028-02-29T20:00:00Z", "2031-12-31T16:59:59Z"] {
            let now: Timestamp = now.parse().unwrap();
            let all = content(day_of(now));
            assert_eq!(all.iter().filter(|(kind, _)| *kind == Kind::Employer).count(), EMPLOYERS);
            for (kind, fields) in all {
                let checked = Body::from_fields(kind, &fields, &known)
                    .unwrap_or_else(|why| panic!("{kind:?}: {why:?}"));
                assert_eq!(crate::content::doubt::doubts(&checked.body, now, |_| None), []);
            }
        }
    }
}
