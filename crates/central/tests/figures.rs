//! What the rows of days and months say is what the facts say, in whatever order and however often they came.

use std::collections::BTreeMap;

use anjungan_central::figures::{
    Count, Figures, Name, Period, Served, of_search_miss, of_survey, of_ticket, of_visit,
};
use anjungan_central::office::offices::Offices;
use anjungan_central::store::Stands;
use anjungan_central::store::db::params_from_iter;
use anjungan_wire::fact::{Language, SearchMiss, Ticket, TicketOutcome, Visit, VisitEnd};
use anjungan_wire::id::{RegionCode, StreamId};
use anjungan_wire::op::{Op, OpKind};
use anjungan_wire::request::{Enrol, Push};
use anjungan_wire::usage::{Element, Mark, Survey, Use, UsedService};
use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;

use crate::kit::{self, STREAM, clock, database, invite, store};

/// Kiosks that tell; the last stream is no kiosk's.
const KIOSKS: usize = 3;
const STREAMS: usize = KIOSKS + 1;
/// Of the western zone and the eastern one: the same moment lies on two days.
const REGIONS: [&str; 3] = ["3216", "321607", "9471"];
const FIRST: Date = date(2025, 1, 1);
const DAYS: i64 = 430;

#[derive(Clone, Debug)]
enum Told {
    Visit { seconds: u32, adjusted: bool, services: Vec<(usize, bool)> },
    Ticket(bool),
    Miss,
    Survey(usize, usize),
}

#[derive(Clone, Debug)]
enum Step {
    /// A kiosk tells what happened so many minutes after the first day began, and tells it again if its answer was lost.
    Tells { stream: usize, minutes: i64, told: Told, again: bool },
    /// A kiosk is carried elsewhere.
    Moves { kiosk: usize, region: usize },
    /// Everything that was told is told once more.
    AllAgain,
}

fn told() -> impl Strategy<Value = Told> {
    let uses = prop::collection::vec((0..UsedService::ALL.len(), any::<bool>()), 0..4);
    prop_oneof![
        4 => (0..4_000u32, any::<bool>(), uses)
            .prop_map(|(seconds, adjusted, services)| Told::Visit { seconds, adjusted, services }),
        1 => any::<bool>().prop_map(Told::Ticket),
        1 => Just(Told::Miss),
        1 => (0..UsedService::ALL.len(), 0..4usize).prop_map(|(service, mark)| Told::Survey(service, mark)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let tells = (0..STREAMS, 0..DAYS * 24 * 60, told(), prop::bool::weighted(0.2));
    prop_oneof![
        20 => tells.prop_map(|(stream, minutes, told, again)| Step::Tells { stream, minutes, told, again }),
        2 => (0..KIOSKS, 0..REGIONS.len()).prop_map(|(kiosk, region)| Step::Moves { kiosk, region }),
        1 => Just(Step::AllAgain),
    ]
}

/// What was counted, one by one: on which day, of which kiosk and regency.
type Counted = Vec<(Date, String, String, Count)>;

struct Fleet {
    store: kit::Temporary,
    codes: Vec<String>,
    regions: Vec<RegionCode>,
    ops: Vec<(StreamId, Op)>,
    counted: Counted,
}

fn stream(at: usize) -> StreamId {
    STREAM.n(at as u8 + 1)
}

impl Fleet {
    fn new() -> Fleet {
        let mut store = store();
        let codes = (0..KIOSKS).map(|at| {
            let invited = store.invite(invite(true)).unwrap();
            let key = ed25519_dalek::SigningKey::from_bytes(&[at as u8 + 1; 32]).verifying_key().to_bytes();
            let enrol = Enrol {
                code: invited.code,
                public_key: key,
                stream: stream(at),
                machine: "Kotak uji".into(),
            };
            store.enrol(&enrol, Timestamp::now().as_millisecond()).unwrap();
            let conn = database(store.dir());
            let find = "SELECT kiosk FROM device WHERE stream = ?1";
            conn.query_row(find, params_from_iter([stream(at).to_string()]), |row| row.get(0)).unwrap()
        });
        let codes = codes.collect();
        let regions = vec!["3216".parse().unwrap(); KIOSKS];
        Fleet { store, codes, regions, ops: Vec::new(), counted: Vec::new() }
    }

    fn push(&mut self, stream: StreamId, op: Op) {
        let push = Push { stream, oldest: 1, ops: vec![op] };
        self.store.push(&stream, &push, Timestamp::now().as_millisecond()).unwrap();
    }

    fn tells(&mut self, at: usize, minutes: i64, told: &Told, again: bool) {
        let region = self.regions.get(at).cloned();
        let moment =
            (FIRST.to_datetime(jiff::civil::Time::MIN) + minutes.minutes()).to_zoned(jiff::tz::TimeZone::UTC);
        let moment = moment.unwrap().timestamp();
        // 3216 lies in UTC+7, 9471 in UTC+9.
        let east = if region.as_ref().is_some_and(|region| region.as_str().starts_with('9')) { 9 } else { 7 };
        let local = moment.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(east)));
        let (kind, fact, counts) = fact(told, local.hour(), local.date());
        let stream = stream(at);
        let no = self.store.hwm(&stream).unwrap() + 1;
        let sealed = self.store.sealing_key().seal(&stream, no, kind, &fact).unwrap();
        let op = Op { no, kind, clock: clock(moment.as_millisecond()), sealed };
        for _ in 0..=usize::from(again) {
            self.push(stream, op.clone());
        }
        self.ops.push((stream, op));
        let kiosk = self.codes.get(at).cloned().unwrap_or_default();
        let region = region.map_or(String::new(), |region| region.office().to_string());
        self.counted
            .extend(counts.into_iter().map(|count| (local.date(), kiosk.clone(), region.clone(), count)));
    }

    fn moves(&mut self, kiosk: usize, region: usize) {
        self.regions[kiosk] = REGIONS[region].parse().unwrap();
        let update = "UPDATE kiosk SET region = ?1 WHERE code = ?2";
        let values = params_from_iter([REGIONS[region].to_owned(), self.codes[kiosk].clone()]);
        assert_eq!(database(self.store.dir()).execute(update, values).unwrap(), 1);
    }
}

