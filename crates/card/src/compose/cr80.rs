//! An identity card's size (ISO/IEC 7810 ID-1), both sides as two pages: a convenience, never the form itself.

use krilla::Document;
use krilla::page::PageSettings;
use krilla::tagging::{Tag, TagGroup, TagTree};

use super::parts::{self, Row, RowSizes};
use super::pen::{Align, Area, Pen, Style, pt};
use super::text::Weight;
use super::{ComposeError, SignaturePlace, words};
use crate::content::CardContent;
use crate::template::{Colour, Field, Template};

const WIDTH: f32 = 85.6;
const HEIGHT: f32 = 53.98;
/// Card printers lose up to 2 mm at an edge.
const MARGIN: f32 = 3.5;

pub(super) fn draw(
    document: &mut Document,
    tags: &mut TagTree,
    content: &CardContent,
    template: &Template,
) -> Result<SignaturePlace, ComposeError> {
    let size = || PageSettings::from_wh(pt(WIDTH), pt(HEIGHT)).expect("a card has a size");
    let area = Area::new(MARGIN, MARGIN, WIDTH - 2.0 * MARGIN, HEIGHT - 2.0 * MARGIN);
    let mut page = document.start_page_with(size());
    tags.push(front(&mut Pen::new(page.surface()), area, content, template)?);
    page.finish();
    let mut page = document.start_page_with(size());
    let (section, place) = back(&mut Pen::new(page.surface()), area, content, template)?;
    tags.push(section);
    page.finish();
    Ok(place)
}

fn front(
    pen: &mut Pen,
    area: Area,
    content: &CardContent,
    template: &Template,
) -> Result<TagGroup, ComposeError> {
    let (texts, colours) = (&template.texts, &template.colours);
    let mut section = TagGroup::new(Tag::Section);
    let band = Area::new(0.0, 0.0, WIDTH, 12.6);
    pen.decorate(|pen| {
        pen.ground(band, colours.accent);
        pen.ground(Area::new(0.0, band.bottom(), WIDTH, 0.8), colours.stripe);
    });
    let white = |size: f32, weight: Weight| Style::new(size, weight, Colour([255; 3]));
    let mut left = area.left;
    if let Some(crest) = parts::crest(pen, Area::new(left, 2.3, 8.6, 8.6), colours.accent, template)? {
        section.push(crest);
        left += 10.4;
    }
    let mark = Area::new(area.right() - 14.0, 4.0, 14.0, 6.0);
    let head = Area::new(left, 3.4, mark.left - 2.0 - left, 9.0);
    let mut top = if texts.government.is_empty() { head.top + 1.6 } else { head.top };
    for (text, style) in
        [(&texts.government, white(5.5, Weight::Regular)), (&texts.office, white(7.5, Weight::Bold))]
    {
        if !text.is_empty() {
            let (element, end) = pen.write(Tag::P, head.below(top), style, text);
            section.push(element);
            top = end + 1.5;
        }
    }
    section.push(
        pen.write(Tag::P, mark.below(4.2), white(13.0, Weight::Bold).align(Align::Right), &texts.form).0,
    );

    let title = Area::new(area.left, band.bottom() + 2.8, area.width, 3.0);
    let style = Style::new(7.0, Weight::Bold, colours.ink);
    section.push(pen.write(parts::heading(1, &texts.title), title, style, &texts.title).0);

    let photo = Area::new(area.left, area.bottom() - 29.3, 22.0, 29.3);
    section.push(parts::photo(pen, photo, content, colours)?);
    let rows = [
        Row { lines: 1, ..Row::new("Nomor", content.number.as_str()) },
        Row { lines: 1, ..Row::new("NIK", words::grouped(content.nik.digits())) },
        Row::new("Nama", &*content.name),
        Row::new("Lahir", words::birth(content)),
        Row { lines: 1, ..Row::new("Kelamin", words::sex(content.sex)) },
        Row { lines: 1, ..Row::new("Berlaku s.d.", words::day(content.valid_until)) },
    ];
    let beside =
        Area::new(photo.right() + 2.6, photo.top + 0.4, area.right() - photo.right() - 2.6, photo.height);
    let sizes = RowSizes { size: 7.25, shrink_to: 6.0, label: 14.0, gap: 2.1 };
    section.push(parts::rows(pen, beside, &rows, &sizes, colours).0);
    Ok(section)
}

