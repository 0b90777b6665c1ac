//! The tables of a report, in the order in which they are read.

use std::collections::BTreeMap;

use anjungan_wire::usage::{Element, Index, UsedService};

use super::{Counted, SURVEYED_MIN, words};
use crate::console::Lang;
use crate::figures::baseline::BASELINES;
use crate::figures::table::{Cell, Chart, Table};
use crate::figures::{Name, Sum, Totals};
use crate::office::workflow::Stage;

/// Rows of "where they gave up".
const LEFT_MAX: usize = 20;

/// What is read first.
pub(super) fn headlines(counted: &Counted, lang: Lang) -> Vec<(&'static str, String, String)> {
    let totals = &counted.figures.totals;
    let number = |sum: Sum| lang.number(sum.count);
    let satisfaction = satisfaction(totals, None).map_or_else(|| "–".into(), |index| shown(index, lang));
    let named = |code, id: &str, en: &str, value| (code, lang.t(id, en).to_owned(), value);
    vec![
        named("visits", "kunjungan", "visits", number(totals.all(Name::Visit))),
        named("finished", "layanan selesai", "services finished", number(totals.all(Name::Finished))),
        named(
            "filed",
            "pengajuan kartu masuk",
            "applications filed",
            number(totals.part(Name::Application, Stage::Submitted.as_str())),
        ),
        named(
            "approved",
            "kartu disetujui",
            "cards approved",
            number(totals.part(Name::Application, Stage::Approved.as_str())),
        ),
        named(
            "employed",
            "lapor sudah bekerja",
            "reports of a job",
            number(totals.part(Name::Report, "employed")),
        ),
        named(
            "found-here",
            "bekerja lewat layanan ini",
            "found work through this service",
            number(totals.part(Name::Report, "found-here")),
        ),
        named("satisfaction", "indeks kepuasan (IKM)", "satisfaction (IKM)", satisfaction),
    ]
}

pub(super) fn all(counted: &Counted, lang: Lang) -> Vec<Table> {
    let totals = &counted.figures.totals;
    vec![
        by_day(counted, lang),
        services(totals, lang),
        left(totals, lang),
        searches(totals, lang),
        applications(totals, lang),
        placements(totals, lang),
        surveyed(totals, lang),
        elements(totals, lang),
        hours(totals, lang),
        papers(totals, lang),
        troubles(totals, lang),
        down(totals, lang),
        kiosks(counted, lang),
        regions(counted, lang),
        baselines(lang),
    ]
}

fn table(
    id: &'static str,
    title: &str,
    head: &[&str],
    rows: Vec<Vec<Cell>>,
    chart: Chart,
    lang: Lang,
) -> Table {
    Table {
        id,
        title: title.into(),
        note: String::new(),
        head: head.iter().map(|text| (*text).to_owned()).collect(),
        rows,
        empty: lang.t("Belum ada dalam masa ini.", "Nothing in this period yet.").into(),
        chart,
    }
}

fn by_day(counted: &Counted, lang: Lang) -> Table {
    let rows = counted.period.steps(lang).into_iter().map(|(key, shown)| {
        let served = counted.figures.steps.get(&key).copied().unwrap_or_default();
        vec![Cell::Text(shown), Cell::Number(served.visits), Cell::Number(served.finished)]
    });
    let when = if counted.period.is_by_day() { lang.t("Hari", "Day") } else { lang.t("Bulan", "Month") };
    let head = [when, lang.t("Kunjungan", "Visits"), lang.t("Layanan selesai", "Services finished")];
    table("days", lang.t("Kunjungan", "Visits"), &head, rows.collect(), Chart::Line(1), lang)
}

