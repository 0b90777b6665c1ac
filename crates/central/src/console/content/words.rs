//! What these pages call things.

use jiff::Timestamp;

use crate::console::lang::{self, Lang};
use crate::content::doubt::{Doubt, Odd};
use crate::content::machine::{Act, NotAllowed, Stage};
use crate::content::{Fault, Input, Kind};
use crate::store::{ContentRefusal, Thing};

pub(super) fn kind(kind: Kind, lang: Lang) -> &'static str {
    let (id, en) = kind.label();
    lang.t(id, en)
}

pub(super) fn stage(stage: Stage, lang: Lang) -> &'static str {
    match stage {
        Stage::Draft => lang.t("Draf", "Draft"),
        Stage::InReview => lang.t("Menunggu persetujuan", "In review"),
        Stage::Published => lang.t("Terbit", "Published"),
        Stage::Withdrawn => lang.t("Ditarik", "Withdrawn"),
    }
}

pub(super) fn tone(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "",
        Stage::InReview => "warn",
        Stage::Published => "good",
        Stage::Withdrawn => "bad",
    }
}

/// What an act's button says.
pub(super) fn button(act: Act, live: bool, lang: Lang) -> &'static str {
    match act {
        Act::Edit => lang.t("Ubah", "Edit"),
        Act::Restore => lang.t("Pakai lagi", "Use again"),
        Act::Submit => lang.t("Ajukan untuk diperiksa", "Send to review"),
        Act::Recall => lang.t("Tarik kembali ke draf", "Take back to draft"),
        Act::SendBack => lang.t("Kembalikan kepada penulis", "Send back to its writer"),
        Act::Publish => lang.t("Terbitkan", "Publish"),
        Act::Withdraw if live => lang.t("Tarik dari kiosk", "Take it from the kiosks"),
        Act::Withdraw => lang.t("Arsipkan", "Put away"),
        Act::Undo => lang.t("Urungkan yang terakhir", "Undo the last step"),
        Act::HoldBack => lang.t("Tahan", "Hold back"),
    }
}

/// What was done, in a history.
pub(super) fn done(act: Option<Act>, lang: Lang) -> &'static str {
    match act {
        None => lang.t("Ditulis", "Written"),
        Some(Act::Edit) => lang.t("Diubah", "Edited"),
        Some(Act::Restore) => lang.t("Versi lama dipakai lagi", "An old version used again"),
        Some(Act::Submit) => lang.t("Diajukan untuk diperiksa", "Sent to review"),
        Some(Act::Recall) => lang.t("Ditarik kembali ke draf", "Taken back to draft"),
        Some(Act::SendBack) => lang.t("Dikembalikan kepada penulis", "Sent back to its writer"),
        Some(Act::Publish) => lang.t("Diterbitkan", "Published"),
        Some(Act::Withdraw) => lang.t("Ditarik", "Withdrawn"),
        Some(Act::Undo) => lang.t("Diurungkan", "Undone"),
        Some(Act::HoldBack) => {
            lang.t("Ditahan pada harinya: ada keraguan baru", "Held back on its day: something is odd by now")
        }
    }
}

/// When it is shown, as a line; empty for always. Whole days are told as days.
pub(super) fn shown(thing: &Thing, lang: Lang) -> String {
    let midnight = |at: Timestamp| at.to_zoned(lang::wib()).time() == jiff::civil::Time::midnight();
    let from = thing.shown.0.map(|at| match midnight(at) {
        true => lang.date(at.to_zoned(lang::wib()).date()),
        false => lang.moment(at),
    });
    let until = thing.shown.1.map(|at| match at.to_zoned(lang::wib()).date().yesterday() {
        Ok(last) if midnight(at) => lang.date(last),
        Ok(_) | Err(_) => lang.moment(at),
    });
    let from = from.map(|from| format!("{} {from}", lang.t("sejak", "from")));
    let until = until.map(|until| format!("{} {until}", lang.t("sampai", "until")));
    from.into_iter().chain(until).collect::<Vec<_>>().join(", ")
}

/// What a schedule says of now: to begin, or over.
pub(super) fn time_flag(thing: &Thing, now: Timestamp, lang: Lang) -> Option<&'static str> {
    if thing.held_back {
        return Some(lang.t("ditahan pada harinya", "held back on its day"));
    }
    if thing.shown.1.is_some_and(|until| until <= now) {
        return Some(lang.t("waktunya lewat", "its time is over"));
    }
    thing.shown.0.filter(|from| *from > now).map(|_| lang.t("belum waktunya", "still to begin"))
}

pub(super) fn fault(fault: &Fault, lang: Lang) -> String {
    let (id, en) = fault.what.words();
    match lang {
        Lang::Id => id,
        Lang::En => en,
    }
}

