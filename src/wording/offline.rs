//! Why central can't be asked, as far as it concerns whoever stands there.

use super::{Lang, pick};

/// Why central was not reached, as far as this machine can tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OfflineCause {
    /// Nothing answers: no network, or central is away.
    NoAnswer,
    /// Something else answers in its place: the login page of this network, or a machine that can't show central's
    /// certificate.
    NotCentral,
    /// This machine's clock is so wrong that central's certificate seems to be over, or not to have begun.
    Clock,
    /// Answers arrive broken.
    Garbled,
}

/// What it means for a visitor: whether to wait, or to tell somebody. `None`: it is not known yet.
pub fn offline_because(lang: Lang, cause: Option<OfflineCause>) -> &'static str {
    match cause {
        None | Some(OfflineCause::NoAnswer) => pick(lang, "Jaringan terputus.", "There is no connection."),
        Some(OfflineCause::NotCentral) => pick(
            lang,
            "Jaringan di sini tertahan halaman masuk (login). Beri tahu petugas.",
            "The network here is held up by a sign-in page. Please tell the staff.",
        ),
        Some(OfflineCause::Clock) => pick(
            lang,
            "Jam mesin ini salah, jadi kantor tidak dapat dihubungi. Beri tahu petugas.",
            "This machine's clock is wrong, so the office cannot be reached. Please tell the staff.",
        ),
        Some(OfflineCause::Garbled) => {
            pick(lang, "Jaringan sedang terganggu.", "The network is disturbed at the moment.")
        }
    }
}
