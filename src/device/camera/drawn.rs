//! A camera that sees a drawn figure, for the demonstration and for tests: it breaks when told.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{Eye, Fault, Source};
use crate::visit::Picture;

const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;
/// As a camera in bad light: 20 frames a second.
const FRAME: Duration = Duration::from_millis(50);

/// What it does wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Trouble {
    /// Nothing.
    #[default]
    None,
    /// It is not plugged in.
    Absent,
    /// Another program holds it.
    Held,
    /// Every frame is torn.
    Torn,
    /// Its plug is pulled while it is open.
    Unplugged,
}

/// The camera. Its copies share their trouble.
#[derive(Clone, Default)]
pub struct Drawn(Arc<Mutex<Trouble>>);

impl Drawn {
    /// Breaks it, or mends it.
    pub fn trouble(&self, trouble: Trouble) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    fn now(&self) -> Trouble {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Source for Drawn {
    fn attached(&self) -> bool {
        !matches!(self.now(), Trouble::Absent | Trouble::Unplugged)
    }

    fn open(&self) -> Result<Box<dyn Eye>, Fault> {
        match self.now() {
            Trouble::Absent | Trouble::Unplugged => Err(Fault::Absent("the demonstration".into())),
            Trouble::Held => Err(Fault::Refused("told to".into())),
            Trouble::None | Trouble::Torn => Ok(Box::new(Open { of: self.clone(), frames: 0 })),
        }
    }
}

struct Open {
    of: Drawn,
    frames: u32,
}

impl Eye for Open {
    fn look(&mut self) -> Result<Picture, Fault> {
        std::thread::sleep(FRAME);
        self.frames += 1;
        match self.of.now() {
            Trouble::None => Ok(figure(self.frames)),
            Trouble::Torn => Err(Fault::Frame),
            Trouble::Absent | Trouble::Held | Trouble::Unplugged => Err(Fault::Broken("told to".into())),
        }
    }
}

/// Head and shoulders before the red that card photos have; it sways a little, so that one sees it live.
fn figure(frame: u32) -> Picture {
    let sway = (f64::from(frame) / 12.0).sin() * 10.0;
    let (middle, width) = (f64::from(WIDTH) / 2.0 + sway, f64::from(WIDTH));
    let mut rgb = Vec::with_capacity((WIDTH * HEIGHT * 3) as usize);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let (x, y) = (f64::from(x) - middle, f64::from(y));
            let within = |radius_x: f64, radius_y: f64, centre_y: f64| {
                (x / radius_x).powi(2) + ((y - centre_y) / radius_y).powi(2) < 1.0
            };
            let colour: [u8; 3] = if within(72.0, 95.0, 205.0) && y > 160.0 {
                [224, 178, 140]
            } else if within(84.0, 105.0, 195.0) {
                [45, 36, 32]
            } else if within(width / 4.0, 150.0, 480.0) {
                [245, 245, 240]
            } else {
                [178, 34, 34]
            };
            rgb.extend(colour);
        }
    }
    Picture { width: WIDTH, height: HEIGHT, rgb }
}
