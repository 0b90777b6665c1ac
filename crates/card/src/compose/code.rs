//! QR codes as one path.

use std::collections::BTreeMap;

use krilla::geom::{Path, PathBuilder};
use qrcode::{Color, EcLevel, QrCode, Version};

use super::ComposeError;

/// A code's dark modules, without the quiet zone.
pub(super) struct Code {
    width: usize,
    dark: Vec<Color>,
}

/// White modules on each side (ISO/IEC 18004).
pub(super) const QUIET: usize = 4;

impl Code {
    /// Level M, as was measured on blurred prints. `version_max` is what can still be read from its place.
    pub(super) fn new(field: &'static str, text: &str, version_max: i16) -> Result<Self, ComposeError> {
        let too_long = ComposeError::CodeTooLong { field, bytes: text.len() };
        let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return Err(too_long) };
        match code.version() {
            Version::Normal(version) if version <= version_max => {}
            Version::Normal(_) | Version::Micro(_) => return Err(too_long),
        }
        Ok(Self { width: code.width(), dark: code.into_colors() })
    }

    /// Modules a side, with the quiet zone.
    pub(super) fn modules(&self) -> usize {
        self.width + 2 * QUIET
    }

    /// The outlines of what is dark, a module a unit, from the corner of the quiet zone. One path of outlines: no viewer
    /// draws hairlines between modules, and it takes half of what rectangles would.
    pub(super) fn path(&self) -> Path {
        let mut edges = self.edges();
        let mut path = PathBuilder::new();
        while let Some(start) = edges.first_key_value().map(|(start, _)| *start) {
            path.move_to(start.0 as f32, start.1 as f32);
            let (mut at, mut way) = (start, None);
            while let Some(ends) = edges.get_mut(&at) {
                let next = ends.remove(0);
                if ends.is_empty() {
                    edges.remove(&at);
                }
                let onwards = (next.0 - at.0, next.1 - at.1);
                if way.is_some_and(|way| way != onwards) {
                    path.line_to(at.0 as f32, at.1 as f32);
                }
                (at, way) = (next, Some(onwards));
                if at == start {
                    break;
                }
            }
            path.close();
        }
        path.finish().expect("a code has dark modules")
    }

    fn is_dark(&self, x: i32, y: i32) -> bool {
        let inside = |n: i32| usize::try_from(n).ok().filter(|n| *n < self.width);
        matches!((inside(x), inside(y)), (Some(x), Some(y)) if self.dark[y * self.width + x] == Color::Dark)
    }

    /// The sides between dark and light, by where they begin: the dark is to the right of each, so that what they
    /// enclose is filled and holes are not.
    fn edges(&self) -> BTreeMap<(i32, i32), Vec<(i32, i32)>> {
        let mut edges: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let side = i32::try_from(self.width).expect("a code has at most 177 modules a side");
        let (quiet, corners) = (QUIET as i32, [(0, 0), (1, 0), (1, 1), (0, 1)]);
        let beside = [(0, -1), (1, 0), (0, 1), (-1, 0)];
        for (y, x) in (0..side).flat_map(|y| (0..side).map(move |x| (y, x))) {
            if !self.is_dark(x, y) {
                continue;
            }
            for n in 0..4 {
                if !self.is_dark(x + beside[n].0, y + beside[n].1) {
                    let corner = |(dx, dy): (i32, i32)| (x + dx + quiet, y + dy + quiet);
                    edges.entry(corner(corners[n])).or_default().push(corner(corners[(n + 1) % 4]));
                }
            }
        }
        edges
    }
}
