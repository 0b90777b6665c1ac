//! What can be read on the window: words, numbers, codes, pictures.

use std::path::{Path, PathBuf};

use anjungan_ui::{Ask, Detail, Filters, Info, Phone, Place, Receipt, Search, Status, Thanks, Ticket};
use i_slint_backend_testing::ElementQuery;
use slint::{ComponentHandle, Model};

use crate::kiosk::Kiosk;
use crate::press::read_codes;

impl Kiosk {
    /// Every text that the window shows or would read out.
    pub fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for element in ElementQuery::from_root(self.app()).find_all() {
            let said = [
                element.accessible_label(),
                element.accessible_value(),
                element.accessible_description(),
                element.accessible_placeholder_text(),
            ];
            texts.extend(said.into_iter().flatten().filter(|text| !text.is_empty()).map(String::from));
        }
        texts
    }

    /// Whether the window shows this text, within whatever sentence.
    pub fn shows(&self, text: &str) -> bool {
        self.texts().iter().any(|shown| shown.contains(text))
    }

    pub fn is_searching(&self) -> bool {
        self.shows("Sedang mencari…")
    }

    /// "312 lowongan di Kab. Bekasi": how many, and where; as the list says it.
    pub fn found(&self) -> Option<(u32, String)> {
        self.texts().iter().find_map(|text| {
            let (count, place) = text.split_once(" di ")?;
            match count.strip_suffix(" lowongan") {
                Some(count) => Some((number(count)?, place.to_owned())),
                None => (count == "Tidak ada lowongan yang cocok").then(|| (0, place.to_owned())),
            }
        })
    }

    /// How many the list says there are.
    pub fn total(&self) -> u32 {
        self.found().expect("a list is up").0
    }

    /// The number of the ticket on the screen: three parts with dashes between them.
    pub fn ticket_number(&self) -> Option<String> {
        self.texts().into_iter().find(|text| {
            let parts: Vec<&str> = text.split('-').collect();
            matches!(parts[..], [kiosk, counter, check]
                if kiosk.starts_with('K') && counter.parse::<u32>().is_ok() && check.len() == 1)
        })
    }

    /// What a phone reads that is held before the window.
    pub fn codes(&self) -> Vec<String> {
        let picture = self.app().window().take_snapshot().unwrap();
        let (width, pixels) = (picture.width() as usize, picture.as_slice());
        read_codes(width, picture.height() as usize, |x, y| pixels[y * width + x].g)
    }

    /// Keeps a picture of the window in `target/journeys/`.
    pub fn picture(&self, name: &str) {
        self.picture_into(&folder("journeys").join(format!("{name}.png")));
    }

    /// Keeps a picture of the window in this file.
    pub fn picture_into(&self, path: &Path) {
        self.settle();
        let picture = self.app().window().take_snapshot().unwrap();
        let file = std::fs::File::create(path).unwrap();
        let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), picture.width(), picture.height());
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_compression(png::Compression::Fast);
        encoder.write_header().unwrap().write_image_data(picture.as_bytes()).unwrap();
    }

    /// Every text of a visit that the window still holds, shown or not, and every picture as its size.
    pub fn traces(&self) -> Vec<String> {
        let app = self.app();
        // The header tells the time and the data's age, which may change between two looks; neither is a visit's.
        let header = app.global::<anjungan_ui::Kiosk>();
        let of_the_machine = [header.get_clock(), header.get_data_as_of()].map(String::from);
        let mut held: Vec<String> =
            self.texts().into_iter().filter(|text| !of_the_machine.contains(text)).collect();
        let search = app.global::<Search>();
        held.extend([search.get_query(), search.get_summary(), search.get_spelling_note()].map(String::from));
        held.push(search.get_place_label().into());
        for card in search.get_results().iter() {
            held.extend([card.id, card.title, card.employer, card.place, card.wage].map(String::from));
        }
        held.extend(search.get_widenings().iter().map(|widening| widening.label.into()));
        held.extend(search.get_chips().iter().filter(|chip| chip.active).map(|chip| chip.label.into()));
        let filters = app.global::<Filters>();
        held.push(filters.get_apply_label().into());
        for group in filters.get_groups().iter() {
            held.extend(
                group.options.iter().filter(|option| option.active).map(|option| option.label.into()),
            );
        }
        let place = app.global::<Place>();
        held.extend([place.get_query(), place.get_whole_label()].map(String::from));
        held.extend(place.get_breadcrumbs().iter().map(String::from));
        held.extend(place.get_options().iter().map(|option| option.name.into()));
        let detail = app.global::<Detail>();
        held.extend([detail.get_title(), detail.get_employer(), detail.get_badge()].map(String::from));
        held.extend([detail.get_source_line(), detail.get_print_note()].map(String::from));
        held.extend(detail.get_facts().iter().map(|fact| fact.value.into()));
        held.extend(detail.get_body().iter().map(|paragraph| paragraph.text.into()));
        held.extend(detail.get_notes().iter().map(String::from));
        let phone = app.global::<Phone>();
        held.extend([phone.get_title(), phone.get_url_text(), phone.get_explanation()].map(String::from));
        let ticket = app.global::<Ticket>();
        held.extend([ticket.get_number(), ticket.get_headline(), ticket.get_explanation()].map(String::from));
        held.push(ticket.get_code().into());
        let info = app.global::<Info>();
        held.extend([info.get_title(), info.get_qr_note()].map(String::from));
        held.extend(info.get_body().iter().map(|paragraph| paragraph.text.into()));
        held.push(app.global::<Thanks>().get_message().into());
        let ask = app.global::<Ask>();
        held.extend([ask.get_question(), ask.get_text(), ask.get_query(), ask.get_error()].map(String::from));
        held.extend([ask.get_day(), ask.get_month(), ask.get_year()].map(String::from));
        held.extend(ask.get_nik_groups().iter().map(String::from));
        held.extend(ask.get_facts().iter().map(|pair| pair.value.into()));
        held.extend(ask.get_rows().iter().flat_map(|row| [row.title, row.subtitle].map(String::from)));
        held.extend(
            ask.get_groups().iter().flat_map(|group| {
                group.lines.iter().map(|pair| String::from(pair.value)).collect::<Vec<_>>()
            }),
        );
        let receipt = app.global::<Receipt>();
        held.extend(
            [receipt.get_number(), receipt.get_headline(), receipt.get_explanation()].map(String::from),
        );
        let status = app.global::<Status>();
        held.extend([status.get_number(), status.get_headline()].map(String::from));
        held.extend(status.get_reasons().iter().map(String::from));
        let images = [
            ask.get_photo(),
            receipt.get_qr(),
            status.get_qr(),
            phone.get_qr(),
            ticket.get_qr(),
            ticket.get_paper(),
            info.get_qr(),
        ];
        let drawn = images.iter().map(slint::Image::size).filter(|size| size.width > 0);
        held.extend(drawn.map(|size| format!("a picture of {} × {}", size.width, size.height)));
        held.retain(|text| !text.is_empty());
        held
    }
}

/// "1.234" as Indonesians write it.
pub fn number(text: &str) -> Option<u32> {
    text.replace('.', "").parse().ok()
}

/// A folder beside the other build results, wherever they are.
pub fn folder(name: &str) -> PathBuf {
    let mut dir = std::env::current_exe().unwrap();
    while dir.file_name().is_some_and(|name| name != "debug" && name != "release") {
        dir.pop();
    }
    dir.pop();
    dir.push(name);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}
