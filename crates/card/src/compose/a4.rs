//! A4 landscape in four panels of A6: what offices hand out, folded twice.
//!
//! ```text
//!   front       │ person        fold the lower half behind, then the right half:
//!  ─────────────┼────────────   the front is outside, the person on the back.
//!   background  │ reports
//! ```

use krilla::Document;
use krilla::page::PageSettings;
use krilla::tagging::{Tag, TagGroup, TagTree};

use super::parts::{self, Grid, HAIR, Row, RowSizes};
use super::pen::{Align, Area, Pen, Style, pt};
use super::text::Weight;
use super::{ComposeError, SignaturePlace, words};
use crate::content::CardContent;
use crate::template::{Colour, Field, Panel, Template};

const WHITE: Colour = Colour([255; 3]);
const WIDTH: f32 = 297.0;
const HEIGHT: f32 = 210.0;
/// Free on every side of a panel, mm: no printer prints to the edge, and a fold takes its share.
const MARGIN: f32 = 8.0;

/// A row of a table, mm: two lines that can still be read.
const ROW_MIN: f32 = 4.4;

/// How many rows of each list are shown when there is room for so many: the shorter lists whole, the rest evenly.
fn shares(counts: &[usize], room: usize) -> Vec<usize> {
    let mut shown = vec![0; counts.len()];
    for _ in 0..room {
        // The list that shows least of all that have more.
        let open = (0..counts.len()).filter(|n| shown[*n] < counts[*n]);
        let Some(next) = open.min_by_key(|n| shown[*n]) else { break };
        shown[next] += 1;
    }
    shown
}

struct Sheet<'a> {
    content: &'a CardContent,
    template: &'a Template,
}

pub(super) fn draw(
    document: &mut Document,
    tags: &mut TagTree,
    content: &CardContent,
    template: &Template,
) -> Result<SignaturePlace, ComposeError> {
    let size = PageSettings::from_wh(pt(WIDTH), pt(HEIGHT)).expect("A4 has a size");
    let mut page = document.start_page_with(size);
    let mut pen = Pen::new(page.surface());
    pen.decorate(|pen| {
        pen.dashes((WIDTH / 2.0, 5.0), (WIDTH / 2.0, HEIGHT - 5.0), HAIR, template.colours.line);
        pen.dashes((5.0, HEIGHT / 2.0), (WIDTH - 5.0, HEIGHT / 2.0), HAIR, template.colours.line);
    });
    let sheet = Sheet { content, template };
    let mut place = None;
    let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)];
    for (panel, (column, row)) in template.panels.iter().zip(corners) {
        let (width, height) = (WIDTH / 2.0 - 2.0 * MARGIN, HEIGHT / 2.0 - 2.0 * MARGIN);
        let left = column * WIDTH / 2.0 + MARGIN;
        let area = Area::new(left, row * HEIGHT / 2.0 + MARGIN, width, height);
        tags.push(match panel {
            Panel::Front => sheet.front(&mut pen, area)?,
            Panel::Background => sheet.background(&mut pen, area),
            Panel::Reports => sheet.reports(&mut pen, area),
            Panel::Person => {
                let (section, signature) = sheet.person(&mut pen, area)?;
                place = Some(signature);
                section
            }
        });
    }
    Ok(place.expect("four different panels are all of them"))
}

