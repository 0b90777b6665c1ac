//! Builds the bytes of one job for one printer.
//!
//! Text becomes printable bytes of the printer's code page whatever it holds, lines are wrapped at words, codes and
//! pictures take the form the printer understands. The builder also counts the paper, because how long a job may take
//! follows from bytes and millimetres.

mod safe_points;

pub use safe_points::safe_points;

use crate::bitmap::Bitmap;
use crate::command::{Align, Command, LogoKey, QrLevel, RasterScale, Size};
use crate::layout;
use crate::profile::Profile;
use crate::qr::{self, QrError};

/// Dots from line to line: the printers' own default, 1/6 inch at 180 or 203 dots an inch.
pub const LINE_DOTS: u16 = 30;

/// Automatic status for online (2), error (4) and paper (8). The drawer is not ours.
pub(crate) const AUTO_STATUS: u8 = 0b1110;

/// A job being written.
#[derive(Debug, Clone)]
pub struct Job {
    profile: Profile,
    size: Size,
    bytes: Vec<u8>,
    dots: u32,
    tallest: u32,
}

/// A job ready to print.
#[derive(Debug, Clone, PartialEq)]
pub struct Printout {
    /// What the printer is sent.
    pub bytes: Vec<u8>,
    /// Paper that will move, the way to the cutter included.
    pub paper_mm: f32,
}

impl Job {
    /// An empty job. It begins by resetting the printer, so nothing of an earlier job shows.
    #[must_use]
    pub fn new(profile: &Profile) -> Self {
        let mut job =
            Self { profile: profile.clone(), size: Size::NORMAL, bytes: Vec::new(), dots: 0, tallest: 1 };
        job.push(&Command::Initialise);
        if profile.asb {
            // The reset just switched it off.
            job.push(&Command::AutoStatus(AUTO_STATUS));
        }
        job.push(&Command::CodePage(profile.code_page.table()));
        job
    }

    /// Characters that fit a line at the present size.
    #[must_use]
    pub fn columns(&self) -> usize {
        (self.profile.columns() / usize::from(self.size.width())).max(1)
    }

