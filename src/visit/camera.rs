//! The camera, as far as a visit sees it.

use std::fmt;
use std::sync::Arc;

/// A picture, row by row from the top.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green, blue: three bytes a pixel.
    pub rgb: Vec<u8>,
}

/// A face is not for a log.
impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({}×{})", self.width, self.height)
    }
}

/// What the camera is asked to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Camera {
    /// Show what it sees: [`CameraNews::Frame`], again and again.
    Start,
    /// Take one: [`CameraNews::Taken`].
    Capture,
    /// Be dark, and forget what it saw.
    Stop,
}

/// What comes from the camera.
#[derive(Clone, PartialEq, Eq)]
pub enum CameraNews {
    /// There is none.
    Absent,
    /// What it sees.
    Frame(Arc<Picture>),
    /// It has taken one.
    Taken {
        /// JPEG, 354×472 pixels, at most `limits::PHOTO_BYTES_MAX` bytes.
        jpeg: Vec<u8>,
        /// The same, to be shown.
        picture: Arc<Picture>,
    },
    /// It did not deliver.
    Failed,
}

impl fmt::Debug for CameraNews {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CameraNews::Absent => "Absent",
            CameraNews::Frame(_) => "Frame(…)",
            CameraNews::Taken { .. } => "Taken(…)",
            CameraNews::Failed => "Failed",
        })
    }
}
