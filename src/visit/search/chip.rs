//! The chips above the list: three orders, of which one holds, and three quick filters.

use anjungan_wire::vacancy::Employment;

use crate::catalogue::{Order, Query};
use crate::visit::Machine;
use crate::wording::{self, Lang};

/// A chip: an order or a quick filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Chip {
    Newest,
    ClosingSoon,
    Nearest,
    NoExperience,
    OpenToDisabled,
    Internship,
}

impl Chip {
    pub(super) const ALL: [Chip; 6] = [
        Chip::Newest,
        Chip::ClosingSoon,
        Chip::Nearest,
        Chip::NoExperience,
        Chip::OpenToDisabled,
        Chip::Internship,
    ];

    pub(super) fn id(self) -> &'static str {
        match self {
            Chip::Newest => "newest",
            Chip::ClosingSoon => "closing-soon",
            Chip::Nearest => "nearest",
            Chip::NoExperience => "no-experience",
            Chip::OpenToDisabled => "open-to-disabled",
            Chip::Internship => "internship",
        }
    }

    pub(super) fn words(self, lang: Lang) -> &'static str {
        match self {
            Chip::Newest => wording::pick(lang, "Terbaru", "Newest"),
            Chip::ClosingSoon => wording::pick(lang, "Segera tutup", "Closing soon"),
            Chip::Nearest => wording::pick(lang, "Terdekat", "Nearest"),
            Chip::NoExperience => wording::pick(lang, "Tanpa pengalaman", "No experience"),
            Chip::OpenToDisabled => {
                wording::pick(lang, "Terbuka bagi disabilitas", "Open to disabled people")
            }
            Chip::Internship => wording::pick(lang, "Magang", "Internship"),
        }
    }

    pub(super) fn active(self, query: &Query) -> bool {
        match self {
            Chip::Newest => query.order == Order::Newest,
            Chip::ClosingSoon => query.order == Order::ClosingSoon,
            Chip::Nearest => matches!(query.order, Order::Nearest(_)),
            Chip::NoExperience => query.no_experience,
            Chip::OpenToDisabled => query.open_to_disabled,
            Chip::Internship => is_internships(&query.employments),
        }
    }

    pub(super) fn toggled(self, query: &Query, machine: &Machine) -> Query {
        let mut query = query.clone();
        match self {
            Chip::Newest => query.order = Order::Newest,
            Chip::ClosingSoon => query.order = Order::ClosingSoon,
            Chip::Nearest => query.order = Order::Nearest(machine.region.clone()),
            Chip::NoExperience => query.no_experience = !query.no_experience,
            Chip::OpenToDisabled => query.open_to_disabled = !query.open_to_disabled,
            Chip::Internship => {
                query.employments =
                    if is_internships(&query.employments) { Vec::new() } else { INTERNSHIPS.to_vec() }
            }
        }
        query
    }
}

/// What "Magang" means: both sorts.
pub(in crate::visit) const INTERNSHIPS: [Employment; 2] =
    [Employment::Internship, Employment::Apprenticeship];

fn is_internships(employments: &[Employment]) -> bool {
    employments.len() == INTERNSHIPS.len() && INTERNSHIPS.iter().all(|each| employments.contains(each))
}