fn back(
    pen: &mut Pen,
    area: Area,
    content: &CardContent,
    template: &Template,
) -> Result<(TagGroup, SignaturePlace), ComposeError> {
    let (texts, colours) = (&template.texts, &template.colours);
    let ink = |size: f32, weight: Weight| Style::new(size, weight, colours.ink);
    let soft = |size: f32| Style::new(size, Weight::Regular, colours.soft);
    let mut section = TagGroup::new(Tag::Section);

    // The code itself is 18 mm and more; 16 mm is what a blurred print needs.
    let side = 24.0;
    let qr = (area.right() - side + 2.3, MARGIN - 2.3);
    let beside = Area::new(area.left, area.top, qr.0 - area.left - 0.5, 22.0);
    let mut rows = vec![Row { lines: 3, ..Row::new("Alamat", &*content.address) }];
    if let Some(school) = content.education.first() {
        let [level, place, year] = words::school(school);
        let year = if year == "–" { String::new() } else { year };
        rows.push(Row::new("Pendidikan", words::joined(&[&level, &place, &year], ", ")));
    }
    if !content.skills.is_empty() {
        rows.push(Row::new("Terampil", first_skills(content)));
    }
    if template.shows(Field::Religion) {
        rows.push(Row { lines: 1, ..Row::new("Agama", words::religion(content.religion)) });
    }
    if template.shows(Field::Marital) {
        rows.push(Row { lines: 1, ..Row::new("Status", words::marital(content.marital)) });
    }
    let sizes = RowSizes { size: 6.25, shrink_to: 5.5, label: 13.0, gap: 1.35 };
    section.push(parts::rows(pen, beside, &rows, &sizes, colours).0);

    let address = &content.check_address;
    if !address.is_empty() {
        let alternative = "Kode QR: alamat untuk memeriksa kartu ini";
        section.push(parts::code(pen, qr, side, "check_address", address, alternative)?);
        let note = Area::new(qr.0 + 1.0, qr.1 + side - 1.0, side - 3.3, 5.5);
        let style = soft(5.0).lines(2, 4.75).align(Align::Centre);
        section.push(pen.write(Tag::P, note, style, &texts.check_note).0);
    }

    let top = area.top + 25.2;
    let days: Vec<String> = content.reports.iter().map(|day| words::short_day(*day)).collect();
    if !days.is_empty() {
        let reports = Row { lines: 1, ..Row::new("Lapor", days.join(" · ")) };
        let place = Area::new(area.left, top - 2.7, beside.width, 2.5);
        section.push(parts::rows(pen, place, &[reports], &sizes, colours).0);
    }

    let rectangle = Area::new(area.left, top + 1.0, 44.0, 13.6);
    let (element, place) = parts::signature(pen, rectangle, 1, HEIGHT, 5.25, content, template);
    section.push(element);
    let officer = Area::new(rectangle.right() + 2.0, top + 4.0, area.right() - rectangle.right() - 2.0, 11.0);
    let place_and_day = words::joined(&[&texts.place, &words::day(content.issued)], ", ");
    let mut end = officer.top;
    for (text, style) in [
        (&place_and_day, ink(5.5, Weight::Regular)),
        (&texts.officer_title, ink(5.5, Weight::Regular)),
        (&content.officer.name, ink(6.5, Weight::Bold).lines(2, 5.5)),
        (&content.officer.nip, ink(5.5, Weight::Regular)),
    ] {
        if !text.is_empty() {
            let (element, bottom) = pen.write(Tag::P, officer.below(end), style, text);
            section.push(element);
            end = bottom + 1.2;
        }
    }

    let foot = Area::new(0.0, HEIGHT - 8.2, WIDTH, 8.2);
    pen.decorate(|pen| pen.ground(foot, colours.tint));
    let line = Area::new(area.left, foot.top + 1.6, area.width, 2.4);
    let (element, end) = pen.write(Tag::P, line, soft(5.5), &texts.rules_short);
    section.push(element);
    let style = Style::new(5.5, Weight::Bold, colours.accent);
    section.push(
        pen.write(Tag::P, foot.below(end + 1.3), Style { ..style }.align(Align::Centre), &texts.free).0,
    );
    Ok((section, place))
}

/// As many skills as can still be read here, and at least one.
fn first_skills(content: &CardContent) -> String {
    const CHARACTERS_MAX: usize = 80;
    let mut shown = String::new();
    for skill in &content.skills {
        let longer = words::joined(&[&shown, &skill.name], ", ");
        if !shown.is_empty() && longer.chars().count() > CHARACTERS_MAX {
            break;
        }
        shown = longer;
    }
    shown
}
