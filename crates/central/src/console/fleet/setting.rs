//! A setting as a form: what it is asked with, and what the form's fields mean together.

use anjungan_wire::kiosk_config::{HoursChoice, KioskConfig, TileName};
use jiff::civil::Time;

use super::super::form::Form;
use super::super::lang::Lang;
use crate::fleet::settings::{NOTHING, Setting, Shape};

/// The fields of a setting's form.
#[derive(Default)]
pub(super) struct Fields {
    /// Whether it is asked for as a version.
    pub version: bool,
    /// A number: its least and its most.
    pub number: Option<(u32, u32)>,
    /// A choice: value and words.
    pub words: Vec<(&'static str, &'static str)>,
    /// Boxes to tick: value, words, ticked.
    pub ticks: Vec<(&'static str, &'static str, bool)>,
    /// Times of day, from and to, by their rows.
    pub spans: Vec<SpanField>,
    /// What stands in a number's field, or which word is chosen.
    pub value: String,
}

/// From one time of day to another.
pub(super) struct SpanField {
    /// "Senin". Empty where there is only one.
    pub label: &'static str,
    /// The suffix of the fields' names.
    pub at: usize,
    pub from: String,
    pub to: String,
}

fn days(lang: Lang) -> [&'static str; 7] {
    crate::content::DAYS.map(|(id, en)| lang.t(id, en))
}

fn tile(tile: TileName, lang: Lang) -> &'static str {
    match tile {
        TileName::NoExperience => lang.t("Tanpa Pengalaman", "No Experience Needed"),
        TileName::Internships => lang.t("Magang", "Internships"),
        TileName::OpenToDisabled => lang.t("Terbuka bagi Disabilitas", "Open to Disabled People"),
        TileName::ClosingSoon => lang.t("Segera Tutup", "Closing Soon"),
        TileName::Trainings => lang.t("Pelatihan Kerja", "Training"),
        TileName::Fairs => lang.t("Bursa Kerja", "Job Fairs"),
        TileName::Employers => lang.t("Perusahaan", "Employers"),
        TileName::Ak1 => lang.t("Kartu AK/I", "Job-seeker card (AK/I)"),
        TileName::Status => lang.t("Cek Status", "Check Status"),
        TileName::Employed => lang.t("Saya Sudah Bekerja", "I Have a Job Now"),
        TileName::SixMonths => lang.t("Lapor 6 Bulan", "Six-Month Report"),
        TileName::Check => lang.t("Periksa Kartu", "Check a Card"),
        TileName::MinimumWage => lang.t("Upah Minimum", "Minimum Wage"),
        TileName::OtherJobs => lang.t("Cari Pekerjaan Lain", "Find Another Job"),
        TileName::ReportVacancy => lang.t("Lapor Lowongan", "Report a Vacancy"),
        TileName::Unknown => "?",
    }
}

fn word(setting: Setting, word: &str, lang: Lang) -> &'static str {
    match (setting, word) {
        (Setting::Language, "en") => "English",
        (Setting::Language, _) => "Bahasa Indonesia",
        (_, "yes") => lang.t("ya", "yes"),
        (_, "published") => lang.t("yang diterbitkan kantor", "those the office has published"),
        (_, "hidden") => lang.t("tidak ditampilkan", "not shown"),
        (_, "week") => lang.t("jam sendiri, di bawah ini", "its own, below"),
        (_, _) => lang.t("tidak", "no"),
    }
}

