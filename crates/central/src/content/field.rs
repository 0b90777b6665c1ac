//! Fields: how a form asks, and what is wrong with an answer.

use std::collections::BTreeMap;

use super::picture::BadPicture;

/// A version as flat texts by name: `headline.id`, `until.day`. What is empty is left out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fields(BTreeMap<String, String>);

impl Fields {
    /// Names and texts; trimmed, line ends as `\n`, empty ones left out.
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut fields = Self::default();
        for (name, text) in pairs {
            fields.set(name, text);
        }
        fields
    }

    /// The text of a field; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Sets a field, or takes it away.
    pub fn set(&mut self, name: &str, text: &str) {
        let text = text.replace("\r\n", "\n");
        match text.trim() {
            "" => self.0.remove(name),
            text => self.0.insert(name.to_owned(), text.to_owned()),
        };
    }

    /// Every field that says something, in order of name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

/// A text in both languages, Indonesian first.
pub type Both = (&'static str, &'static str);

/// A field of a kind's form.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name, and its place in the body.
    pub name: &'static str,
    /// What the form calls it.
    pub label: Both,
    /// What to write.
    pub hint: Both,
    /// How it is asked.
    pub input: Input,
    /// Whether it must say something.
    pub required: bool,
}

/// How a field is asked.
#[derive(Clone, Copy, Debug)]
pub enum Input {
    /// One line of at most so many characters.
    Line(usize),
    /// Many lines.
    Prose(usize),
    /// A line in both languages, side by side.
    BothLine(usize),
    /// Many lines in both languages.
    BothProse(usize),
    /// A list, a line each.
    Lines {
        /// Characters of a line, at most.
        each: usize,
        /// Lines, at most.
        many: usize,
    },
    /// A day.
    Date,
    /// A whole number up to here.
    Number(u64),
    /// Yes or no.
    Tick,
    /// One of a list.
    Choice(&'static [(&'static str, Both)]),
    /// A region, by code or name, of one of these depths (digits of its code).
    Region(&'static [usize]),
    /// A web address.
    Address,
    /// A picture of the library, with what it says for who can't see it; for each language one.
    Picture,
    /// Hours for each day of the week.
    Week,
    /// Days with names, a line each: `2026-12-25 Natal / Christmas`.
    Holidays,
    /// Paragraphs with headings, in both languages: a heading, its text below, an empty line.
    Items,
}

/// The days of the week, as opening hours count them.
pub const DAYS: [Both; 7] = [
    ("Senin", "Monday"),
    ("Selasa", "Tuesday"),
    ("Rabu", "Wednesday"),
    ("Kamis", "Thursday"),
    ("Jumat", "Friday"),
    ("Sabtu", "Saturday"),
    ("Minggu", "Sunday"),
];

impl Field {
    /// The flat names it is made of.
    pub fn keys(&self) -> Vec<String> {
        let name = self.name;
        match self.input {
            Input::BothLine(_) | Input::BothProse(_) | Input::Items => {
                vec![format!("{name}.id"), format!("{name}.en")]
            }
            Input::Picture => ["id", "id.alt", "en", "en.alt"].map(|part| format!("{name}.{part}")).to_vec(),
            Input::Week => (0..DAYS.len())
                .flat_map(|day| [format!("{name}.{day}.opens"), format!("{name}.{day}.closes")])
                .collect(),
            Input::Line(_)
            | Input::Prose(_)
            | Input::Lines { .. }
            | Input::Date
            | Input::Number(_)
            | Input::Tick
            | Input::Choice(_)
            | Input::Region(_)
            | Input::Address
            | Input::Holidays => vec![name.to_owned()],
        }
    }
}

/// What is wrong with a field, where, and what would do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The flat name.
    pub key: String,
    /// What is wrong.
    pub what: Wrong,
}

/// What can be wrong with a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// It says nothing and must.
    Missing,
    /// English without Indonesian.
    IndonesianMissing,
    /// More characters than these.
    TooLong(usize),
    /// More lines than these.
    TooMany(usize),
    /// A character that can't be shown.
    Control,
    /// No day.
    Date,
    /// No time of day.
    Time,
    /// No whole number up to this.
    Number(u64),
    /// No such region, or not of this depth.
    Region,
    /// The name means several.
    Regions(Vec<String>),
    /// No web address that begins with https.
    Address,
    /// No such picture.
    Picture,
    /// A file that does not become one.
    File(BadPicture),
    /// A picture without what it says.
    Alt,
    /// No such kiosk.
    Kiosk(String),
    /// No tag.
    Tag(String),
    /// Beyond the officer's own district.
    OtherOffice,
    /// It ends before it begins.
    Order,
    /// Least above most.
    Range,
    /// Not one of the list.
    Choice,
    /// A line that can't be read.
    Row(String),
    /// The two languages have different numbers of paragraphs.
    Uneven,
    /// The whole is larger than a kiosk takes.
    TooLarge,
}