fn services(totals: &Totals, lang: Lang) -> Table {
    let mut rows: Vec<(u64, Vec<Cell>)> = totals
        .parts(Name::Begun)
        .map(|(service, begun)| {
            let finished = totals.part(Name::Finished, service);
            let row = vec![
                Cell::Text(words::service_named(service, lang)),
                Cell::Number(begun.count),
                Cell::Number(finished.count),
                Cell::Number(begun.count.saturating_sub(finished.count)),
                Cell::share(finished.count, begun.count),
                finished.mean().map_or(Cell::None, Cell::lasting),
            ];
            (begun.count, row)
        })
        .collect();
    rows.sort_by_key(|(begun, _)| std::cmp::Reverse(*begun));
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    let head = [
        lang.t("Layanan", "Service"),
        lang.t("Dimulai", "Begun"),
        lang.t("Selesai", "Finished"),
        lang.t("Ditinggalkan", "Left"),
        lang.t("Bagian selesai", "Share finished"),
        lang.t("Waktu sampai selesai", "Time to the end"),
    ];
    let mut table = table("services", lang.t("Layanan", "Services"), &head, rows, Chart::Bars(1), lang);
    table.note = lang
        .t(
            "Mencari lowongan selesai bila pengunjung membawa nomor atau kode; mengajukan dan melapor bila tersimpan.",
            "Looking for vacancies is finished when the visitor takes a number or a code along; applying and reporting \
             when it is stored.",
        )
        .into();
    table
}

fn left(totals: &Totals, lang: Lang) -> Table {
    let mut sums: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
    for (part, sum) in totals.parts(Name::Left) {
        let (service, screen) = part.split_once('/').unwrap_or((part, ""));
        let begun = totals.part(Name::Begun, service).count;
        let key = (words::service_named(service, lang), words::screen(screen, lang));
        let known = sums.entry(key).or_insert((0, begun));
        known.0 += sum.count;
    }
    let mut rows: Vec<_> = sums.into_iter().collect();
    rows.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    let rows = rows
        .into_iter()
        .take(LEFT_MAX)
        .map(|((service, screen), (count, begun))| {
            vec![Cell::Text(format!("{service}: {screen}")), Cell::Number(count), Cell::share(count, begun)]
        })
        .collect();
    let head = [
        lang.t("Layar terakhir", "Last screen"),
        lang.t("Ditinggalkan", "Left"),
        lang.t("Dari yang dimulai", "Of those begun"),
    ];
    let title = lang.t("Di mana pengunjung berhenti", "Where visitors give up");
    table("left", title, &head, rows, Chart::Bars(1), lang)
}

fn searches(totals: &Totals, lang: Lang) -> Table {
    let row = |id, en, value| vec![Cell::Text(lang.t(id, en).into()), Cell::Number(value)];
    let searches = totals.all(Name::Search).total;
    let rows = match searches + totals.all(Name::Opened).total {
        0 => Vec::new(),
        _ => vec![
            row("Pencarian", "Searches", searches),
            row("Pencarian tanpa hasil", "Searches without result", totals.all(Name::SearchMiss).count),
            row("Lowongan dibuka", "Vacancies opened", totals.all(Name::Opened).total),
            row("Tiket tercetak", "Tickets printed", totals.part(Name::Ticket, "printed").count),
        ],
    };
    let head = [lang.t("Lowongan", "Vacancies"), lang.t("Jumlah", "Count")];
    let title = lang.t("Pencarian dan lowongan", "Searches and vacancies");
    table("searches", title, &head, rows, Chart::None, lang)
}

fn applications(totals: &Totals, lang: Lang) -> Table {
    let rows = Stage::ALL
        .into_iter()
        .filter_map(|stage| {
            let sum = totals.part(Name::Application, stage.as_str());
            // What came in has been waiting, and may wait no more: its name here is what happened.
            let name = match stage {
                Stage::Submitted => lang.t("Diterima", "Received"),
                Stage::Verifying
                | Stage::NeedsMending
                | Stage::Approved
                | Stage::Signed
                | Stage::Ready
                | Stage::Printed
                | Stage::Collected
                | Stage::Refused
                | Stage::Cancelled
                | Stage::Expired
                | Stage::Employed => crate::console::stage_in_words(stage, lang),
            };
            let name = Cell::Text(name.into());
            (sum.count > 0)
                .then(|| vec![name, Cell::Number(sum.count), sum.mean().map_or(Cell::None, Cell::lasting)])
        })
        .collect();
    let head = [
        lang.t("Tahap yang pernah dicapai", "Stage ever reached"),
        lang.t("Jumlah", "Count"),
        lang.t("Rata-rata waktu sejak diterima", "Mean time since received"),
    ];
    let title = lang.t("Pengajuan kartu AK/I", "Applications for the card");
    table("applications", title, &head, rows, Chart::Bars(1), lang)
}