impl Sheet<'_> {
    fn style(&self, size: f32, weight: Weight) -> Style {
        Style::new(size, weight, self.template.colours.ink)
    }

    fn soft(&self, size: f32) -> Style {
        Style::new(size, Weight::Regular, self.template.colours.soft)
    }

    fn accent(&self, size: f32) -> Style {
        Style::new(size, Weight::Bold, self.template.colours.accent)
    }

    fn front(&self, pen: &mut Pen, area: Area) -> Result<TagGroup, ComposeError> {
        let Self { content, template } = self;
        let (texts, colours) = (&template.texts, &template.colours);
        let mut section = TagGroup::new(Tag::Section);

        let mut left = area.left;
        if let Some(crest) = parts::crest(pen, Area::new(left, area.top, 15.0, 15.0), WHITE, template)? {
            section.push(crest);
            left += 18.0;
        }
        let head = Area::new(left, area.top + 0.5, area.right() - 24.0 - left, 15.0);
        let mut top = head.top;
        for (text, style, gap) in [
            (&texts.government, self.style(8.5, Weight::Regular), 1.9),
            (&texts.office, self.accent(12.0), 2.0),
            (&texts.office_address, self.soft(6.5).lines(2, 6.0), 0.0),
        ] {
            if !text.is_empty() {
                let (element, end) = pen.write(Tag::P, head.below(top), style, text);
                section.push(element);
                top = end + gap;
            }
        }
        let mark = Area::new(area.right() - 22.0, area.top, 22.0, 9.0);
        pen.decorate(|pen| pen.ground(mark, colours.accent));
        let white = Style::new(17.0, Weight::Bold, WHITE).align(Align::Centre);
        section.push(pen.write(Tag::P, mark.below(mark.top + 2.5), white, &texts.form).0);

        let rule = area.top + 17.0;
        pen.decorate(|pen| {
            pen.ground(Area::new(area.left, rule, area.width, 0.9), colours.accent);
            pen.ground(Area::new(area.left, rule + 0.9, area.width, 0.9), colours.stripe);
        });
        let title = area.below(rule + 5.0);
        let (element, _) = pen.write(
            parts::heading(1, &texts.title),
            title,
            self.style(12.0, Weight::Bold).align(Align::Centre),
            &texts.title,
        );
        section.push(element);

        for (label, groups, read, y) in [
            (
                "Nomor pendaftaran",
                words::groups(content.number.as_str(), &template.number_boxes),
                content.number.as_str(),
                29.5,
            ),
            ("NIK", vec![content.nik.digits().to_owned()], content.nik.digits(), 39.0),
        ] {
            let top = area.top + y;
            let (element, _) =
                pen.write(Tag::P, Area::new(area.left, top + 2.2, 29.0, 4.0), self.soft(8.0), label);
            section.push(element);
            let place = Area::new(area.left + 31.0, top, area.width - 31.0, 6.6);
            section.push(parts::boxes(pen, place, &groups, read, colours));
        }

        let photo = Area::new(area.left, area.bottom() - 40.0, 30.0, 40.0);
        section.push(parts::photo(pen, photo, content, colours)?);

        let side = 28.0;
        let qr = (area.right() - side + 2.6, area.bottom() - side - 5.4);
        let beside = Area::new(photo.right() + 5.0, photo.top, qr.0 - photo.right() - 6.0, photo.height);
        let (label, end) =
            pen.write(Tag::P, Area { width: area.right() - beside.left, ..beside }, self.soft(7.0), "Nama");
        section.push(label);
        let name = Area::new(beside.left, end + 1.5, area.right() - beside.left, 7.0);
        let (name, _) = pen.write(Tag::P, name, self.style(14.0, Weight::Bold).lines(2, 9.5), &content.name);
        section.push(name);
        let mut top = photo.top + 12.5;
        for (label, value) in [
            ("Diterbitkan", words::day(content.issued)),
            ("Berlaku sampai dengan", words::day(content.valid_until)),
        ] {
            let (label, end) = pen.write(Tag::P, beside.below(top), self.soft(7.0), label);
            let (value, end) =
                pen.write(Tag::P, beside.below(end + 1.3), self.style(10.0, Weight::Bold), &value);
            section.push(label);
            section.push(value);
            top = end + 2.2;
        }
        let holder = photo.bottom() - 3.0;
        pen.decorate(|pen| {
            pen.line((beside.left, holder), (beside.right() - 3.0, holder), HAIR, colours.line)
        });
        let (element, _) =
            pen.write(Tag::P, beside.below(holder + 1.2), self.soft(6.5), "Tanda tangan pencari kerja");
        section.push(element);

        let address = &content.check_address;
        if !address.is_empty() {
            let alternative = "Kode QR: alamat untuk memeriksa kartu ini";
            section.push(parts::code(pen, qr, side, "check_address", address, alternative)?);
            let note = Area::new(qr.0, area.bottom() - 5.6, side - 2.6, 6.0);
            let style = self.soft(6.5).lines(2, 6.0).align(Align::Centre);
            section.push(pen.write(Tag::P, note, style, &texts.check_note).0);
        }
        Ok(section)
    }

    fn heading(&self, pen: &mut Pen, area: Area, text: &str) -> (TagGroup, f32) {
        let (element, end) = pen.write(parts::heading(2, text), area, self.accent(9.0), text);
        pen.decorate(|pen| {
            let under = Area::new(area.left, end + 1.1, area.width, 0.4);
            pen.ground(under, self.template.colours.accent);
        });
        (element, end + 3.6)
    }

    fn person(&self, pen: &mut Pen, area: Area) -> Result<(TagGroup, SignaturePlace), ComposeError> {
        let Self { content, template } = self;
        let texts = &template.texts;
        let mut section = TagGroup::new(Tag::Section);
        let (element, top) = self.heading(pen, area, "DATA PENCARI KERJA");
        section.push(element);

        let mut rows = vec![
            Row::new("Nama lengkap", &*content.name),
            Row::new("Tempat, tanggal lahir", words::birth(content)),
            Row::new("Jenis kelamin", words::sex(content.sex)),
        ];
        if template.shows(Field::Marital) {
            rows.push(Row::new("Status perkawinan", words::marital(content.marital)));
        }
        if template.shows(Field::Religion) {
            rows.push(Row::new("Agama", words::religion(content.religion)));
        }
        rows.push(Row { lines: 3, ..Row::new("Alamat", &*content.address) });
        if let Some(phone) = content.phone.as_ref().filter(|_| template.shows(Field::Phone)) {
            rows.push(Row::new("Telepon", phone));
        }
        let foot = area.bottom() - 41.5;
        let sizes = RowSizes { size: 9.0, shrink_to: 7.5, label: 37.0, gap: 2.05 };
        let place = Area { height: foot - top - 1.0, ..area.below(top) };
        section.push(parts::rows(pen, place, &rows, &sizes, &template.colours).0);

        let left = Area::new(area.left, foot, 86.0, area.bottom() - foot);
        let place_and_day = words::joined(&[&texts.place, &words::day(content.issued)], ", ");
        let (element, end) = pen.write(Tag::P, left, self.style(8.5, Weight::Regular), &place_and_day);
        section.push(element);
        let (element, end) =
            pen.write(Tag::P, left.below(end + 1.5), self.style(8.5, Weight::Regular), &texts.officer_title);
        section.push(element);
        let rectangle = Area::new(left.left, end + 2.0, 66.0, 21.0);
        let (element, signature) = parts::signature(pen, rectangle, 0, HEIGHT, 7.5, content, template);
        section.push(element);
        let name = left.below(rectangle.bottom() + 2.4);
        let (element, end) =
            pen.write(Tag::P, name, self.style(9.5, Weight::Bold).lines(2, 7.5), &content.officer.name);
        section.push(element);
        if !content.officer.nip.is_empty() {
            let nip = format!("NIP {}", content.officer.nip);
            section.push(pen.write(Tag::P, left.below(end + 1.5), self.style(8.0, Weight::Regular), &nip).0);
        }

        if let Some(seal) = content.seal.as_ref().filter(|_| template.shows(Field::Seal)) {
            let side = 35.0;
            let at = (area.right() - side + 2.3, foot - 2.5);
            let alternative = "Kode QR: segel digital untuk memeriksa cetakan ini tanpa jaringan";
            section.push(parts::code(pen, at, side, "seal", seal, alternative)?);
            let note = Area::new(at.0 - 4.0, at.1 + side - 0.8, side + 1.7, 8.6);
            let style = self.soft(6.5).lines(3, 6.25).align(Align::Centre);
            section.push(pen.write(Tag::P, note, style, &texts.seal_note).0);
        }
        Ok((section, signature))
    }

    fn background(&self, pen: &mut Pen, area: Area) -> TagGroup {
        let Self { content, template } = self;
        let mut section = TagGroup::new(Tag::Section);
        let schools: Vec<Vec<String>> =
            content.education.iter().map(|row| words::school(row).into()).collect();
        let mut skills: Vec<Vec<String>> =
            content.skills.iter().map(|row| words::skill(row).into()).collect();
        if !content.languages.is_empty() {
            skills.push(vec!["Bahasa".into(), content.languages.join(", "), "–".into()]);
        }
        let work: Vec<Vec<String>> = match template.shows(Field::Work) {
            true => content.work.iter().map(|row| words::job(row).into()).collect(),
            false => Vec::new(),
        };
        let wish = Some(content.wish.trim()).filter(|wish| !wish.is_empty() && template.shows(Field::Wish));

        let tables = [
            ("PENDIDIKAN FORMAL", ["Jenjang", "Sekolah, jurusan", "Lulus"], [24.0, 87.0, 21.5], schools),
            ("KETERAMPILAN", ["Keterampilan", "Lembaga, sertifikat", "Tahun"], [50.0, 61.0, 21.5], skills),
            ("PENGALAMAN KERJA", ["Jabatan", "Perusahaan", "Tahun"], [50.0, 61.0, 21.5], work),
        ];
        let tables: Vec<_> = tables.into_iter().filter(|(.., rows)| !rows.is_empty()).collect();
        // What is left for rows, when heads, headings and the wish have theirs.
        let fixed = tables.len() as f32 * 12.2 + if wish.is_some() { 7.0 } else { 0.0 };
        let room = area.height - fixed;
        let counts: Vec<usize> = tables.iter().map(|(.., rows)| rows.len()).collect();
        let shown = shares(&counts, (room / ROW_MIN) as usize);
        let row_height = (room / shown.iter().sum::<usize>().max(1) as f32).min(5.2);
        let size = (row_height * 1.75).min(8.0);

        let mut top = area.top;
        for ((title, head, columns, rows), shown) in tables.iter().zip(shown) {
            let title = match rows.len() {
                all if all == shown => (*title).to_owned(),
                all => format!("{title} ({shown} dari {all}; semuanya tercatat di dinas)"),
            };
            let (element, end) = self.heading(pen, area.below(top), &title);
            section.push(element);
            let grid = Grid { head, columns, size, row_height };
            let (element, end) = grid.draw(pen, (area.left, end - 1.0), &rows[..shown], &template.colours);
            section.push(element);
            top = end + 3.4;
        }
        if let Some(wish) = wish {
            let row = Row { lines: 1, ..Row::new("Jabatan yang diinginkan", wish) };
            let sizes = RowSizes { size: 8.5, shrink_to: 6.0, label: 39.0, gap: 0.0 };
            section.push(parts::rows(pen, area.below(top), &[row], &sizes, &template.colours).0);
        }
        section
    }

    fn reports(&self, pen: &mut Pen, area: Area) -> TagGroup {
        let Self { content, template } = self;
        let (texts, colours) = (&template.texts, &template.colours);
        let mut section = TagGroup::new(Tag::Section);
        let (element, top) = self.heading(pen, area, "KETENTUAN");
        section.push(element);
        let rules = Area { height: 30.0, ..area.below(top) };
        let (element, end) = parts::numbered(pen, rules, &texts.rules, self.style(7.5, Weight::Regular));
        section.push(element);

        let (element, top) = self.heading(pen, area.below(end + 2.0), "LAPORAN");
        section.push(element);
        let rows: Vec<Vec<String>> = content
            .reports
            .iter()
            .enumerate()
            .map(|(n, day)| {
                vec![words::ordinal(n).into(), words::short_day(*day), String::new(), String::new()]
            })
            .collect();
        let row_height = (27.0 / rows.len().max(1) as f32).min(8.4);
        let grid = Grid {
            head: &["Laporan", "Paling lambat", "Tanggal melapor", "Nama dan tanda tangan petugas, NIP"],
            columns: &[19.0, 24.0, 30.0, 59.5],
            size: 8.5,
            row_height,
        };
        let (element, end) = grid.draw(pen, (area.left, top - 1.0), &rows, colours);
        section.push(element);

        let mut top = end + 5.0;
        for (label, width) in [("Diterima bekerja di", 24.0), ("Mulai tanggal", 24.0)] {
            let (element, end) = pen.write(Tag::P, area.below(top), self.soft(7.5), label);
            section.push(element);
            pen.decorate(|pen| {
                let from = (area.left + width + 2.0, end + 0.6);
                pen.line(from, (area.right(), end + 0.6), HAIR, colours.line);
            });
            top = end + 4.4;
        }
        if !texts.free.is_empty() {
            let style = self.accent(8.5).align(Align::Centre);
            let band = Area::new(area.left, area.bottom() - 5.0, area.width, 5.0);
            pen.decorate(|pen| pen.ground(band, colours.tint));
            section.push(pen.write(Tag::P, band.below(band.top + 1.5), style, &texts.free).0);
        }
        section
    }
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn short_lists_stand_whole_and_long_ones_share_what_is_left() {
        assert_eq!(shares(&[2, 3, 1], 10), [2, 3, 1]);
        assert_eq!(shares(&[10, 2, 10], 10), [4, 2, 4]);
        assert_eq!(shares(&[], 10), [] as [usize; 0]);
    }
}
