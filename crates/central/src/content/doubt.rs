//! What can hardly be meant, though nothing forbids it: said in the form and at the review, and published only by who
//! says that it is right. The same that an import holds a row back for, of what somebody types.

use anjungan_wire::content::Item;
use anjungan_wire::id::RegionCode;
use anjungan_wire::vacancy::{Rupiah, Vacancy, Wage};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::{Body, day_of};
use crate::import::convert::{OPEN_YEARS_MAX, WAGE_MIN};
use crate::import::title::title;

/// Places from which on a number is looked at, as an import does.
const MANY: u32 = 1_000;
/// Rupiah a month between which every minimum wage of 2026 lies with room: the lowest is 2.3, the highest 5.9 million.
const MINIMUM_WAGES: std::ops::RangeInclusive<u64> = 1_500_000..=12_000_000;

/// Something odd about a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Doubt {
    /// The field's flat name.
    pub key: &'static str,
    /// What is odd.
    pub what: Odd,
}

/// What can be odd.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Odd {
    /// Its last day has passed: no kiosk would show it.
    Ended,
    /// It lasts longer than [`OPEN_YEARS_MAX`] years.
    FarOff,
    /// It pays less than the minimum wage of its regency, which is this many rupiah.
    BelowMinimumWage(u64),
    /// A wage that nobody pays for a month.
    WageTiny,
    /// Far more people than one employer seeks.
    ManyWanted,
    /// A title that names no job.
    TitleGeneric,
    /// A title all in capitals.
    TitleCapitals,
    /// No regency's minimum wage is so low or so high.
    AmountUnusual,
}

impl Odd {
    /// The name in the trail.
    pub fn as_str(self) -> &'static str {
        match self {
            Odd::Ended => "ended",
            Odd::FarOff => "far-off",
            Odd::BelowMinimumWage(_) => "below-minimum-wage",
            Odd::WageTiny => "wage-tiny",
            Odd::ManyWanted => "many-wanted",
            Odd::TitleGeneric => "title-generic",
            Odd::TitleCapitals => "title-capitals",
            Odd::AmountUnusual => "amount-unusual",
        }
    }
}

/// What is odd about a body at `now`, in the order of the form. `least` is the minimum wage a month of a region.
pub fn doubts(body: &Body, now: Timestamp, least: impl Fn(&RegionCode) -> Option<u64>) -> Vec<Doubt> {
    let today = day_of(now);
    let mut found = match body {
        Body::Vacancy(by_hand) => of_vacancy(&by_hand.vacancy, today, least),
        Body::Content(content) => of_item(&content.item, today),
    };
    if body.period().is_over(now) {
        found.push(Doubt { key: "period.until_day", what: Odd::Ended });
    }
    found
}

fn of_vacancy(vacancy: &Vacancy, today: Date, least: impl Fn(&RegionCode) -> Option<u64>) -> Vec<Doubt> {
    let mut found = Vec::new();
    let mut add = |odd: bool, key, what| {
        if odd {
            found.push(Doubt { key, what });
        }
    };
    let name = title(&vacancy.title);
    add(name.generic, "title", Odd::TitleGeneric);
    add(name.capitals, "title", Odd::TitleCapitals);
    if let Some(Rupiah(paid)) = vacancy.wage.at_least() {
        let least = least(&vacancy.place.region).filter(|_| vacancy.employment.is_by_the_month());
        if paid < WAGE_MIN.cast_unsigned() {
            add(true, "wage_min", Odd::WageTiny);
        } else if let Some(least) = least {
            add(paid < least, "wage_min", Odd::BelowMinimumWage(least));
        }
    }
    if let Wage::Range { max, .. } = vacancy.wage {
        add(max < Rupiah(WAGE_MIN.cast_unsigned()), "wage_max", Odd::WageTiny);
    }
    add(vacancy.quota.wanted.is_some_and(|wanted| wanted >= MANY), "wanted", Odd::ManyWanted);
    add(vacancy.closes < today, "closes", Odd::Ended);
    let latest = vacancy.opens.saturating_add(OPEN_YEARS_MAX.years());
    add(vacancy.closes > latest, "closes", Odd::FarOff);
    found
}

