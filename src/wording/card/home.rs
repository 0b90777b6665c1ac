//! The tiles of the card's desk.

use super::super::{Lang, pick};
use super::service::Service;

/// The line under a tile's title.
pub fn subtitle(lang: Lang, service: Service) -> &'static str {
    match service {
        Service::Card => pick(lang, "Ajukan di sini, gratis", "Apply here, it is free"),
        Service::Status => {
            pick(lang, "Lihat, perbaiki, atau cetak kartu", "See it, fix it, or print the card")
        }
        Service::Employed => pick(lang, "Beri tahu kami, hanya sebentar", "Tell us, it takes a moment"),
        Service::SixMonths => pick(lang, "Agar kartu tetap berlaku", "So that the card stays valid"),
        Service::Check => pick(lang, "Asli, kedaluwarsa, atau dicabut?", "Genuine, expired, or revoked?"),
    }
}

/// On the tile of the application, while no card comes out here.
pub fn no_card_apply(lang: Lang) -> &'static str {
    pick(lang, "Bisa diajukan, belum bisa dicetak di sini", "You can apply; no printing here now")
}

/// On the tile of the status, while no card comes out here.
pub fn no_card_status(lang: Lang) -> &'static str {
    pick(lang, "Bisa lihat status, belum bisa cetak di sini", "See the status; no printing here now")
}

/// On the tile of the application, where cards are fetched at the counter.
pub fn pickup(lang: Lang) -> &'static str {
    pick(lang, "Kartu diambil di loket", "Cards are collected at the counter")
}

/// While no slip comes out here.
pub fn no_slip(lang: Lang) -> &'static str {
    pick(lang, "Tanpa kertas: potret nomornya", "No paper: photograph the number")
}
