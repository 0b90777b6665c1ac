//! `[screen]`: the panel, how it is turned, and where touches on it lie.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::refusal::{Wrong, wrong};
use super::yes;

/// A matrix that moves a touch further than this is a slip of the pen: whole screens are 1.
const MATRIX_ABS_MAX: f32 = 10.0;

/// The panel.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// Pixels a millimetre: all sizes on the screen follow from it. 1080 pixels across a 32-inch
    /// portrait panel (398 mm) are 2.71.
    #[serde(default = "portrait_32_inch")]
    pub px_per_mm: f32,
    /// The panel's width and height in pixels, as it stands.
    #[serde(default = "portrait_full_hd")]
    pub size_px: (u32, u32),
    /// The whole screen and nothing beside it, where a window manager runs. Without one (a bare X server)
    /// the window is `size_px` large, which comes to the same.
    #[serde(default = "yes")]
    pub fullscreen: bool,
    /// By how much the picture is turned, clockwise, because the panel hangs so. Only where the window is straight on the
    /// graphics device, before which the machine must know it.
    #[serde(default)]
    pub rotation_deg: Rotation,
    /// libinput's calibration matrix, first two rows: where a touch lies on the picture. Left out: the panel's own.
    #[serde(default)]
    pub touch_matrix: Option<[f32; 6]>,
}

/// A quarter turn, or none, or several.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Rotation {
    /// As the panel is.
    #[default]
    None,
    /// A quarter clockwise.
    Right,
    /// Upside down.
    Half,
    /// A quarter counter-clockwise.
    Left,
}

impl Rotation {
    /// Degrees clockwise.
    pub fn degrees(self) -> u16 {
        match self {
            Rotation::None => 0,
            Rotation::Right => 90,
            Rotation::Half => 180,
            Rotation::Left => 270,
        }
    }

    fn swaps_sides(self) -> bool {
        matches!(self, Rotation::Right | Rotation::Left)
    }
}

impl<'de> Deserialize<'de> for Rotation {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let degrees = i64::deserialize(from)?;
        [Rotation::None, Rotation::Right, Rotation::Half, Rotation::Left]
            .into_iter()
            .find(|turn| i64::from(turn.degrees()) == degrees)
            .ok_or_else(|| {
                D::Error::custom("screen.rotation_deg harus 0, 90, 180 atau 270 / must be one of these")
            })
    }
}

impl Default for Screen {
    fn default() -> Self {
        Self {
            px_per_mm: portrait_32_inch(),
            size_px: portrait_full_hd(),
            fullscreen: yes(),
            rotation_deg: Rotation::None,
            touch_matrix: None,
        }
    }
}

fn portrait_32_inch() -> f32 {
    2.71
}

fn portrait_full_hd() -> (u32, u32) {
    (1080, 1920)
}

impl Screen {
    pub(super) fn check(&self) -> Result<(), Wrong> {
        if !(0.5..=40.0).contains(&self.px_per_mm) {
            return wrong(
                "screen",
                "px_per_mm",
                "harus 0.5 sampai 40: bagi piksel layar dengan milimeternya / pixels divided by millimetres",
            );
        }
        let (width, height) = self.size_px;
        if !(320..=8192).contains(&width) || !(320..=8192).contains(&height) {
            return wrong(
                "screen",
                "size_px",
                "harus dua bilangan dari 320 sampai 8192, seperti [1080, 1920] / two numbers from 320 to 8192",
            );
        }
        // Panels are made lying; one that is turned by a quarter stands.
        if self.rotation_deg.swaps_sides() && width > height {
            return wrong(
                "screen",
                "rotation_deg",
                "memutar layar jadi tegak, tetapi screen.size_px mendatar: tulis lebar dan tinggi seperti layar itu \
                 berdiri / contradicts screen.size_px",
            );
        }
        match self.touch_matrix {
            Some(matrix) if matrix.iter().any(|n| !n.is_finite() || n.abs() > MATRIX_ABS_MAX) => wrong(
                "screen",
                "touch_matrix",
                "harus enam bilangan dari -10 sampai 10 / six numbers from -10 to 10",
            ),
            // All touches would fall on one line.
            Some([a, b, _, c, d, _]) if (a * d - b * c).abs() < 0.01 => wrong(
                "screen",
                "touch_matrix",
                "melipat layar jadi satu garis: periksa enam bilangannya / folds the screen into a line",
            ),
            Some(_) | None => Ok(()),
        }
    }
}