fn placements(totals: &Totals, lang: Lang) -> Table {
    let of = |part| totals.part(Name::Report, part).count;
    let row = |id, en, value| vec![Cell::Text(lang.t(id, en).into()), Cell::Number(value)];
    let rows = match totals.all(Name::Report).count {
        0 => Vec::new(),
        _ => vec![
            row("Masih mencari kerja", "Still looking", of("still-looking")),
            row("Sudah bekerja", "At work", of("employed")),
            row("– di antaranya lewat layanan ini", "– of these through this service", of("found-here")),
        ],
    };
    let head = [lang.t("Laporan", "Report"), lang.t("Jumlah", "Count")];
    let mut table = table("placements", lang.t("Penempatan", "Placements"), &head, rows, Chart::None, lang);
    table.note = lang
        .t(
            "Dihitung dari laporan di kiosk, termasuk yang belum dicocokkan petugas.",
            "Counted from reports at kiosks, those that officers have not matched yet included.",
        )
        .into();
    table
}

/// The index over one service, or all of them: each element weighs the same. `None`: too few were asked.
fn satisfaction(totals: &Totals, service: Option<UsedService>) -> Option<Index> {
    let asked = match service {
        Some(service) => totals.part(Name::Survey, service.as_str()).count,
        None => totals.all(Name::Survey).count,
    };
    if asked < SURVEYED_MIN {
        return None;
    }
    let elements = Element::ALL.map(|element| {
        let sum = mark(totals, service, element);
        (sum.total, sum.count)
    });
    Index::of(&elements)
}

fn mark(totals: &Totals, service: Option<UsedService>, element: Element) -> Sum {
    let services = UsedService::ALL.into_iter().filter(|known| service.is_none_or(|wanted| wanted == *known));
    services
        .map(|service| totals.part(Name::Mark, &format!("{}/{}", service.as_str(), element.as_str())))
        .fold(Sum::default(), Sum::plus)
}

fn shown(index: Index, lang: Lang) -> String {
    Cell::Decimal(index.hundredths().into()).shown(lang)
}

fn few(lang: Lang) -> String {
    match lang {
        Lang::Id => format!("Kurang dari {SURVEYED_MIN} penilaian tidak ditampilkan. Permenpan RB 14/2017."),
        Lang::En => format!("Fewer than {SURVEYED_MIN} surveys are not shown. Permenpan RB 14/2017."),
    }
}

fn surveyed(totals: &Totals, lang: Lang) -> Table {
    let rows = UsedService::ALL
        .into_iter()
        .filter_map(|service| {
            let asked = totals.part(Name::Survey, service.as_str()).count;
            let index = satisfaction(totals, Some(service));
            (asked > 0).then(|| {
                vec![
                    Cell::Text(words::service(service, lang).into()),
                    Cell::Number(asked),
                    index.map_or(Cell::None, |index| Cell::Decimal(index.hundredths().into())),
                    index.map_or(Cell::None, |it| Cell::Text(words::quality(it.quality(), lang).into())),
                ]
            })
        })
        .collect();
    let head = [
        lang.t("Layanan", "Service"),
        lang.t("Penilaian", "Surveys"),
        lang.t("IKM (25–100)", "IKM (25–100)"),
        lang.t("Mutu", "Quality"),
    ];
    let title = lang.t("Kepuasan menurut layanan", "Satisfaction by service");
    Table { note: few(lang), ..table("satisfaction", title, &head, rows, Chart::Bars(2), lang) }
}

fn elements(totals: &Totals, lang: Lang) -> Table {
    let enough = totals.all(Name::Survey).count >= SURVEYED_MIN;
    let rows = Element::ALL
        .into_iter()
        .filter_map(|element| {
            let sum = mark(totals, None, element);
            let mean = sum.mean().filter(|_| enough && sum.count >= SURVEYED_MIN);
            (sum.count > 0).then(|| {
                vec![
                    Cell::Text(words::element(element, lang).into()),
                    Cell::Number(sum.count),
                    mean.map_or(Cell::None, |mean| Cell::Decimal((mean * 100.0).round() as u64)),
                ]
            })
        })
        .collect();
    let head =
        [lang.t("Unsur", "Element"), lang.t("Jawaban", "Answers"), lang.t("NRR (1–4)", "Mean mark (1–4)")];
    let title = lang.t("Kepuasan menurut unsur", "Satisfaction by element");
    Table { note: few(lang), ..table("elements", title, &head, rows, Chart::Bars(2), lang) }
}

