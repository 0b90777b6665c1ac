//! The incremental update that holds a signature (ISO 32000-1 §7.5.6, §12.8).
//!
//! It reads no PDF but what [`crate::compose`] writes: a cross-reference table, dictionaries in one line. Anything
//! else is refused, not guessed at.

use jiff::Timestamp;

use super::SignError;
use crate::compose::Pdf;

/// A file with a hole for the signature.
pub(super) struct Update {
    pub(super) bytes: Vec<u8>,
    /// Where `<` stands, and where the byte after `>` does.
    hole: (usize, usize),
}

/// Appends the signature's field, its frame and its dictionary, whose hole takes `room` bytes.
pub(super) fn append(pdf: &Pdf, name: &str, room: usize, at: Timestamp) -> Result<Update, SignError> {
    let base = Base::read(&pdf.bytes)?;
    let catalog = base.object(base.root)?;
    let pages = base.object(reference(catalog, "/Pages ").ok_or(NOT_OURS)?)?;
    let page_id = base.page(pages, pdf.signature.page)?;
    let page = base.object(page_id)?;
    if page.contains("/Annots") || catalog.contains("/AcroForm") {
        return Err(SignError::Document("it has a form or notes already"));
    }
    let (signature, field, frame) = (base.size, base.size + 1, base.size + 2);
    let [left, bottom, right, top] = pdf.signature.rect;
    let (width, height) = (right - left, top - bottom);

    let mut bytes = pdf.bytes.clone();
    let mut offsets = Vec::new();
    let mut put = |bytes: &mut Vec<u8>, id: usize, body: &str| {
        bytes.push(b'\n');
        offsets.push((id, bytes.len()));
        bytes.extend_from_slice(format!("{id} 0 obj\n{body}\nendobj").as_bytes());
    };
    let in_catalog = format!("<</AcroForm<</Fields[{field} 0 R]/SigFlags 3>>");
    put(&mut bytes, base.root, &catalog.replacen("<<", &in_catalog, 1));
    put(&mut bytes, page_id, &page.replacen("<<", &format!("<</Annots[{field} 0 R]"), 1));
    // Shown on the screen and printed (flag 4), with an appearance of its own: PDF/A asks for both.
    put(
        &mut bytes,
        field,
        &format!(
            "<</Type/Annot/Subtype/Widget/FT/Sig/T(segel)/TU{}/V {signature} 0 R/F 132/P {page_id} 0 R\
             /Rect[{left:.3} {bottom:.3} {right:.3} {top:.3}]/AP<</N {frame} 0 R>>>>",
            text("Tanda tangan elektronik"),
        ),
    );
    let drawn = drawing(width, height);
    put(
        &mut bytes,
        frame,
        &format!(
            "<</Type/XObject/Subtype/Form/BBox[0 0 {width:.3} {height:.3}]/Resources<<>>/Length {}>>\nstream\n{drawn}\nendstream",
            drawn.len(),
        ),
    );
    let day = at.strftime("D:%Y%m%d%H%M%S");
    let head = format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Name{}/M({day}Z)",
        text(name),
    );
    let ranges = "/ByteRange[0 0000000000 0000000000 0000000000]";
    let hole = format!("<{}>", "0".repeat(room * 2));
    put(&mut bytes, signature, &format!("{head}{ranges}/Contents{hole}>>"));
    let at_signature = offsets.last().map(|(_, at)| *at).ok_or(NOT_OURS)?;
    let open = at_signature + format!("{signature} 0 obj\n{head}{ranges}/Contents").len();
    let hole = (open, open + hole.len());

    let xref = bytes.len() + 1;
    offsets.sort_unstable();
    let mut table = "\nxref\n".to_owned();
    for (id, at) in &offsets {
        table.push_str(&format!("{id} 1\n{at:010} 00000 n\r\n"));
    }
    let size = base.size + 3;
    let trailer = base.trailer.replacen(
        &format!("/Size {}", base.size),
        &format!("/Size {size}/Prev {}", base.xref),
        1,
    );
    table.push_str(&format!("trailer\n{trailer}\nstartxref\n{xref}\n%%EOF\n"));
    bytes.extend_from_slice(table.as_bytes());

    let ranges_at = open - "/Contents".len() - ranges.len();
    let filled = format!("/ByteRange[0 {:010} {:010} {:010}]", hole.0, hole.1, bytes.len() - hole.1);
    bytes[ranges_at..ranges_at + ranges.len()].copy_from_slice(filled.as_bytes());
    Ok(Update { bytes, hole })
}

