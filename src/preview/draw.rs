//! The window without a display, and its picture as a PNG file.

use anjungan_ui::{App, Kiosk};
use slint::{ComponentHandle as _, PhysicalSize, Rgb8Pixel, SharedPixelBuffer};

use super::request::{Answer, NotDrawn, Request, Wanted};
use super::walk;
use crate::screen::face::Face;
use crate::screen::headless::Headless;

/// Of a 32-inch panel, as a kiosk's configuration says where it says nothing else.
const PX_PER_MM: f32 = 2.71;

/// What is drawn on.
pub struct Easel {
    window: Headless,
}

impl Easel {
    /// One a process.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self { window: Headless::install(PhysicalSize::new(1080, 1920))? })
    }

    /// Draws what is asked for.
    pub fn draw(&self, request: &Request) -> Result<Answer, NotDrawn> {
        let view = walk::view(request)?;
        if !walk::arrived(request.screen, &view.body) {
            return Err(NotDrawn::Missing { needed: not_there(request.screen) });
        }
        let failed = |error: slint::PlatformError| NotDrawn::Renderer(error.to_string());
        let (width, height) = request.size.px();
        self.window.resize(PhysicalSize::new(width, height));
        // A window of its own, so that nothing of one editor's text is in the next one's picture.
        let app = App::new().map_err(failed)?;
        app.global::<Kiosk>().set_px_per_mm(PX_PER_MM);
        app.show().map_err(failed)?;
        let face = Face::new(app);
        face.show(&view);
        self.window.forget_frame();
        let picture = self.window.settled_picture();
        face.app().hide().map_err(failed)?;
        png_of(&picture, request.scale)
    }
}

fn not_there(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Attract | Wanted::Home | Wanted::MinimumWage | Wanted::Kind => "the tiles",
        Wanted::Slide => "a slide that is shown at that time",
        Wanted::Announcement => "an announcement that is in force at that time",
        Wanted::Trainings | Wanted::Training => "a training that one can register for at that time",
        Wanted::Fairs | Wanted::Fair => "a job fair that is not over at that time",
        Wanted::Employers | Wanted::Employer => "an employer that is shown at that time",
        Wanted::Hours => "opening hours that are in force at that time",
        Wanted::Service => "what is published of a service",
        Wanted::Vacancy => "a vacancy",
        Wanted::PrivacyNotice => "a privacy notice that is in force at that time",
    }
}

/// As a PNG file, `scale` times smaller: every pixel the average of those it stands for.
fn png_of(picture: &SharedPixelBuffer<Rgb8Pixel>, scale: u32) -> Result<Answer, NotDrawn> {
    let scale = scale.clamp(1, 4);
    let (width, height) = ((picture.width() / scale).max(1), (picture.height() / scale).max(1));
    let pixels = picture.as_slice();
    let across = picture.width() as usize;
    let mut bytes = Vec::with_capacity(width as usize * height as usize * 3);
    for y in 0..height as usize {
        for x in 0..width as usize {
            let mut sum = [0_u32; 3];
            for row in 0..scale as usize {
                let from = (y * scale as usize + row) * across + x * scale as usize;
                for pixel in &pixels[from..from + scale as usize] {
                    for (sum, value) in sum.iter_mut().zip([pixel.r, pixel.g, pixel.b]) {
                        *sum += u32::from(value);
                    }
                }
            }
            bytes.extend(sum.map(|sum| (sum / (scale * scale)) as u8));
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    let failed = |error: png::EncodingError| NotDrawn::Renderer(error.to_string());
    encoder.write_header().map_err(failed)?.write_image_data(&bytes).map_err(failed)?;
    Ok(Answer::Picture { png: file, width, height })
}
