//! Phone: a code to go on with elsewhere. The kiosk never asks for a password of another site.

use anjungan_wire::vacancy::{Source, Vacancy};

use crate::wording::{self, Lang};

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// What the code holds.
    pub qr: String,
    /// The vacancy.
    pub title: String,
    /// The site, for those who type.
    pub url_text: String,
    /// What is needed there.
    pub explanation: String,
}

pub(super) fn view(vacancy: &Vacancy, lang: Lang) -> View {
    View {
        qr: vacancy.url.clone(),
        title: vacancy.title.clone(),
        url_text: site(&vacancy.url).into(),
        explanation: match vacancy.source {
            Source::Karirhub | Source::Maganghub => wording::apply_on_phone(lang).into(),
            Source::Local => String::new(),
        },
    }
}

/// Of what central publishes: a site that an office chose.
pub(super) fn of_site(url: &str, title: &str) -> View {
    View { qr: url.into(), title: title.into(), url_text: site(url).into(), explanation: String::new() }
}

/// The host of an address: the rest is for the camera.
fn site(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_site_is_read_out() {
        assert_eq!(site("https://karirhub.kemnaker.go.id/lowongan/x?y#z"), "karirhub.kemnaker.go.id");
        assert_eq!(site("karirhub.kemnaker.go.id"), "karirhub.kemnaker.go.id");
    }
}