impl Update {
    pub(super) fn before(&self) -> &[u8] {
        &self.bytes[..self.hole.0]
    }

    pub(super) fn after(&self) -> &[u8] {
        &self.bytes[self.hole.1..]
    }

    /// Puts the signature into the hole.
    pub(super) fn fill(&mut self, signature: &[u8]) -> Result<(), SignError> {
        let digits = hex(signature);
        let room = &mut self.bytes[self.hole.0 + 1..self.hole.1 - 1];
        let part = room
            .get_mut(..digits.len())
            .ok_or(SignError::Document("the signature is longer than its room"))?;
        part.copy_from_slice(digits.as_bytes());
        Ok(())
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("writing to memory does not fail");
        digits
    })
}

const NOT_OURS: SignError = SignError::Document("it was not composed here");

/// What the update builds on.
struct Base<'a> {
    bytes: &'a [u8],
    xref: usize,
    trailer: &'a str,
    size: usize,
    root: usize,
}

impl<'a> Base<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, SignError> {
        let at = last(bytes, b"startxref").ok_or(NOT_OURS)?;
        let end = std::str::from_utf8(&bytes[at..]).map_err(|_| NOT_OURS)?;
        let xref = end.lines().nth(1).and_then(|line| line.trim().parse::<usize>().ok()).ok_or(NOT_OURS)?;
        let table = bytes.get(xref..at).and_then(|table| std::str::from_utf8(table).ok()).ok_or(NOT_OURS)?;
        let (_, trailer) = table.split_once("trailer").ok_or(NOT_OURS)?;
        let trailer = trailer.trim();
        let root = reference(trailer, "/Root ").ok_or(NOT_OURS)?;
        let size = number(trailer, "/Size ").ok_or(NOT_OURS)?;
        if !table.starts_with(&format!("xref\n0 {size}\n")) || trailer.contains("/Prev") {
            return Err(NOT_OURS);
        }
        Ok(Self { bytes, xref, trailer, size, root })
    }

    /// The dictionary of an object.
    fn object(&self, id: usize) -> Result<&'a str, SignError> {
        // Entries of the table have 20 bytes each.
        let entry = self.xref + format!("xref\n0 {}\n", self.size).len() + id * 20;
        let offset = self.bytes.get(entry..entry + 10).and_then(|digits| std::str::from_utf8(digits).ok());
        let offset = offset.and_then(|digits| digits.parse::<usize>().ok()).ok_or(NOT_OURS)?;
        let rest = self.bytes.get(offset..).ok_or(NOT_OURS)?;
        let end = memchr::memmem::find(rest, b"endobj").ok_or(NOT_OURS)?;
        let body = std::str::from_utf8(&rest[..end]).map_err(|_| NOT_OURS)?;
        body.strip_prefix(&format!("{id} 0 obj\n")).map(str::trim_end).ok_or(NOT_OURS)
    }

    fn page(&self, pages: &str, page: usize) -> Result<usize, SignError> {
        let (_, kids) = pages.split_once("/Kids[").ok_or(NOT_OURS)?;
        let (kids, _) = kids.split_once(']').ok_or(NOT_OURS)?;
        let kid = kids.split(" 0 R").nth(page).and_then(|id| id.trim().parse().ok());
        kid.ok_or(NOT_OURS)
    }
}

fn last(bytes: &[u8], word: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(bytes, word)
}

fn number(dictionary: &str, key: &str) -> Option<usize> {
    let (_, rest) = dictionary.split_once(key)?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn reference(dictionary: &str, key: &str) -> Option<usize> {
    number(dictionary, key)
}

/// A PDF text string, UTF-16 in hexadecimal: no character needs escaping.
fn text(text: &str) -> String {
    let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("<FEFF{units}>")
}

/// A frame with a heavy left edge, in black and thin: the words are in the page itself, with its fonts.
fn drawing(width: f32, height: f32) -> String {
    format!(
        "q 0.3 G 0.6 w 0.3 0.3 {:.3} {:.3} re S 0.09 0.216 0.369 rg 0 0 2.4 {height:.3} re f Q",
        width - 0.6,
        height - 0.6,
    )
}