impl Wrong {
    /// In both languages, with what would do.
    pub fn words(&self) -> (String, String) {
        let fixed = |id: &str, en: &str| (id.to_owned(), en.to_owned());
        match self {
            Wrong::Missing => fixed("Harus diisi.", "This must be filled in."),
            Wrong::IndonesianMissing => {
                fixed("Isi dahulu bahasa Indonesianya.", "Fill in the Indonesian first.")
            }
            Wrong::TooLong(max) => (
                format!("Terlalu panjang: paling banyak {max} huruf."),
                format!("Too long: {max} characters at most."),
            ),
            Wrong::TooMany(max) => (
                format!("Terlalu banyak: paling banyak {max} baris."),
                format!("Too many: {max} lines at most."),
            ),
            Wrong::Control => fixed(
                "Ada huruf yang tidak dapat ditampilkan, atau baris baru. Ketik ulang.",
                "There is a character that can't be shown, or a line break. Type it again.",
            ),
            Wrong::Date => fixed("Tulis tanggal: 2026-12-31.", "Write a day: 2026-12-31."),
            Wrong::Time => fixed("Tulis jam: 08.00.", "Write a time: 08:00."),
            Wrong::Number(max) => (
                format!("Tulis angka bulat, paling besar {max}."),
                format!("Write a whole number, {max} at most."),
            ),
            Wrong::Region => fixed(
                "Wilayah ini tidak dikenal. Tulis nama atau kodenya, misalnya Kab. Bekasi atau 3216.",
                "This region is not known. Write its name or code, like Kab. Bekasi or 3216.",
            ),
            Wrong::Regions(names) => {
                (format!("Yang mana: {}?", names.join(", ")), format!("Which one: {}?", names.join(", ")))
            }
            Wrong::Address => fixed(
                "Alamat web harus diawali https:// dan tanpa spasi.",
                "A web address begins with https:// and has no spaces.",
            ),
            Wrong::Picture => fixed("Pilih gambar dari daftar.", "Choose a picture of the list."),
            Wrong::File(BadPicture::NotAPicture) => fixed(
                "Berkas ini bukan gambar JPEG, PNG, atau WebP yang dapat dibaca.",
                "This file is no JPEG, PNG or WebP picture that can be read.",
            ),
            Wrong::File(BadPicture::TooSmall) => fixed(
                "Gambar terlalu kecil: paling sedikit 200 piksel tiap sisi.",
                "The picture is too small: 200 pixels a side at least.",
            ),
            Wrong::File(BadPicture::TooLarge) => fixed(
                "Gambar terlalu besar: paling besar 8 MB dan 40 juta piksel.",
                "The picture is too large: 8 MB and 40 million pixels at most.",
            ),
            Wrong::Alt => fixed(
                "Tulis apa isi gambar ini, untuk yang tidak dapat melihatnya.",
                "Write what the picture says, for who can't see it.",
            ),
            Wrong::Kiosk(code) => {
                (format!("Kiosk {code} tidak dikenal."), format!("There is no kiosk {code}."))
            }
            Wrong::Tag(tag) => (
                format!("Tanda {tag:?} tidak dapat dipakai: huruf kecil, angka, tanda hubung."),
                format!("{tag:?} is no tag: small letters, digits, hyphens."),
            ),
            Wrong::OtherOffice => fixed(
                "Anda hanya dapat memilih wilayah dan kiosk kantor Anda, dan tidak memakai label.",
                "You can choose your own office's region and kiosks only, and no tags.",
            ),
            Wrong::Order => fixed("Berakhir sebelum mulai.", "It ends before it begins."),
            Wrong::Range => {
                fixed("Paling sedikit lebih besar daripada paling banyak.", "The least is above the most.")
            }
            Wrong::Choice => fixed("Pilih salah satu.", "Choose one."),
            Wrong::Row(line) => {
                (format!("Baris ini tidak terbaca: {line}"), format!("This line can't be read: {line}"))
            }
            Wrong::Uneven => fixed(
                "Jumlah paragraf kedua bahasa harus sama.",
                "Both languages need the same number of paragraphs.",
            ),
            Wrong::TooLarge => fixed(
                "Seluruhnya terlalu besar untuk satu kiosk. Pendekkan teksnya.",
                "All together it is too large for a kiosk. Shorten the text.",
            ),
        }
    }
}
