//! What the rows of a scope are, and how a body of each sort is understood.

use anjungan_wire::card::Revoked;
use anjungan_wire::command::Command;
use anjungan_wire::content::{Content, Item};
use anjungan_wire::id::Scope;
use anjungan_wire::kiosk_config::KioskConfig;
use anjungan_wire::limits::ROW_BODY_BYTES_MAX;
use anjungan_wire::office::Office;
use anjungan_wire::signed::Signed;
use anjungan_wire::status::{Blob, CardRow};
use anjungan_wire::vacancy::Vacancy;
use serde::de::DeserializeOwned;

/// Nothing a row has is nested nearly as deep; what is, is not parsed.
pub const DEPTH_MAX: usize = 32;

/// What the rows of a scope are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// Vacancies: the only ones that are searched, so the only ones in the index.
    Vacancies,
    /// The one row of an office's rules ([`super::office`]).
    Office,
    /// How applications stand.
    Cards,
    /// Cards that are not valid any more.
    Revoked,
    /// What the office decides about this kiosk.
    Config,
    /// What the office asks of this machine.
    Commands,
    /// What central's desk writes for every kiosk.
    Content,
    /// Of a scope that this program doesn't know. Kept for the program that does.
    Unknown,
}

/// What a body says to whoever keeps it.
pub enum Meaning {
    /// Not understood: kept, and not shown.
    Unreadable,
    /// To be found.
    Vacancy(Box<Vacancy>),
    /// To be fetched ahead, where there is a card.
    Card(Option<Blob>),
    /// To be read when it is asked for.
    Plain,
}

impl Sort {
    /// The sort of a scope's rows.
    pub fn of(scope: &Scope) -> Sort {
        match scope {
            Scope::Vacancies(_) => Sort::Vacancies,
            Scope::Office(_) => Sort::Office,
            Scope::Cards(_) => Sort::Cards,
            Scope::Revoked(_) => Sort::Revoked,
            Scope::Config(_) => Sort::Config,
            Scope::Commands(_) => Sort::Commands,
            Scope::Compliance(_)
            | Scope::Employers(_)
            | Scope::Announcements
            | Scope::Texts
            | Scope::Trainings
            | Scope::Fairs => Sort::Content,
        }
    }

    /// The sort of a scope by its text on the disk.
    pub fn named(scope: &str) -> Sort {
        scope.parse().map_or(Sort::Unknown, |scope| Sort::of(&scope))
    }

    /// Whether readable rows are in the index.
    pub fn is_searched(self) -> bool {
        self == Sort::Vacancies
    }

    /// Reads a body.
    pub fn read(self, body: &str) -> Meaning {
        let plain = |understood: bool| if understood { Meaning::Plain } else { Meaning::Unreadable };
        match self {
            Sort::Vacancies => {
                parse(body).map_or(Meaning::Unreadable, |vacancy| Meaning::Vacancy(Box::new(vacancy)))
            }
            Sort::Cards => parse::<CardRow>(body).map_or(Meaning::Unreadable, |row| Meaning::Card(row.card)),
            Sort::Office => plain(parse::<Signed<Office>>(body).is_some()),
            Sort::Config => plain(parse::<Signed<KioskConfig>>(body).is_some()),
            Sort::Commands => plain(parse::<Signed<Command>>(body).is_some()),
            Sort::Revoked => plain(parse::<Revoked>(body).is_some()),
            // A kind that this program doesn't know is kept for the program that does.
            Sort::Content => {
                plain(parse::<Content>(body).is_some_and(|content| content.item != Item::Unknown))
            }
            Sort::Unknown => Meaning::Unreadable,
        }
    }
}

/// What is in `body`, when this program understands it.
pub fn parse<T: DeserializeOwned>(body: &str) -> Option<T> {
    let fits = body.len() <= ROW_BODY_BYTES_MAX && depth(body.as_bytes()) <= DEPTH_MAX;
    fits.then(|| serde_json::from_str(body).ok()).flatten()
}

/// How deep the brackets go.
pub fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
