//! From content and template to a PDF.
//!
//! Everything is laid out in millimetres from the top left of a page. Text that is too long for its place shrinks,
//! then wraps, then shrinks on ([`text::fit`]); nothing is cut and nothing leaves its box.

mod a4;
mod code;
mod cr80;
mod parts;
mod pen;
mod picture;
mod report;
mod text;
mod words;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use krilla::Document;
use krilla::SerializeSettings;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::metadata::{DateTime, Metadata};
use krilla::tagging::TagTree;

pub use report::{ReportCell, ReportPaper, ReportTable, report};

use crate::content::CardContent;
use crate::template::{Paper, Template};

/// A composed card, not signed yet.
#[derive(Clone, PartialEq, Debug)]
pub struct Pdf {
    /// The file: PDF/A-1a.
    pub bytes: Vec<u8>,
    /// The rectangle kept free for the signature.
    pub signature: SignaturePlace,
}

/// A rectangle on a page, as PDF has it: points, from the bottom left.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct SignaturePlace {
    /// The page, from 0.
    pub page: usize,
    /// Left, bottom, right, top.
    pub rect: [f32; 4],
}

/// Why there is no card. Names the field, never what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// The fonts lack a character; a card with a hole in a name is none.
    #[error("`{field}` has the character U+{:04X}, which the card's fonts lack: write it otherwise", *character as u32)]
    Unprintable {
        /// Which field.
        field: &'static str,
        /// Which character.
        character: char,
    },
    /// It is no picture, or one that would take too long to make smaller.
    #[error(
        "`{0}` is no JPEG (photo, crest) or PNG (crest) of at most 2,000 pixels a side that can be read: supply it again"
    )]
    Picture(&'static str),
    /// A code would need more modules than can be read from its place.
    #[error(
        "`{field}` has {bytes} bytes, more than can be read from its code's place: use a shorter public host name"
    )]
    CodeTooLong {
        /// Which field.
        field: &'static str,
        /// How long it is.
        bytes: usize,
    },
    /// More reports than the table holds.
    #[error("{0} reports do not fit on a card: lengthen `report_months` or shorten `valid_months`")]
    TooManyReports(usize),
    /// The PDF library refuses what was drawn. A defect of this program.
    #[error("the document is not PDF/A-1a: {0}")]
    NotArchival(String),
}

const REPORTS_MAX: usize = 5;

/// Composes a card. The same input makes the same bytes.
///
/// # Errors
/// See [`ComposeError`]; each is for an officer to mend, but the last.
pub fn compose(content: &CardContent, template: &Template) -> Result<Pdf, ComposeError> {
    check(content, template)?;
    let mut document = archival();
    let mut tags = TagTree::new().with_lang(Some("id-ID".into()));
    let signature = match template.paper {
        Paper::A4Panels => a4::draw(&mut document, &mut tags, content, template)?,
        Paper::Cr80 => cr80::draw(&mut document, &mut tags, content, template)?,
    };
    document.set_tag_tree(tags);
    document.set_metadata(metadata(content, template));
    let bytes = document.finish().map_err(|error| ComposeError::NotArchival(error.to_string()))?;
    Ok(Pdf { bytes, signature })
}

/// What must hold before a line is drawn.
fn check(content: &CardContent, template: &Template) -> Result<(), ComposeError> {
    if content.reports.len() > REPORTS_MAX {
        return Err(ComposeError::TooManyReports(content.reports.len()));
    }
    for (field, value) in content.texts().chain(template.texts.all()) {
        if let Some(character) = text::lacking(value) {
            return Err(ComposeError::Unprintable { field, character });
        }
    }
    Ok(())
}

impl CardContent {
    /// Every text that somebody typed, with the name of its field.
    fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let schools = self.education.iter().flat_map(|row| [&row.major, &row.school]);
        let skills = self.skills.iter().flat_map(|row| [&row.name, &row.place]);
        let work = self.work.iter().flat_map(|row| [&row.employer, &row.position]);
        [
            ("name", &self.name),
            ("birth_place", &self.birth_place),
            ("address", &self.address),
            ("wish", &self.wish),
            ("officer.name", &self.officer.name),
            ("officer.nip", &self.officer.nip),
        ]
        .into_iter()
        .chain(self.phone.iter().map(|phone| ("phone", phone)))
        .chain(schools.map(|text| ("education", text)))
        .chain(skills.map(|text| ("skills", text)))
        .chain(self.languages.iter().map(|text| ("languages", text)))
        .chain(work.map(|text| ("work", text)))
        .map(|(field, text)| (field, text.as_str()))
    }
}

impl crate::template::Texts {
    fn all(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            &self.government,
            &self.office,
            &self.office_address,
            &self.form,
            &self.title,
            &self.place,
            &self.officer_title,
            &self.signature_note,
            &self.check_note,
            &self.seal_note,
            &self.rules_short,
            &self.free,
        ]
        .into_iter()
        .chain(&self.rules)
        .map(|text| ("template.texts", text.as_str()))
    }
}

/// No holder in it: metadata are read by machines that look for names.
fn metadata(content: &CardContent, template: &Template) -> Metadata {
    Metadata::new()
        .title(words::title(&template.texts))
        .authors(vec![template.texts.office.clone()])
        .creator("Anjungan".into())
        .language("id-ID".into())
        .creation_date(date_time(content.at))
}

/// A moment as a document's metadata have it.
fn date_time(at: Timestamp) -> DateTime {
    let at = at.to_zoned(TimeZone::UTC).datetime();
    DateTime::new(at.year().unsigned_abs())
        .month(at.month().unsigned_abs())
        .day(at.day().unsigned_abs())
        .hour(at.hour().unsigned_abs())
        .minute(at.minute().unsigned_abs())
        .second(at.second().unsigned_abs())
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

/// A document that refuses what an archive would.
fn archival() -> Document {
    Document::new_with(SerializeSettings {
        configuration: ConfigurationBuilder::new()
            .with_archival_validator(Archival::A1_A)
            .finish()
            .expect("one validator agrees with itself"),
        ..SerializeSettings::default()
    })
}