fn hours(totals: &Totals, lang: Lang) -> Table {
    let rows = totals
        .parts(Name::Hour)
        .map(|(hour, sum)| {
            let shown = format!("{hour}.00–{hour}.59");
            vec![Cell::Text(shown), Cell::Number(sum.count)]
        })
        .collect();
    let head = [lang.t("Jam setempat", "Local hour"), lang.t("Kunjungan", "Visits")];
    table("hours", lang.t("Kunjungan menurut jam", "Visits by hour"), &head, rows, Chart::Bars(1), lang)
}

fn papers(totals: &Totals, lang: Lang) -> Table {
    let ticket = lang.t("Tiket", "Tickets");
    let tickets = totals.parts(Name::Ticket).map(|(outcome, sum)| {
        vec![Cell::Text(format!("{ticket}: {}", words::outcome(outcome, lang))), Cell::Number(sum.count)]
    });
    let printed = lang.t("Keluar dari printer", "Came out");
    let papers = totals.parts(Name::Print).map(|(sort, sum)| {
        vec![Cell::Text(format!("{printed}: {}", words::paper(sort, lang))), Cell::Number(sum.count)]
    });
    let head = [lang.t("Kertas", "Paper"), lang.t("Jumlah", "Count")];
    let rows = tickets.chain(papers).collect();
    table("papers", lang.t("Kertas", "Paper"), &head, rows, Chart::Bars(1), lang)
}

fn down(totals: &Totals, lang: Lang) -> Table {
    let rows = totals
        .parts(Name::Down)
        .map(|(code, sum)| {
            vec![
                Cell::Text(words::cause(code, lang)),
                Cell::Number(sum.count),
                Cell::lasting(sum.total as f64),
            ]
        })
        .collect();
    let head = [lang.t("Sebab", "Cause"), lang.t("Kali", "Times"), lang.t("Lama", "Time")];
    let title = lang.t("Printer tidak dapat dipakai", "Printers out of order");
    table("down", title, &head, rows, Chart::Bars(2), lang)
}

/// Downtime as the kiosks' own timelines tell it.
fn troubles(totals: &Totals, lang: Lang) -> Table {
    let mut rows: Vec<(u64, Vec<Cell>)> = totals
        .parts(Name::Trouble)
        .map(|(part, sum)| {
            let (within, trouble) = part.split_once('/').unwrap_or(("", part));
            let row = vec![
                Cell::Text(crate::console::standing_in_words(trouble, lang)),
                Cell::Text(words::within(within, lang).into()),
                Cell::Number(sum.count),
                Cell::lasting(sum.total as f64),
            ];
            (sum.total, row)
        })
        .collect();
    rows.sort_by_key(|(seconds, _)| std::cmp::Reverse(*seconds));
    let head = [
        lang.t("Keadaan dan sebab", "State and cause"),
        lang.t("Dihitung", "Counted"),
        lang.t("Kali", "Times"),
        lang.t("Lama", "Time"),
    ];
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    let title = lang.t("Kiosk tidak melayani penuh", "Kiosks that did not serve fully");
    let note = lang.t(
        "Dari riwayat keadaan kiosk. Dihitung dalam jam buka yang diterbitkan (Konten: Jam buka) untuk kabupaten/kota \
         kiosk; sepanjang hari bila belum ada. Yang masih berlangsung dihitung sampai sekarang.",
        "From the kiosks' own timelines. Counted within the opening hours that are published (Content: Opening hours) \
         for the kiosk's regency; all day where there are none. What goes on is counted until now.",
    );
    Table { note: note.into(), ..table("troubles", title, &head, rows, Chart::Bars(3), lang) }
}

/// Who has none of these is not compared: an application that was decided at a desk is nobody's visit.
const COMPARED: [Name; 7] =
    [Name::Visit, Name::Finished, Name::Report, Name::Down, Name::Trouble, Name::Survey, Name::Mark];

fn comparable(sums: &BTreeMap<String, Totals>) -> impl Iterator<Item = (&str, &Totals)> {
    let compared = |totals: &Totals| COMPARED.into_iter().any(|name| totals.parts(name).next().is_some());
    sums.iter().filter(move |(_, totals)| compared(totals)).map(|(code, totals)| (code.as_str(), totals))
}

