//! Drawing on a page in millimetres from its top left, with a tag for everything that is read.

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, Tag, TagGroup, TagKind};

use super::text::{self, Fit, Weight};
use crate::template::Colour;

/// Points of so many millimetres, in hundredths: finer than any printer, and half the digits in the file.
pub(super) fn pt(mm: f32) -> f32 {
    (mm * 7_200.0 / 25.4).round() / 100.0
}

/// The height of a capital in the fonts, in ems.
const CAPITAL: f32 = 0.668;
/// From line to line, in ems.
const LEADING: f32 = 1.2;

/// From the left and from the top, mm.
pub(super) type Place = (f32, f32);

/// A rectangle, mm.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Area {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Area {
    pub(super) const fn new(left: f32, top: f32, width: f32, height: f32) -> Self {
        Self { left, top, width, height }
    }

    pub(super) fn bottom(&self) -> f32 {
        self.top + self.height
    }

    pub(super) fn right(&self) -> f32 {
        self.left + self.width
    }

    /// The part below `top`.
    pub(super) fn below(&self, top: f32) -> Self {
        Self { top, height: self.bottom() - top, ..*self }
    }

    fn rect(&self) -> Rect {
        Rect::from_xywh(pt(self.left), pt(self.top), pt(self.width), pt(self.height))
            .expect("every area of a card has a size")
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) weight: Weight,
    pub(super) fit: Fit,
    pub(super) colour: Colour,
    pub(super) align: Align,
}

impl Style {
    pub(super) const fn new(size: f32, weight: Weight, colour: Colour) -> Self {
        Self { weight, fit: Fit::one(size), colour, align: Align::Left }
    }

    /// Up to so many lines, after shrinking to `shrink_to` points.
    pub(super) const fn lines(self, lines: usize, shrink_to: f32) -> Self {
        Self { fit: Fit { lines, shrink_to, ..self.fit }, ..self }
    }

    pub(super) const fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }
}

/// A page being drawn.
pub(super) struct Pen<'a> {
    surface: Surface<'a>,
}

impl<'a> Pen<'a> {
    pub(super) fn new(surface: Surface<'a>) -> Self {
        Self { surface }
    }

    /// Writes a text at the top of `area`, no wider and no higher than that, as one element of kind `tag`. Returns
    /// where it ends, mm from the top of the page.
    pub(super) fn write(
        &mut self,
        tag: impl Into<TagKind>,
        area: Area,
        style: Style,
        text: &str,
    ) -> (TagGroup, f32) {
        let (id, end) = self.span(area, style, text);
        (TagGroup::with_children(tag, vec![id.into()]), end)
    }

    /// The same without an element of its own.
    pub(super) fn span(&mut self, area: Area, style: Style, text: &str) -> (Identifier, f32) {
        let id = self.surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        let end = self.glyphs(area, style, text);
        self.surface.end_tagged();
        (id, end)
    }

    /// Single characters, each in the middle of its place, as one piece of content.
    pub(super) fn characters(&mut self, places: &[(Area, char)], style: Style) -> Identifier {
        let id = self.surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        for (place, character) in places {
            self.glyphs(*place, style, &character.to_string());
        }
        self.surface.end_tagged();
        id
    }

    fn glyphs(&mut self, area: Area, style: Style, text: &str) -> f32 {
        let (size, lines) = fitted(area, style, text);
        self.fill(style.colour);
        let font = style.weight.font();
        for (n, line) in lines.iter().enumerate() {
            let free = pt(area.width) - line.width * size;
            let left = match style.align {
                Align::Left => 0.0,
                Align::Centre => free / 2.0,
                Align::Right => free,
            };
            let baseline = pt(area.top) + size * (CAPITAL + n as f32 * LEADING);
            let start = Point::from_xy(pt(area.left) + left, baseline);
            self.surface.draw_glyphs(start, &line.glyphs, font.clone(), &line.text, size, false);
        }
        area.top + height(size, lines.len()) * 25.4 / 72.0
    }

    /// How high a text becomes, and its capitals, mm.
    pub(super) fn measure(&self, area: Area, style: Style, text: &str) -> (f32, f32) {
        let (size, lines) = fitted(area, style, text);
        (height(size, lines.len()) * 25.4 / 72.0, height(size, 1) * 25.4 / 72.0)
    }

    /// Draws what is not read: frames, lines, grounds.
    pub(super) fn decorate(&mut self, draw: impl FnOnce(&mut Self)) {
        self.surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        draw(self);
        self.surface.end_tagged();
    }

