//! Where the virtual printer's papers go: a folder, and a small window beside the kiosk's.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use anjungan_printer::bitmap::Bitmap;
use anjungan_printer::command::LogoKey;
use anjungan_printer::virtual_printer::{Paper, PaperListener};
use anjungan_ui::PaperWindow;
use anyhow::Context;
use slint::{ComponentHandle, Image, LogicalPosition, LogicalSize, Rgb8Pixel, SharedPixelBuffer, Weak};

/// A window higher than this may leave the screen; the rest of the paper is dragged into view.
const WINDOW_HEIGHT_MAX: f32 = 1000.0;
/// Over the right edge of the kiosk's window, which is 1080 wide: inside the smallest display that shows the kiosk,
/// not in the corner where both would open without a window manager, and below the clock that opens service mode.
const WINDOW_AT: LogicalPosition = LogicalPosition { x: 620.0, y: 110.0 };

/// The papers so far.
#[derive(Clone)]
pub struct Tray {
    folder: PathBuf,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    papers: Mutex<Vec<Paper>>,
    window: Mutex<Option<Weak<PaperWindow>>>,
}

impl Tray {
    /// A tray that keeps papers in `folder`, which is made.
    pub fn new(folder: PathBuf) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&folder).with_context(|| format!("{} can't be made", folder.display()))?;
        Ok(Self { folder, shared: Arc::default() })
    }

    /// What the printer calls with each paper.
    pub fn listener(&self) -> PaperListener {
        let (folder, shared) = (self.folder.clone(), Arc::clone(&self.shared));
        Box::new(move |paper| {
            match paper.save(&folder) {
                Ok(file) => tracing::info!(file = %file.display(), "a paper came out"),
                Err(error) => tracing::error!(%error, "a paper can't be written to {}", folder.display()),
            }
            let picture = pixels(&paper);
            lock(&shared.papers).push(paper);
            if let Some(window) = lock(&shared.window).as_ref() {
                // A window that was closed has no use for paper.
                let _ = window.upgrade_in_event_loop(move |window| {
                    window.set_paper(Image::from_rgb8(picture));
                    let height = window.get_best_height().min(WINDOW_HEIGHT_MAX);
                    window.window().set_size(LogicalSize::new(window.get_best_width(), height));
                    if !window.window().is_visible() {
                        window.window().set_position(WINDOW_AT);
                    }
                    let _ = window.show();
                });
            }
        })
    }

    /// A window that shows itself again with each paper, for as long as it is kept.
    pub fn window(&self) -> anyhow::Result<PaperWindow> {
        let window = PaperWindow::new().context("the paper's window can't be made")?;
        window.window().set_position(WINDOW_AT);
        *lock(&self.shared.window) = Some(window.as_weak());
        Ok(window)
    }

    /// How many papers came out.
    pub fn count(&self) -> usize {
        lock(&self.shared.papers).len()
    }

    /// What the last paper says.
    pub fn last_text(&self) -> Option<String> {
        lock(&self.shared.papers).last().map(|paper| paper.text.clone())
    }
}

/// The logo that a technician would store in the printer.
pub fn logo() -> (LogoKey, Bitmap) {
    const LOGO: &[u8] = include_bytes!("../../assets/ticket-logo.png");
    let bitmap = decode(LOGO).expect("the logo is compiled in, and a test decodes it");
    (LogoKey::FIRST, bitmap)
}

/// A picture of up to 8 grey bits a pixel, black where it is darker than half.
fn decode(bytes: &[u8]) -> anyhow::Result<Bitmap> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info()?;
    let mut pixels = vec![0; reader.output_buffer_size().context("the picture is too large")?];
    let info = reader.next_frame(&mut pixels)?;
    let (width, height) = (u16::try_from(info.width)?, u16::try_from(info.height)?);
    let samples = info.color_type.samples();
    Ok(Bitmap::from_fn(width, height, |x, y| {
        pixels[(usize::from(y) * usize::from(width) + usize::from(x)) * samples] < 128
    }))
}

/// As a picture for a window.
pub fn pixels(paper: &Paper) -> SharedPixelBuffer<Rgb8Pixel> {
    let mut buffer = SharedPixelBuffer::new(paper.width, paper.height);
    for (pixel, grey) in buffer.make_mut_slice().iter_mut().zip(&paper.grey) {
        *pixel = Rgb8Pixel { r: *grey, g: *grey, b: *grey };
    }
    buffer
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logo_decodes_and_has_ink() {
        let (_, logo) = logo();
        assert!(logo.width() <= 576, "it fits the paper");
        assert!((0..logo.height()).any(|y| (0..logo.width()).any(|x| logo.get(x, y))));
    }
}