/// What kiosks and regencies are compared by, after their names.
fn compared(totals: &Totals) -> Vec<Cell> {
    let visits = totals.all(Name::Visit);
    let index = satisfaction(totals, None);
    vec![
        Cell::Number(visits.count),
        Cell::Number(totals.all(Name::Finished).count),
        Cell::Number(totals.part(Name::Report, "employed").count),
        visits.mean().map_or(Cell::None, Cell::lasting),
        Cell::Number(totals.all(Name::Survey).count),
        index.map_or(Cell::None, |index| Cell::Decimal(index.hundredths().into())),
        Cell::lasting(totals.all(Name::Trouble).total as f64),
        Cell::lasting(totals.all(Name::Down).total as f64),
    ]
}

/// A table that compares: by the code of each, its name and its sums; who has most visits first.
fn comparison(
    id: &'static str,
    title: &str,
    what: &str,
    sums: BTreeMap<&str, &Totals>,
    name: impl Fn(&str) -> String,
    lang: Lang,
) -> Table {
    let mut rows: Vec<(u64, Vec<Cell>)> = sums
        .into_iter()
        .map(|(code, totals)| {
            let mut row = vec![Cell::Text(name(code))];
            row.extend(compared(totals));
            (totals.all(Name::Visit).count, row)
        })
        .collect();
    rows.sort_by_key(|(visits, _)| std::cmp::Reverse(*visits));
    let head = [
        what,
        lang.t("Kunjungan", "Visits"),
        lang.t("Layanan selesai", "Services finished"),
        lang.t("Lapor bekerja", "Reports of a job"),
        lang.t("Lama kunjungan", "Time of a visit"),
        lang.t("Penilaian", "Surveys"),
        lang.t("IKM (25–100)", "IKM (25–100)"),
        lang.t("Tidak melayani penuh", "Not serving fully"),
        lang.t("Tanpa printer", "Without printer"),
    ];
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    Table { note: few(lang), ..table(id, title, &head, rows, Chart::Bars(1), lang) }
}

fn kiosks(counted: &Counted, lang: Lang) -> Table {
    let none = Totals::default();
    let mut by_kiosk: BTreeMap<&str, &Totals> =
        counted.sites.keys().map(|code| (code.as_str(), &none)).collect();
    by_kiosk.extend(comparable(&counted.figures.kiosks));
    let name = |code: &str| match (code, counted.sites.get(code)) {
        ("", _) => lang.t("Tidak lewat kiosk", "Not at a kiosk").to_owned(),
        (code, None) => code.to_owned(),
        (code, Some(site)) => format!("{code} · {site}"),
    };
    let (title, what) = (lang.t("Menurut kiosk", "By kiosk"), lang.t("Kiosk", "Kiosk"));
    comparison("kiosks", title, what, by_kiosk, name, lang)
}

fn regions(counted: &Counted, lang: Lang) -> Table {
    let name = |code: &str| match anjungan_regions::name(code) {
        Some(name) => name.to_owned(),
        None if code.is_empty() => lang.t("Tidak lewat kiosk", "Not at a kiosk").to_owned(),
        None => code.to_owned(),
    };
    let (title, what) = (
        lang.t("Menurut kabupaten/kota", "By regency and city"),
        lang.t("Kabupaten/kota", "Regency or city"),
    );
    comparison("regions", title, what, comparable(&counted.figures.regions).collect(), name, lang)
}

fn baselines(lang: Lang) -> Table {
    let rows = BASELINES
        .iter()
        .map(|it| {
            vec![
                Cell::Text(format!("{} {}", lang.t(it.what.0, it.what.1), it.when)),
                Cell::Number(it.part),
                it.of.map_or(Cell::None, Cell::Number),
                it.of.map_or(Cell::None, |of| Cell::share(it.part, of)),
            ]
        })
        .collect();
    let head = [
        lang.t("Angka penelitian", "Figure of a study"),
        lang.t("Jumlah", "Count"),
        lang.t("Dari", "Of"),
        lang.t("Bagian", "Share"),
    ];
    let title = lang.t("Pembanding dari penelitian", "Figures of studies to compare with");
    let mut sources: Vec<&str> = BASELINES.iter().map(|it| it.source).collect();
    sources.dedup();
    let note = format!("{} {}.", lang.t("Sumber:", "Sources:"), sources.join("; "));
    let table = table("baselines", title, &head, rows, Chart::None, lang);
    Table { note, ..table }
}