    /// A figure with the text that stands for it.
    pub(super) fn figure(&mut self, alternative: &str, draw: impl FnOnce(&mut Self)) -> TagGroup {
        let id = self.surface.start_tagged(ContentTag::Other);
        draw(self);
        self.surface.end_tagged();
        TagGroup::with_children(Tag::Figure(Some(alternative.to_owned())), vec![id.into()])
    }

    pub(super) fn ground(&mut self, area: Area, colour: Colour) {
        self.path(&rectangle(area), colour);
    }

    pub(super) fn path(&mut self, path: &Path, colour: Colour) {
        self.fill(colour);
        self.surface.draw_path(path);
    }

    /// A path whose units are `unit` mm long, from `(left, top)` on.
    pub(super) fn scaled(&mut self, path: &Path, (left, top): (f32, f32), unit: f32, colour: Colour) {
        let unit = unit * 72.0 / 25.4;
        self.surface.push_transform(&Transform::from_row(unit, 0.0, 0.0, unit, pt(left), pt(top)));
        self.path(path, colour);
        self.surface.pop();
    }

    /// A frame whose line lies inside the area; `width` in mm.
    pub(super) fn frame(&mut self, area: Area, width: f32, colour: Colour) {
        let half = width / 2.0;
        let inner = Area::new(area.left + half, area.top + half, area.width - width, area.height - width);
        self.stroke(&rectangle(inner), width, colour, None);
    }

    /// A line between two points, mm.
    pub(super) fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32, colour: Colour) {
        self.lines(&[(from, to)], width, colour);
    }

    /// Lines between two points each, as one path: what is said of them is said once.
    pub(super) fn lines(&mut self, ends: &[(Place, Place)], width: f32, colour: Colour) {
        if !ends.is_empty() {
            self.stroke(&segments(ends), width, colour, None);
        }
    }

    /// The same in dashes of 2 mm.
    pub(super) fn dashes(&mut self, from: (f32, f32), to: (f32, f32), width: f32, colour: Colour) {
        let dash = StrokeDash { array: vec![pt(2.0), pt(2.0)], offset: 0.0 };
        self.stroke(&segments(&[(from, to)]), width, colour, Some(dash));
    }

    /// A picture that fills the area.
    pub(super) fn image(&mut self, image: Image, area: Area) {
        let size = Size::from_wh(pt(area.width), pt(area.height)).expect("every area of a card has a size");
        self.surface.push_transform(&Transform::from_translate(pt(area.left), pt(area.top)));
        self.surface.draw_image(image, size);
        self.surface.pop();
    }

    fn stroke(&mut self, path: &Path, width: f32, colour: Colour, dash: Option<StrokeDash>) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke {
            paint: paint(colour).into(),
            width: pt(width),
            dash,
            ..Stroke::default()
        }));
        self.surface.draw_path(path);
        self.surface.set_stroke(None);
    }

    fn fill(&mut self, colour: Colour) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(Fill {
            paint: paint(colour).into(),
            opacity: NormalizedF32::ONE,
            rule: FillRule::NonZero,
        }));
    }
}

/// The size and the lines that fit the area.
fn fitted(area: Area, style: Style, text: &str) -> (f32, Vec<text::Line>) {
    let mut fit = style.fit;
    let (mut size, mut lines) = text::fit(text, style.weight, fit, pt(area.width));
    // What is too high although it is narrow enough is set smaller, till it is not.
    while height(size, lines.len()) > pt(area.height) && size > 2.0 {
        fit.size = size - 0.25;
        fit.shrink_to = fit.shrink_to.min(fit.size);
        (size, lines) = text::fit(text, style.weight, fit, pt(area.width));
    }
    (size, lines)
}

/// Points from the top of the first line's capitals to the foot of the last line's.
fn height(size: f32, lines: usize) -> f32 {
    size * (CAPITAL + (lines.max(1) - 1) as f32 * LEADING)
}

fn paint(Colour([red, green, blue]): Colour) -> rgb::Color {
    rgb::Color::new(red, green, blue)
}

fn rectangle(area: Area) -> Path {
    let mut path = PathBuilder::new();
    path.push_rect(area.rect());
    path.finish().expect("a rectangle is a path")
}

fn segments(ends: &[(Place, Place)]) -> Path {
    let mut path = PathBuilder::new();
    for (from, to) in ends {
        path.move_to(pt(from.0), pt(from.1));
        path.line_to(pt(to.0), pt(to.1));
    }
    path.finish().expect("a line is a path")
}