    /// Text as it stands, with no break at its end. `\n` ends a line; other control characters vanish.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for (i, part) in text.split('\n').enumerate() {
            if i > 0 {
                self.line_feed();
            }
            let bytes = self.profile.code_page.encode(part);
            if !bytes.is_empty() {
                self.tallest = self.tallest.max(u32::from(self.size.height()));
                self.push(&Command::Text(&bytes));
            }
        }
        self
    }

    /// Whole lines, wrapped at words.
    pub fn line(&mut self, text: &str) -> &mut Self {
        for paragraph in text.split('\n') {
            let shown = self.profile.code_page.printable(paragraph);
            for line in layout::wrap(&shown, self.columns()) {
                self.text(&line).line_feed();
            }
        }
        self
    }

    /// `left` and `right` at the two edges of a line.
    pub fn pair(&mut self, left: &str, right: &str) -> &mut Self {
        let page = self.profile.code_page;
        for line in layout::pair(&page.printable(left), &page.printable(right), self.columns()) {
            self.text(&line).line_feed();
        }
        self
    }

    /// A rule across the paper.
    pub fn rule(&mut self) -> &mut Self {
        let rule = "-".repeat(self.columns());
        self.text(&rule).line_feed()
    }

    /// Where the following lines stand.
    pub fn align(&mut self, align: Align) -> &mut Self {
        self.push(&Command::Align(align))
    }

    /// How large the following characters are.
    pub fn size(&mut self, size: Size) -> &mut Self {
        self.size = size;
        self.push(&Command::Size(size))
    }

    /// Whether the following characters are bold.
    pub fn bold(&mut self, on: bool) -> &mut Self {
        self.push(&Command::Bold(on))
    }

    /// A QR code (level M) with the white it needs above and below. Six dots a module (0.75 mm) read well.
    ///
    /// # Errors
    /// [`QrError`]: nothing was added to the job.
    pub fn qr(&mut self, content: &str, module_dots: u8) -> Result<&mut Self, QrError> {
        let module_dots = module_dots.clamp(1, 16);
        let level = QrLevel::M;
        let modules = qr::modules(content, level)?;
        let quiet = qr::QUIET_MODULES * u16::from(module_dots);
        let height = modules.height() * u16::from(module_dots);
        let width = height + 2 * quiet;
        if width > self.profile.width_dots {
            return Err(QrError::TooWide { needs: width, has: self.profile.width_dots });
        }
        // Neither form brings the white above and below.
        let quiet_lines = u8::try_from(quiet.div_ceil(LINE_DOTS)).unwrap_or(u8::MAX);
        self.feed(quiet_lines);
        if self.profile.native_qr {
            self.push(&Command::Qr { data: content.as_bytes(), module_dots, level });
            self.dots += u32::from(height);
        } else if module_dots.is_multiple_of(2) {
            let half = qr::enlarge(&modules, module_dots / 2, qr::Quiet::SIDES);
            self.raster(&half, RasterScale::Double);
        } else {
            self.raster(&qr::enlarge(&modules, module_dots, qr::Quiet::SIDES), RasterScale::Single);
        }
        self.feed(quiet_lines);
        Ok(self)
    }

    /// A picture. What is wider than the paper is cut off by the printer.
    pub fn picture(&mut self, picture: &Bitmap) -> &mut Self {
        self.raster(picture, RasterScale::Single);
        self
    }

    /// The picture stored in the printer under `key`, or on printers without such memory `otherwise`, if given.
    pub fn logo(&mut self, key: LogoKey, otherwise: Option<&Bitmap>) -> &mut Self {
        if self.profile.nv_logo {
            self.push(&Command::PrintLogo(key));
            // Its height is not known here; without a picture to measure, 12 mm.
            self.dots += otherwise.map_or(self.profile.dots(12.0), |logo| u32::from(logo.height()));
        } else if let Some(logo) = otherwise {
            self.picture(logo);
        }
        self
    }

    /// Empty lines.
    pub fn feed(&mut self, lines: u8) -> &mut Self {
        self.dots += u32::from(lines) * u32::from(LINE_DOTS);
        self.push(&Command::Feed(lines))
    }

    /// Ends a paper: cuts it, or without a cutter moves it past the tear bar.
    pub fn cut(&mut self) -> &mut Self {
        let to_cutter = self.profile.dots(self.profile.head_to_cutter_mm);
        if self.profile.cutter {
            self.dots += to_cutter;
            self.push(&Command::Cut { extra_dots: 0 })
        } else {
            let lines = to_cutter.div_ceil(u32::from(LINE_DOTS));
            self.feed(u8::try_from(lines).unwrap_or(u8::MAX))
        }
    }

    /// The job's bytes and paper.
    #[must_use]
    pub fn finish(self) -> Printout {
        Printout { paper_mm: self.profile.mm(self.dots), bytes: self.bytes }
    }

    fn line_feed(&mut self) -> &mut Self {
        self.dots += u32::from(LINE_DOTS).max(self.tallest * 24);
        self.tallest = 1;
        self.push(&Command::LineFeed)
    }

    fn raster(&mut self, picture: &Bitmap, scale: RasterScale) {
        for band in picture.bands(self.profile.band_dots) {
            self.push(&Command::Raster { picture: &band, scale });
        }
        self.dots += u32::from(picture.height())
            * match scale {
                RasterScale::Single => 1,
                RasterScale::Double => 2,
            };
    }

    fn push(&mut self, command: &Command<'_>) -> &mut Self {
        command.write_to(&mut self.bytes);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket(profile: &str) -> Printout {
        let mut job = Job::new(&Profile::named(profile).unwrap());
        job.align(Align::Centre).logo(LogoKey::FIRST, None).bold(true).line("DINAS TENAGA KERJA").bold(false);
        job.size(Size::times(4, 4)).line("A-0042").size(Size::NORMAL);
        job.qr("https://kios.disnaker.go.id/t/A-0042?d=20261121&s=MEUCIQDx7o0t5cYx", 6).unwrap();
        job.line("Menunggu: 7 orang, perkiraan 21 menit").cut();
        job.finish()
    }

    #[test]
    fn a_ticket_is_small_where_the_printer_draws_the_code() {
        assert!(ticket("epson-tm-t82").bytes.len() < 365);
        assert!(ticket("clone-80mm").bytes.len() < 3000);
        let mm = ticket("epson-tm-t82").paper_mm;
        assert!((70.0..110.0).contains(&mm), "{mm} mm");
    }

    #[test]
    fn text_cannot_smuggle_a_command() {
        let mut job = Job::new(&Profile::named("clone-80mm").unwrap());
        let empty = job.clone().finish().bytes.len();
        job.text("a\u{1b}p\u{0}\u{10}\u{14}\u{1}b");
        assert_eq!(&job.finish().bytes[empty..], b"apb");
    }

    #[test]
    fn a_code_wider_than_the_paper_is_refused_and_adds_nothing() {
        let mut job = Job::new(&Profile::named("clone-58mm").unwrap());
        let before = job.clone().finish();
        assert_eq!(job.qr("HTTPS://HOST/V/ABC", 16).unwrap_err(), QrError::TooWide { needs: 464, has: 384 });
        assert_eq!(job.finish(), before);
    }
}