fn fact(told: &Told, hour: i8, day: Date) -> (OpKind, Vec<u8>, Vec<Count>) {
    match told {
        Told::Visit { seconds, adjusted, services } => {
            let used = |(service, finished): &(usize, bool)| Use {
                service: UsedService::ALL[*service],
                finished: *finished,
                screen: "list".into(),
                seconds: seconds / 2,
            };
            let visit = Visit {
                seconds: *seconds,
                end: VisitEnd::Finished,
                language: Language::Id,
                searches: seconds % 3,
                vacancies_opened: 0,
                tickets_printed: 0,
                adjusted: *adjusted,
                uses: services.iter().map(used).collect(),
            };
            (OpKind::Visit, serde_json::to_vec(&visit).unwrap(), of_visit(&visit, hour))
        }
        Told::Ticket(printed) => {
            let ticket = Ticket {
                number: "K07-0042-H".into(),
                vacancy: "local:1".into(),
                outcome: if *printed { TicketOutcome::Printed } else { TicketOutcome::Expired },
                cause: None,
            };
            (OpKind::Ticket, serde_json::to_vec(&ticket).unwrap(), vec![of_ticket(&ticket)])
        }
        Told::Miss => {
            let miss = SearchMiss { words: "astronot".into(), place: None, day };
            (OpKind::SearchMiss, serde_json::to_vec(&miss).unwrap(), vec![of_search_miss()])
        }
        Told::Survey(service, mark) => {
            let marks = vec![(Element::Time, Mark::ALL[*mark]), (Element::Cost, Mark::ALL[3 - *mark])];
            let survey = Survey::new(UsedService::ALL[*service], marks).unwrap();
            (OpKind::Survey, serde_json::to_vec(&survey).unwrap(), of_survey(&survey))
        }
    }
}

/// The same, counted one by one.
fn counted(all: &Counted, period: Period, stands: &Stands) -> Figures {
    let mut figures = Figures::default();
    for (day, kiosk, region, count) in all {
        let ours = match region.parse::<RegionCode>() {
            Ok(region) => stands.offices.cover(&region),
            Err(_) => stands.offices == Offices::Every,
        };
        let wanted = stands.kiosk.as_ref().is_none_or(|wanted| wanted == kiosk);
        if !ours || !wanted || *day < period.first() || *day > period.last() {
            continue;
        }
        let step = if period.is_by_day() { day.to_string() } else { day.to_string()[..7].to_owned() };
        let step: &mut Served = figures.steps.entry(step).or_default();
        step.visits += if count.name == Name::Visit { count.sum.count } else { 0 };
        step.finished += if count.name == Name::Finished { count.sum.count } else { 0 };
        figures.totals.add(count.name, &count.part, count.sum);
        figures.kiosks.entry(kiosk.clone()).or_default().add(count.name, &count.part, count.sum);
        figures.regions.entry(region.clone()).or_default().add(count.name, &count.part, count.sum);
    }
    figures
}

fn wanted(codes: &[String], (from, to, kiosk, offices): (i64, i64, usize, usize)) -> (Period, Stands) {
    let day = |at: i64| FIRST.checked_add(at.days()).unwrap();
    let offices = ["", "3216", "9471", "3216 9471"][offices];
    (
        Period::new(day(from.min(to)), day(from.max(to))).unwrap(),
        Stands { kiosk: codes.get(kiosk).cloned(), offices: Offices::read(offices).unwrap() },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn days_and_months_are_what_was_told_whenever_it_came_and_however_often(
        steps in prop::collection::vec(step(), 1..60),
        questions in prop::collection::vec((-2..DAYS, 0..DAYS + 2, 0..2 * KIOSKS, 0..4usize), 12),
    ) {
        let mut fleet = Fleet::new();
        for step in steps {
            match step {
                Step::Tells { stream, minutes, told, again } => fleet.tells(stream, minutes, &told, again),
                Step::Moves { kiosk, region } => fleet.moves(kiosk, region),
                Step::AllAgain => {
                    for (stream, op) in fleet.ops.clone() {
                        fleet.push(stream, op);
                    }
                }
            }
        }
        prop_assert_eq!(fleet.store.held().unwrap().len(), 0);
        let whole = (0, DAYS + 1, KIOSKS, 0);
        for question in questions.into_iter().chain([whole]) {
            let (period, stands) = wanted(&fleet.codes, question);
            prop_assert_eq!(fleet.store.figures(period, &stands).unwrap(), counted(&fleet.counted, period, &stands));
        }
        let (period, stands) = wanted(&fleet.codes, whole);
        let visits = fleet.store.figures(period, &stands).unwrap().totals.all(Name::Visit).count;
        prop_assert_eq!(visits, kit::count(&fleet.store, "visit"));
        let by_month: BTreeMap<String, Served> = fleet.store.figures(period, &stands).unwrap().steps;
        prop_assert!(by_month.keys().all(|month| month.len() == 7), "{:?}", by_month);
    }
}
