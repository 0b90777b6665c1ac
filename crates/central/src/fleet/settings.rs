//! What an office decides about its kiosks, in layers: for all, for a regency, for one. The nearest layer that says
//! something counts. Pure.

use anjungan_wire::content::Hours;
use anjungan_wire::fact::Language;
use anjungan_wire::id::{KioskCode, RegionCode};
use anjungan_wire::kiosk_config::{HoursChoice, KioskConfig, NOTICE_CHARS_MAX, Notice, QuietHours, TileName};
use anjungan_wire::version::is_version;
use jiff::civil::Time;

/// A value that can be decided from a desk.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Setting {
    /// The kiosk serves nobody, and says this: two lines, Indonesian and English.
    Suspended,
    /// Seconds of silence before the question whether anybody is there.
    IdleWarnAfterS,
    /// Seconds that the question stays.
    IdleCountdownS,
    /// Tickets that one visit may print.
    TicketsPerVisitMax,
    /// The version that a terminal's program must have at least, such as `0.3.0`: told with every beat, because it is
    /// about the program that would read a document.
    MinVersion,
    /// Tickets that the kiosk may print in a day.
    TicketsPerDayMax,
    /// Tiles that are not offered: their names, with spaces between; `-` is none.
    TilesHidden,
    /// When the idle screen keeps still and dark: `21:00-06:00`; `-` is never.
    QuietHours,
    /// The language that each visit begins in: `id` or `en`.
    Language,
    /// Whether visitors are asked how it was: `yes` or `no`.
    Survey,
    /// Seconds of silence after which nobody is asked any more.
    SurveySilenceS,
    /// Which opening hours are told: `published`, `hidden`, or seven days from Monday on like
    /// `08:00-16:00 08:00-16:00 08:00-16:00 08:00-16:00 08:00-15:00 - -`.
    OpeningHours,
}

/// How a setting is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A whole number, from and to.
    Number(u32, u32),
    /// A version: three numbers.
    Version,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Tiles.
    Tiles,
    /// From one time of day to another.
    Span,
    /// Opening hours.
    Week,
    /// Two lines.
    Notice,
}

impl Setting {
    /// Every setting.
    pub const ALL: [Setting; 12] = [
        Setting::Suspended,
        Setting::IdleWarnAfterS,
        Setting::IdleCountdownS,
        Setting::TicketsPerVisitMax,
        Setting::MinVersion,
        Setting::TicketsPerDayMax,
        Setting::TilesHidden,
        Setting::QuietHours,
        Setting::Language,
        Setting::Survey,
        Setting::SurveySilenceS,
        Setting::OpeningHours,
    ];

    /// How it is asked for.
    pub fn shape(self) -> Shape {
        match self {
            Setting::Suspended => Shape::Notice,
            Setting::IdleWarnAfterS => Shape::Number(10, 3600),
            Setting::IdleCountdownS => Shape::Number(5, 300),
            Setting::TicketsPerVisitMax => Shape::Number(0, 20),
            Setting::MinVersion => Shape::Version,
            Setting::TicketsPerDayMax => Shape::Number(0, 5000),
            Setting::TilesHidden => Shape::Tiles,
            Setting::QuietHours => Shape::Span,
            Setting::Language => Shape::Word(&["id", "en"]),
            Setting::Survey => Shape::Word(&["yes", "no"]),
            Setting::SurveySilenceS => Shape::Number(10, 120),
            Setting::OpeningHours => Shape::Week,
        }
    }

    /// The word in the database and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Setting::Suspended => "suspended",
            Setting::IdleWarnAfterS => "idle-warn-after-s",
            Setting::IdleCountdownS => "idle-countdown-s",
            Setting::TicketsPerVisitMax => "tickets-per-visit-max",
            Setting::MinVersion => "min-version",
            Setting::TicketsPerDayMax => "tickets-per-day-max",
            Setting::TilesHidden => "tiles-hidden",
            Setting::QuietHours => "quiet-hours",
            Setting::Language => "language",
            Setting::Survey => "survey",
            Setting::SurveySilenceS => "survey-silence-s",
            Setting::OpeningHours => "opening-hours",
        }
    }

    /// The setting of this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.as_str() == word)
    }

    /// Puts a value into a configuration. `None`: it is none that a terminal takes, and nothing was changed.
    pub fn put(self, value: &str, into: &mut KioskConfig) -> Option<()> {
        let number = || match self.shape() {
            Shape::Number(from, to) => value.parse().ok().filter(|n| (from..=to).contains(n)),
            Shape::Word(_) | Shape::Version | Shape::Tiles | Shape::Span | Shape::Week | Shape::Notice => {
                None
            }
        };
        match self {
            Setting::Suspended => into.suspended = Some(notice(value)?),
            Setting::IdleWarnAfterS => into.idle_warn_after_s = Some(number()?),
            Setting::IdleCountdownS => into.idle_countdown_s = Some(number()?),
            Setting::TicketsPerVisitMax => into.tickets_per_visit_max = Some(number()?),
            Setting::MinVersion => is_version(value).then_some(())?,
            Setting::TicketsPerDayMax => into.tickets_per_day_max = Some(number()?),
            Setting::TilesHidden => into.tiles_hidden = tiles(value)?,
            Setting::QuietHours => into.quiet = quiet(value)?,
            Setting::Language => {
                into.language = Some(match value {
                    "id" => Language::Id,
                    "en" => Language::En,
                    _ => return None,
                });
            }
            Setting::Survey => {
                into.survey = Some(match value {
                    "yes" => true,
                    "no" => false,
                    _ => return None,
                });
            }
            Setting::SurveySilenceS => into.survey_silence_s = Some(number()?),
            Setting::OpeningHours => into.opening_hours = opening_hours(value)?,
        }
        Some(())
    }
}