fn of_item(item: &Item, today: Date) -> Vec<Doubt> {
    let odd = |odd: bool, key, what| if odd { vec![Doubt { key, what }] } else { Vec::new() };
    match item {
        Item::Training(training) => {
            let mut found = odd(training.ends < today, "ends", Odd::Ended);
            let closed = training.register_until.is_some_and(|last| last < today) && found.is_empty();
            found.extend(odd(closed, "register_until", Odd::Ended));
            found
        }
        Item::Fair(fair) => odd(fair.ends < today, "ends", Odd::Ended),
        Item::WageReference(wage) => {
            let mut found = odd(!MINIMUM_WAGES.contains(&wage.amount.0), "amount", Odd::AmountUnusual);
            found.extend(odd(wage.valid_from.year() < today.year(), "valid_from", Odd::Ended));
            found
        }
        Item::Announcement(_)
        | Item::Slide(_)
        | Item::ServiceText(_)
        | Item::ServiceStandard(_)
        | Item::PrivacyNotice(_)
        | Item::OpeningHours(_)
        | Item::Employer(_)
        | Item::Unknown => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// What is odd about a vacancy in Kab. Bekasi, where the minimum wage is 5,938,885, on 23 November 2026.
    fn of(change: Value) -> Vec<(&'static str, &'static str)> {
        let mut vacancy = json!({ "source": "local", "source_id": "", "fetched_s": 0, "title": "Operator Jahit",
            "employer": null, "place": { "region": "321608", "province": "Jawa Barat" },
            "opens": "2026-11-01", "closes": "2026-12-31", "url": "https://contoh.example/" });
        vacancy.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let body = json!({ "period": {}, "vacancy": vacancy });
        let body: Body = serde_json::from_value(body).unwrap();
        let least = |region: &RegionCode| (region.as_str() == "321608").then_some(5_938_885);
        let found = doubts(&body, at("2026-11-23T03:00:00Z"), least);
        found.iter().map(|doubt| (doubt.key, doubt.what.as_str())).collect()
    }

    #[test]
    fn what_can_hardly_be_meant_is_said_of_its_field() {
        let wage = |min: u64| json!({ "stated": "from", "min": min });
        for (change, expected) in [
            (json!({}), &[][..]),
            (json!({ "closes": "2026-11-22" }), &[("closes", "ended")]),
            (json!({ "closes": "2026-11-23" }), &[]),
            (json!({ "closes": "2062-12-31" }), &[("closes", "far-off")]),
            (json!({ "wage": wage(5_938_885) }), &[]),
            (json!({ "wage": wage(5_938_884) }), &[("wage_min", "below-minimum-wage")]),
            (json!({ "wage": wage(2_000_000), "employment": "daily" }), &[]),
            (json!({ "wage": wage(5_500) }), &[("wage_min", "wage-tiny")]),
            (
                json!({ "wage": { "stated": "range", "min": 5, "max": 6 } }),
                &[("wage_min", "wage-tiny"), ("wage_max", "wage-tiny")],
            ),
            (json!({ "quota": { "wanted": 1_000 } }), &[("wanted", "many-wanted")]),
            (json!({ "title": "OPERATOR JAHIT" }), &[("title", "title-capitals")]),
            (json!({ "title": "Lowongan Pekerjaan" }), &[("title", "title-generic")]),
        ] {
            assert_eq!(of(change.clone()), expected, "{change}");
        }
    }

    #[test]
    fn what_no_kiosk_would_show_any_more_is_odd_whatever_it_is() {
        let said = |item: Value, period: Value| {
            let body: Body =
                serde_json::from_value(json!({ "period": period, "target": {}, "item": item })).unwrap();
            let found = doubts(&body, at("2026-11-23T03:00:00Z"), |_| None);
            found.iter().map(|doubt| (doubt.key, doubt.what.as_str())).collect::<Vec<_>>()
        };
        let announcement =
            json!({ "kind": "announcement", "headline": { "id": "Tutup" }, "text": { "id": "Ya." } });
        assert_eq!(said(announcement.clone(), json!({})), []);
        let over = json!({ "until": "2026-11-23T02:00:00Z" });
        assert_eq!(said(announcement, over), [("period.until_day", "ended")]);
        let wage = |amount: u64, from: &str| {
            json!({ "kind": "wage-reference", "region": "3216", "place": "Kab. Bekasi", "amount": amount,
                "valid_from": from, "decree": "Kepgub" })
        };
        assert_eq!(said(wage(5_938_885, "2026-01-01"), json!({})), []);
        assert_eq!(said(wage(5_938, "2027-01-01"), json!({})), [("amount", "amount-unusual")]);
        assert_eq!(said(wage(5_938_885, "2025-01-01"), json!({})), [("valid_from", "ended")]);
    }
}