/// What is odd, as a sentence.
pub(super) fn doubt(doubt: &Doubt, lang: Lang) -> String {
    let said = match doubt.what {
        Odd::Ended => lang.t(
            "Hari terakhirnya sudah lewat: kiosk tidak akan menampilkannya.",
            "Its last day has passed: kiosks will not show it.",
        ),
        Odd::FarOff => {
            lang.t("Lebih dari dua tahun. Benar tahunnya?", "More than two years. Is the year right?")
        }
        Odd::BelowMinimumWage(least) => {
            let least = lang.number(least);
            return match lang {
                Lang::Id => format!("Di bawah upah minimum kabupaten/kota itu, Rp{least} sebulan."),
                Lang::En => format!("Below the minimum wage of that regency or city, Rp{least} a month."),
            };
        }
        Odd::WageTiny => lang.t(
            "Kurang dari Rp10.000 sebulan. Kurang nolnya? Kosongkan bila upah tidak disebutkan.",
            "Less than Rp10,000 a month. Are noughts missing? Leave it empty if the wage is not stated.",
        ),
        Odd::ManyWanted => lang.t(
            "Seribu orang atau lebih. Benar jumlahnya?",
            "A thousand people or more. Is the number right?",
        ),
        Odd::TitleGeneric => lang.t(
            "Ini bukan nama jabatan. Tulis pekerjaannya, misalnya Operator Jahit.",
            "This names no job. Write the work, like Sewing operator.",
        ),
        Odd::TitleCapitals => lang.t(
            "Huruf besar semua sukar dibaca. Tulis seperti biasa.",
            "All capitals are hard to read. Write it as usual.",
        ),
        Odd::AmountUnusual => lang.t(
            "Tidak ada upah minimum sekecil atau sebesar ini. Benar jumlahnya?",
            "No minimum wage is so low or so high. Is the amount right?",
        ),
    };
    said.to_owned()
}

/// Why something was not done; `None`: the store failed.
pub(super) fn refusal(refusal: &ContentRefusal, lang: Lang) -> Option<&'static str> {
    Some(match refusal {
        ContentRefusal::NotAllowed(NotAllowed::Own) => lang.t(
            "Yang terakhir mengubah adalah Anda. Mintalah penyetuju lain menerbitkannya.",
            "You changed it last. Ask another approver to publish it.",
        ),
        ContentRefusal::NotAllowed(NotAllowed::NothingToUndo) => {
            lang.t("Tidak ada yang dapat diurungkan lagi.", "There is nothing to undo any more.")
        }
        ContentRefusal::NotAllowed(NotAllowed::Stage { .. } | NotAllowed::Role { .. }) => lang.t(
            "Ini tidak dapat dilakukan sekarang. Lihat keadaannya di bawah.",
            "This can't be done now. See below how it stands.",
        ),
        ContentRefusal::Changed => lang.t(
            "Orang lain mengubahnya sementara itu. Lihat keadaannya sekarang, lalu putuskan.",
            "Somebody else changed it meanwhile. See how it stands now, then decide.",
        ),
        ContentRefusal::KeyReused => lang.t(
            "Formulir ini sudah dipakai. Ulangi dari halaman ini.",
            "This form was used. Begin again from this page.",
        ),
        ContentRefusal::Doubtful => lang.t(
            "Belum terbit: ada yang perlu dilihat. Ubah isinya, atau centang bahwa memang begitu.",
            "Not published: something is to be looked at. Edit it, or tick that it is right.",
        ),
        ContentRefusal::Same => lang.t("Tidak ada yang berubah.", "Nothing was changed."),
        ContentRefusal::Faults(_) => lang.t(
            "Versi itu tidak dapat dipakai lagi: gambar atau kiosk yang disebutnya sudah tidak ada.",
            "That version can't be used again: a picture or kiosk that it names is gone.",
        ),
        ContentRefusal::Unknown | ContentRefusal::Store(_) => return None,
    })
}

/// A field's text as people read it: what was chosen by its name, a region by its name and code.
pub(super) fn text(kind: Kind, key: &str, text: &str, lang: Lang) -> String {
    // Kept with a colon, as browsers send it.
    if is_time(key) {
        return lang.clock(text);
    }
    let field = kind.fields().iter().find(|field| field.name == key);
    match field.map(|field| field.input) {
        Some(Input::Choice(of)) => {
            let chosen = of.iter().find(|(code, _)| *code == text);
            chosen.map_or_else(|| text.to_owned(), |(_, (id, en))| lang.t(id, en).to_owned())
        }
        Some(Input::Tick) if text == "yes" => lang.t("Ya", "Yes").to_owned(),
        Some(Input::Region(_)) => region(text),
        Some(_) => text.to_owned(),
        None if key == "target.regions" => text.split(", ").map(region).collect::<Vec<_>>().join(", "),
        None => text.to_owned(),
    }
}

fn is_time(key: &str) -> bool {
    ["_time", ".opens", ".closes"].iter().any(|end| key.ends_with(end))
}

fn region(code: &str) -> String {
    anjungan_regions::name(code).map_or_else(|| code.to_owned(), |name| format!("{name} ({code})"))
}