/// Stands for nothing where an empty value would leave the matter to the layers behind.
pub const NOTHING: &str = "-";

fn tiles(value: &str) -> Option<Vec<TileName>> {
    if value == NOTHING {
        return Some(Vec::new());
    }
    let mut tiles: Vec<_> = value.split_whitespace().map(TileName::named).collect::<Option<_>>()?;
    tiles.sort();
    tiles.dedup();
    (!tiles.is_empty()).then_some(tiles)
}

/// `21:00-06:00`
fn span(value: &str) -> Option<(Time, Time)> {
    let (from, to) = value.split_once('-')?;
    let time = |text: &str| {
        let (hour, minute) = text.trim().split_once([':', '.'])?;
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    };
    Some((time(from)?, time(to)?))
}

/// They may go over midnight, and take no whole day.
fn quiet(value: &str) -> Option<Option<QuietHours>> {
    if value == NOTHING {
        return Some(None);
    }
    let (from, to) = span(value)?;
    (from != to).then_some(Some(QuietHours { from, to }))
}

fn opening_hours(value: &str) -> Option<HoursChoice> {
    match value {
        "published" => Some(HoursChoice::Published),
        "hidden" => Some(HoursChoice::Hidden),
        days => {
            let day = |day: &str| {
                if day == NOTHING {
                    return Some(None);
                }
                let (opens, closes) = span(day)?;
                (opens < closes).then_some(Some(Hours { opens, closes }))
            };
            let week: Vec<_> = days.split_whitespace().map(day).collect::<Option<_>>()?;
            Some(HoursChoice::Week { week: week.try_into().ok()? })
        }
    }
}

/// Two lines, the second may be missing.
fn notice(value: &str) -> Option<Notice> {
    let mut lines = value.lines().map(str::trim);
    let (id, en) = (lines.next().unwrap_or(""), lines.next().unwrap_or(""));
    let fits = |text: &str| text.chars().count() <= NOTICE_CHARS_MAX && !text.chars().any(char::is_control);
    (!id.is_empty() && fits(id) && fits(en)).then(|| Notice { id: id.into(), en: en.into() })
}

/// Where a value stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Layer {
    /// For every kiosk.
    Tenant,
    /// For the kiosks of a regency.
    District(RegionCode),
    /// For one.
    Kiosk(KioskCode),
}

impl Layer {
    /// Layer and subject, as the database has them.
    pub fn parts(&self) -> (&'static str, &str) {
        match self {
            Layer::Tenant => ("tenant", ""),
            Layer::District(region) => ("district", region.as_str()),
            Layer::Kiosk(kiosk) => ("kiosk", kiosk.as_str()),
        }
    }
}

/// A value in force, and where it came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Effective {
    /// Of what.
    pub setting: Setting,
    /// The value, and its layer. `None`: as the machine's own file says.
    pub value: Option<(String, Layer)>,
}