/// As a browser's field of a time takes it.
fn time(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `value` as a terminal reads it; what it can't read counts as nothing.
fn read(setting: Setting, value: &str) -> KioskConfig {
    let mut config = KioskConfig::undecided("K00".parse().expect("a kiosk code"), [0; 32]);
    // Nothing is changed where the value is none: the form then begins empty.
    let _ = setting.put(value, &mut config);
    config
}

/// The form of a setting that stands at `value`.
pub(super) fn fields(setting: Setting, value: &str, lang: Lang) -> Fields {
    let known = read(setting, value);
    let plain = Fields { value: value.to_owned(), ..Fields::default() };
    match setting.shape() {
        Shape::Number(from, to) => Fields { number: Some((from, to)), ..plain },
        Shape::Word(words) => {
            let choices = words.iter().map(|one| (*one, word(setting, one, lang)));
            Fields { words: choices.collect(), ..plain }
        }
        Shape::Tiles => {
            let ticks =
                TileName::ALL.map(|one| (one.as_str(), tile(one, lang), known.tiles_hidden.contains(&one)));
            Fields { ticks: ticks.to_vec(), ..Fields::default() }
        }
        Shape::Span => {
            let text = |pick: fn(anjungan_wire::kiosk_config::QuietHours) -> Time| {
                known.quiet.map(|quiet| time(pick(quiet))).unwrap_or_default()
            };
            let span =
                SpanField { label: "", at: 0, from: text(|quiet| quiet.from), to: text(|quiet| quiet.to) };
            Fields { spans: vec![span], ..Fields::default() }
        }
        Shape::Week => {
            let choice = match &known.opening_hours {
                HoursChoice::Published | HoursChoice::Unknown => "published",
                HoursChoice::Hidden => "hidden",
                HoursChoice::Week { .. } => "week",
            };
            let week = if let HoursChoice::Week { week } = known.opening_hours { week } else { [None; 7] };
            let row =
                |(at, (label, hours)): (usize, (&'static str, Option<anjungan_wire::content::Hours>))| {
                    SpanField {
                        label,
                        at,
                        from: hours.map(|hours| time(hours.opens)).unwrap_or_default(),
                        to: hours.map(|hours| time(hours.closes)).unwrap_or_default(),
                    }
                };
            Fields {
                words: ["published", "hidden", "week"].map(|one| (one, word(setting, one, lang))).to_vec(),
                spans: days(lang).into_iter().zip(week).enumerate().map(row).collect(),
                value: choice.into(),
                ..Fields::default()
            }
        }
        Shape::Version => Fields { version: true, ..plain },
        Shape::Notice => plain,
    }
}

/// A value for people to read.
pub(super) fn said(setting: Setting, value: &str, lang: Lang) -> String {
    let known = read(setting, value);
    match setting.shape() {
        Shape::Word(_) => word(setting, value, lang).into(),
        Shape::Tiles if known.tiles_hidden.is_empty() => lang.t("tidak ada", "none").into(),
        Shape::Tiles => known.tiles_hidden.iter().map(|one| tile(*one, lang)).collect::<Vec<_>>().join(", "),
        Shape::Span if value == NOTHING => lang.t("tidak ada", "none").into(),
        Shape::Week => match known.opening_hours {
            HoursChoice::Published | HoursChoice::Unknown => word(setting, "published", lang).into(),
            HoursChoice::Hidden => word(setting, "hidden", lang).into(),
            HoursChoice::Week { week } => {
                let day = |(name, hours): (&'static str, Option<anjungan_wire::content::Hours>)| {
                    let said = |at: Time| lang.clock(&time(at));
                    let hours = hours.map(|hours| format!("{}–{}", said(hours.opens), said(hours.closes)));
                    format!("{name} {}", hours.unwrap_or_else(|| lang.t("tutup", "closed").into()))
                };
                days(lang).into_iter().zip(week).map(day).collect::<Vec<_>>().join(", ")
            }
        },
        Shape::Span => lang.clock(value).replace('-', "–"),
        Shape::Number(..) | Shape::Version | Shape::Notice => value.into(),
    }
}

/// What a form says; `None`: the layers behind decide.
pub(super) fn sent(setting: Setting, form: &Form) -> Option<String> {
    if form.text("do") == "inherit" {
        return None;
    }
    // An empty half makes a value that is refused, with the words that say why.
    let span = |at: usize| match (form.text(&format!("from-{at}")), form.text(&format!("to-{at}"))) {
        ("", "") => NOTHING.to_owned(),
        (from, to) => format!("{from}-{to}"),
    };
    let plain = || Some(form.text("value").to_owned()).filter(|value| !value.is_empty());
    match setting.shape() {
        Shape::Tiles => {
            let ticked = form.all("tile").collect::<Vec<_>>().join(" ");
            Some(if ticked.is_empty() { NOTHING.to_owned() } else { ticked })
        }
        Shape::Span => Some(span(0)),
        Shape::Week if form.text("value") == "week" => Some((0..7).map(span).collect::<Vec<_>>().join(" ")),
        Shape::Week | Shape::Number(..) | Shape::Version | Shape::Word(_) | Shape::Notice => plain(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a browser would send of the form, unchanged.
    fn unchanged(setting: Setting, value: &str) -> Option<String> {
        let fields = fields(setting, value, Lang::Id);
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.append_pair("value", &fields.value);
        for (tile, _, _) in fields.ticks.iter().filter(|(_, _, ticked)| *ticked) {
            text.append_pair("tile", tile);
        }
        for span in &fields.spans {
            text.append_pair(&format!("from-{}", span.at), &span.from);
            text.append_pair(&format!("to-{}", span.at), &span.to);
        }
        sent(setting, &Form::read(text.finish().as_bytes()))
    }

    #[test]
    fn a_form_that_nobody_changed_says_what_it_said() {
        for (setting, value) in [
            (Setting::IdleWarnAfterS, "90"),
            (Setting::TilesHidden, "internships fairs"),
            (Setting::TilesHidden, "-"),
            (Setting::QuietHours, "21:00-06:00"),
            (Setting::QuietHours, "-"),
            (Setting::Language, "en"),
            (Setting::Survey, "no"),
            (Setting::OpeningHours, "hidden"),
            (Setting::OpeningHours, "08:00-16:00 - 08:00-15:30 - - - -"),
        ] {
            assert_eq!(unchanged(setting, value).as_deref(), Some(value), "{setting:?}");
        }
    }

    #[test]
    fn half_a_span_is_none_that_a_terminal_takes() {
        let sent = sent(Setting::QuietHours, &Form::read(b"from-0=21%3A00&to-0=")).unwrap();
        assert_eq!(Setting::QuietHours.put(&sent, &mut read(Setting::QuietHours, "-")), None);
    }

    #[test]
    fn to_leave_a_matter_to_the_layers_behind_is_a_button_of_its_own() {
        assert_eq!(sent(Setting::TilesHidden, &Form::read(b"do=inherit&tile=fairs")), None);
    }

    #[test]
    fn values_are_read_by_people() {
        assert_eq!(said(Setting::TilesHidden, "internships fairs", Lang::Id), "Magang, Bursa Kerja");
        assert_eq!(said(Setting::Survey, "no", Lang::En), "no");
        assert_eq!(said(Setting::QuietHours, "-", Lang::En), "none");
        assert_eq!(said(Setting::QuietHours, "21:00-06:00", Lang::Id), "21.00–06.00");
        assert_eq!(said(Setting::QuietHours, "21:00-06:00", Lang::En), "21:00–06:00");
        assert!(
            said(Setting::OpeningHours, "08:00-16:00 - - - - - -", Lang::Id)
                .starts_with("Senin 08.00–16.00, Selasa tutup")
        );
    }
}
