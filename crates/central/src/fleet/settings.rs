//! What an office decides about its kiosks, in layers: for all, for a regency, for one. The nearest layer that says
//! something counts. Pure.

use anjungan_wire::id::{KioskCode, RegionCode};
use anjungan_wire::kiosk_config::{KioskConfig, NOTICE_CHARS_MAX, Notice};
use anjungan_wire::version::is_version;

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
}

impl Setting {
    /// Every setting.
    pub const ALL: [Setting; 5] = [
        Setting::Suspended,
        Setting::IdleWarnAfterS,
        Setting::IdleCountdownS,
        Setting::TicketsPerVisitMax,
        Setting::MinVersion,
    ];

    /// The word in the database and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Setting::Suspended => "suspended",
            Setting::IdleWarnAfterS => "idle-warn-after-s",
            Setting::IdleCountdownS => "idle-countdown-s",
            Setting::TicketsPerVisitMax => "tickets-per-visit-max",
            Setting::MinVersion => "min-version",
        }
    }

    /// The setting of this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.as_str() == word)
    }

    /// Puts a value into a configuration. `None`: it is none that a terminal takes, and nothing was changed.
    pub fn put(self, value: &str, into: &mut KioskConfig) -> Option<()> {
        let number = |from: u32, to: u32| value.parse().ok().filter(|n| (from..=to).contains(n));
        match self {
            Setting::Suspended => into.suspended = Some(notice(value)?),
            Setting::IdleWarnAfterS => into.idle_warn_after_s = Some(number(10, 3600)?),
            Setting::IdleCountdownS => into.idle_countdown_s = Some(number(5, 300)?),
            Setting::TicketsPerVisitMax => into.tickets_per_visit_max = Some(number(0, 20)?),
            Setting::MinVersion => is_version(value).then_some(())?,
        }
        Some(())
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
    use super::*;

    fn config() -> KioskConfig {
        KioskConfig {
            kiosk: "K07".parse().unwrap(),
            operations_key: [1; 32],
            suspended: None,
            idle_warn_after_s: None,
            idle_countdown_s: None,
            tickets_per_visit_max: None,
            tags: Vec::new(),
        }
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
            None,
        ];
        assert_eq!(values, expected);
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
        ] {
            assert_eq!(setting.put(value, &mut into), Some(()), "{setting:?}");
            assert_eq!(Setting::named(setting.as_str()), Some(setting));
        }
        assert_eq!(
            into.suspended,
            Some(Notice { id: "Sedang dipindahkan".into(), en: "Being moved".into() })
        );
    }
}