/// What counts of `found`: for each setting the value of the nearest layer.
pub fn effective(found: &[(Layer, Setting, String)]) -> Vec<Effective> {
    let nearness = |layer: &Layer| match layer {
        Layer::Tenant => 0,
        Layer::District(_) => 1,
        Layer::Kiosk(_) => 2,
    };
    Setting::ALL
        .into_iter()
        .map(|setting| {
            let mine = found.iter().filter(|(_, known, _)| *known == setting);
            let nearest = mine.max_by_key(|(layer, _, _)| nearness(layer));
            Effective { setting, value: nearest.map(|(layer, _, value)| (value.clone(), layer.clone())) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    #[test]
    fn a_nearer_layer_can_say_that_nothing_is_hidden_or_quiet() {
        let mut into = config();
        for (setting, something, nothing) in [
            (Setting::TilesHidden, "fairs", NOTHING),
            (Setting::QuietHours, "21:00-06:00", NOTHING),
            (Setting::OpeningHours, "hidden", "published"),
        ] {
            setting.put(something, &mut into).unwrap();
            assert_ne!(into, config(), "{setting:?}");
            setting.put(nothing, &mut into).unwrap();
            assert_eq!(into, config(), "{setting:?}");
        }
    }

    fn config() -> KioskConfig {
        KioskConfig::undecided("K07".parse().unwrap(), [1; 32])
    }

    #[test]
    fn the_nearest_layer_counts_for_each_value_by_itself() {
        let district = Layer::District("3216".parse().unwrap());
        let kiosk = Layer::Kiosk("K07".parse().unwrap());
        let found = [
            (Layer::Tenant, Setting::IdleWarnAfterS, "60".to_owned()),
            (kiosk.clone(), Setting::IdleWarnAfterS, "90".to_owned()),
            (district.clone(), Setting::IdleWarnAfterS, "70".to_owned()),
            (Layer::Tenant, Setting::IdleCountdownS, "20".to_owned()),
            (district.clone(), Setting::TicketsPerVisitMax, "3".to_owned()),
        ];
        let values: Vec<_> = effective(&found).into_iter().map(|one| one.value).collect();
        let expected = [
            None,
            Some(("90".to_owned(), kiosk)),
            Some(("20".to_owned(), Layer::Tenant)),
            Some(("3".to_owned(), district)),
        ];
        assert_eq!(values[..4], expected);
        assert!(values[4..].iter().all(Option::is_none));
    }

    #[test]
    fn what_no_terminal_takes_is_refused() {
        let long = "a".repeat(NOTICE_CHARS_MAX + 1);
        let refused = [
            (Setting::IdleWarnAfterS, "9"),
            (Setting::IdleWarnAfterS, "3601"),
            (Setting::IdleWarnAfterS, "x"),
            (Setting::IdleCountdownS, "4"),
            (Setting::TicketsPerVisitMax, "21"),
            (Setting::TicketsPerVisitMax, "-1"),
            (Setting::MinVersion, "0.3"),
            (Setting::MinVersion, "terbaru"),
            (Setting::TicketsPerDayMax, "5001"),
            (Setting::TilesHidden, ""),
            (Setting::TilesHidden, "jobs"),
            (Setting::TilesHidden, "fairs hologram"),
            (Setting::QuietHours, "21:00"),
            (Setting::QuietHours, "21:00-21:00"),
            (Setting::QuietHours, "21:00-24:00"),
            (Setting::Language, "fr"),
            (Setting::Survey, "maybe"),
            (Setting::SurveySilenceS, "9"),
            (Setting::OpeningHours, "08:00-16:00"),
            (Setting::OpeningHours, "16:00-08:00 - - - - - -"),
            (Setting::OpeningHours, "08:00-16:00 - - - - - - -"),
            (Setting::Suspended, ""),
            (Setting::Suspended, "\nonly English"),
            (Setting::Suspended, &long),
        ];
        for (setting, value) in refused {
            let mut into = config();
            assert_eq!(setting.put(value, &mut into), None, "{setting:?} {value}");
            assert_eq!(into, config());
        }
        let mut into = config();
        for (setting, value) in [
            (Setting::Suspended, "Sedang dipindahkan\nBeing moved"),
            (Setting::IdleWarnAfterS, "10"),
            (Setting::IdleCountdownS, "300"),
            (Setting::TicketsPerVisitMax, "0"),
            (Setting::MinVersion, "0.3.0"),
            (Setting::TicketsPerDayMax, "300"),
            (Setting::TilesHidden, "fairs internships fairs"),
            (Setting::QuietHours, "21.00-06:00"),
            (Setting::Language, "en"),
            (Setting::Survey, "no"),
            (Setting::SurveySilenceS, "40"),
            (Setting::OpeningHours, "08:00-16:00 - 08:00-15:30 - - - -"),
        ] {
            assert_eq!(setting.put(value, &mut into), Some(()), "{setting:?}");
            assert_eq!(Setting::named(setting.as_str()), Some(setting));
        }
        let hours =
            |closes, minute| Some(Hours { opens: time(8, 0, 0, 0), closes: time(closes, minute, 0, 0) });
        let week = [hours(16, 0), None, hours(15, 30), None, None, None, None];
        assert_eq!(into.opening_hours, HoursChoice::Week { week });
        assert_eq!(into.tiles_hidden, [TileName::Internships, TileName::Fairs]);
        assert_eq!(into.quiet, Some(QuietHours { from: time(21, 0, 0, 0), to: time(6, 0, 0, 0) }));
        assert_eq!(
            (into.language, into.survey, into.survey_silence_s),
            (Some(Language::En), Some(false), Some(40))
        );
        assert_eq!(
            into.suspended,
            Some(Notice { id: "Sedang dipindahkan".into(), en: "Being moved".into() })
        );
    }
}
