//! What central's desk writes for every kiosk, read back whole: it is little, and each kiosk decides by its own clock
//! and place what of it is shown. The pictures that slides name are fetched ahead, before any card.

use anjungan_wire::content::{Content, Item, SlideFace, Where};
use anjungan_wire::limits::ROW_BODY_BYTES_MAX;
use anjungan_wire::status::Blob;
use anjungan_wire::vacancy::Vacancy;
use jiff::Timestamp;
use rusqlite::Connection;

use super::reader::{ReadError, Reader};
use super::replica::{ApplyError, Catalogue};
use super::sort::{DEPTH_MAX, depth, parse};

/// Rows looked at, at most; the newest. An office has a few dozen.
const ROWS_MAX: usize = 2_000;
/// Employers looked at, at most; the newest. An older one beyond is not listed and its vacancies have no "Tentang
/// perusahaan"; they are found all the same.
const EMPLOYERS_MAX: usize = 2_000;
/// Pictures fetched for one kiosk, at most.
const PICTURES_MAX: usize = 32;
/// Bytes of one, at most: central writes none that is half as large.
const PICTURE_BYTES_MAX: u64 = 4 * 1024 * 1024;

impl Reader {
    /// Everything that central's desk published for kiosks, this one or others, now or later, with the ids of the rows.
    /// What this program can't read is passed over here and counted in [`Reader::unreadable_rows`].
    pub fn published(&self) -> Result<Vec<(String, Content)>, ReadError> {
        let mut found = rows(&self.db)?;
        found.extend(employers(&self.db)?);
        Ok(found)
    }

    /// One of them but an employer, shown or not yet.
    pub fn published_row(&self, id: &str) -> Result<Option<Content>, ReadError> {
        Ok(rows(&self.db)?.into_iter().find(|(row, _)| row == id).map(|(_, content)| content))
    }
}

impl Catalogue {
    /// Pictures that slides name which a kiosk at `place` shows now or later, in the slides' order.
    pub fn pictures(&self, now: Timestamp, place: &Where<'_>) -> Result<Vec<Blob>, ApplyError> {
        let mut slides: Vec<_> = rows(&self.db)?
            .into_iter()
            .filter(|(_, content)| !content.period.is_over(now) && content.target.includes(place))
            .filter_map(|(id, content)| {
                let Item::Slide(slide) = content.item else { return None };
                Some((std::cmp::Reverse(slide.priority), id, slide.face))
            })
            .collect();
        slides.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        let media = slides.into_iter().flat_map(|(_, _, face)| match face {
            SlideFace::Image { image } => std::iter::once(image.id).chain(image.en).collect(),
            SlideFace::Text { .. } => Vec::new(),
        });
        let mut pictures: Vec<Blob> = Vec::new();
        for media in media.filter(|media| (1..=PICTURE_BYTES_MAX).contains(&media.size)).take(PICTURES_MAX) {
            if !pictures.iter().any(|known| known.sha256 == media.sha256.0) {
                pictures.push(Blob { sha256: media.sha256.0, size: media.size });
            }
        }
        Ok(pictures)
    }
}

fn rows(db: &Connection) -> rusqlite::Result<Vec<(String, Content)>> {
    let sql = "SELECT id, body FROM row JOIN shelf ON shelf.no = row.shelf WHERE shown AND readable
        AND scope IN ('announcements', 'texts', 'trainings', 'fairs') ORDER BY seq DESC LIMIT ?";
    read(db, sql, ROWS_MAX)
}

/// Of a province there may be thousands, so that they don't share the limit of what an office writes itself.
fn employers(db: &Connection) -> rusqlite::Result<Vec<(String, Content)>> {
    let sql = "SELECT id, body FROM row JOIN shelf ON shelf.no = row.shelf WHERE shown AND readable
        AND scope >= 'employers@' AND scope < 'employersA' ORDER BY seq DESC LIMIT ?";
    read(db, sql, EMPLOYERS_MAX)
}

fn read(db: &Connection, sql: &str, most: usize) -> rusqlite::Result<Vec<(String, Content)>> {
    let mut statement = db.prepare_cached(sql)?;
    let listed = statement.query_map([most as i64], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let mut rows = Vec::new();
    for row in listed {
        let (id, body) = row?;
        rows.extend(parse::<Content>(&body).map(|content| (id, content)));
    }
    Ok(rows)
}

/// A body as a kiosk reads it; why it does not.
pub fn read_content(body: &str) -> Result<Content, String> {
    read_row(body)
}

/// The same of a vacancy.
pub fn read_vacancy(body: &str) -> Result<Vacancy, String> {
    read_row(body)
}

fn read_row<T: serde::de::DeserializeOwned>(body: &str) -> Result<T, String> {
    if body.len() > ROW_BODY_BYTES_MAX || depth(body.as_bytes()) > DEPTH_MAX {
        return Err(format!("it is larger than {ROW_BODY_BYTES_MAX} bytes, or nested too deep"));
    }
    serde_json::from_str(body).map_err(|error| error.to_string())
}
