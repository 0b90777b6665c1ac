//! When two applications are one: the rule for the same NIK from two kiosks, neither of which knew of the other.
//!
//! A person has one pending application. When another with the same NIK comes in, **the first that central received is
//! kept**, and the second is
//!
//! - **merged** ([`Verdict::Merge`]) when both say the same person: name, day of birth, sex, kind of application and
//!   office are equal, and neither NIK is in doubt. It is closed as *the same as another* and shows the first's
//!   stage to whoever holds its receipt, but never the first's card: a NIK is no secret, and a card opens with the
//!   first receipt alone. Both snapshots stay, so an officer sees what the second said otherwise (a new telephone
//!   number, say).
//! - **put before an officer** ([`Verdict::Ask`]) when anything of that differs or a NIK is in doubt: one of the two
//!   may have mistyped a digit and be somebody else. Neither is approved until an officer has said which it is.
//!
//! Nothing is dropped in any case.

use anjungan_wire::application::Application;
use serde::{Deserialize, Serialize};

/// What an officer must look at before approving.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Concern {
    /// The NIK is odd.
    NikDoubt,
    /// Another pending application has the same NIK and says something else: settle which is whose.
    Conflict,
    /// The person has a valid card already.
    HasCard,
    /// The card to be corrected or renewed is not known here.
    CardUnknown,
    /// There is no photo yet.
    NoPhoto,
    /// Under 18, and nobody agreed for them (UU 27/2022 ps 25).
    NoGuardian,
    /// Younger than the office allows.
    TooYoung,
    /// The address on the identity card is another office's.
    OtherRegion,
}

/// What becomes of a second application.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is the same.
    Merge,
    /// An officer decides.
    Ask,
}

/// How an officer settles a conflict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Settlement {
    /// The same person: the earlier application is kept, the later one closed.
    KeepFirst,
    /// The same person: the later application is kept, the earlier one closed.
    KeepSecond,
    /// Two persons: both go on. Whose NIK is wrong is sent back to mend it.
    TwoPersons,
}

/// Compares a second application with the first of the same NIK.
pub fn judge(first: &Application, second: &Application) -> Verdict {
    let in_doubt = !first.person.nik_doubts.is_empty() || !second.person.nik_doubts.is_empty();
    let same = fold(&first.person.name) == fold(&second.person.name)
        && first.person.born == second.person.born
        && first.person.sex == second.person.sex
        && first.kind == second.kind
        && first.office == second.office;
    if same && !in_doubt { Verdict::Merge } else { Verdict::Ask }
}

/// A name without case, dots, and doubled spaces.
fn fold(name: &str) -> String {
    anjungan_regions::fold(name)
}

/// What is odd about an application by itself. `today` is the day at the office.
pub fn concerns(application: &Application, minimum_age: u8, today: jiff::civil::Date) -> Vec<Concern> {
    let person = &application.person;
    let age = anjungan_wire::nik::age_on(person.born, today);
    let home = person.address.village.regency();
    let found = [
        (Concern::NikDoubt, !person.nik_doubts.is_empty()),
        (Concern::NoPhoto, application.photo.jpeg().is_none()),
        (Concern::NoGuardian, age < 18 && application.consent.guardian.is_none()),
        (Concern::TooYoung, age < i16::from(minimum_age)),
        (Concern::OtherRegion, home.is_some_and(|home| home != application.office)),
    ];
    found.into_iter().filter(|(_, is)| *is).map(|(concern, _)| concern).collect()
}
