//! Figures of the studies from which these services grew, to hold our own against. Each with its source; the studies
//! found no figure of use or placement for a kiosk at all.

/// A figure that was published.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Baseline {
    /// What was counted, in Indonesian and in English.
    pub what: (&'static str, &'static str),
    /// The year or years.
    pub when: &'static str,
    /// The part: placed, visited.
    pub part: u64,
    /// Of how many, where it is a part of something.
    pub of: Option<u64>,
    /// Who published it.
    pub source: &'static str,
}

const PASURUAN: &str = "Al Rosyad & Choiriyah: Hellowork, Disnaker Kab. Pasuruan";
const BEKASI: &str = "Aeni, Aditya & Febriantini: informasi pasar kerja, Disnaker Kab. Bekasi";
const VISITORS: (&str, &str) = ("Pengunjung situs Hellowork", "Visitors of the site Hellowork");

/// What the studies say.
pub const BASELINES: [Baseline; 7] = [
    Baseline { what: VISITORS, when: "2016", part: 6_732, of: None, source: PASURUAN },
    Baseline { what: VISITORS, when: "2017", part: 12_395, of: None, source: PASURUAN },
    Baseline { what: VISITORS, when: "2018", part: 13_564, of: None, source: PASURUAN },
    Baseline { what: VISITORS, when: "2019", part: 11_473, of: None, source: PASURUAN },
    Baseline { what: VISITORS, when: "2020", part: 4_233, of: None, source: PASURUAN },
    Baseline {
        what: ("Penempatan dari lowongan terdaftar", "Placements of registered vacancies"),
        when: "2019",
        part: 15,
        of: Some(1_203),
        source: BEKASI,
    },
    Baseline {
        what: ("Penempatan dari pencari kerja di Karirhub", "Placements of job seekers on Karirhub"),
        when: "2024",
        part: 111,
        of: Some(10_837),
        source: BEKASI,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::Lang;
    use crate::figures::Cell;

    /// The percentages that the studies print.
    #[test]
    fn shares_are_those_of_the_studies() {
        let share = |part, of| Cell::share(part, of).shown(Lang::Id);
        assert_eq!(share(15, 1_203), "1,2%"); // 1.247
        assert_eq!(share(111, 10_837), "1,0%"); // 1.024
        for Baseline { part, of, .. } in BASELINES {
            assert!(of.is_none_or(|of| part <= of), "a part is no more than its whole");
        }
    }
}
