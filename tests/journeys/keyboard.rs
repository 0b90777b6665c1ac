//! The keys on the screen never cover what they type into: measured at every question that is typed, at the usual and at
//! the largest text, high and low.

use anjungan_ui::{FieldKind, Preferences};
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use slint::{ComponentHandle, Model};

use crate::applicant::Applicant;
use crate::kiosk::Kiosk;

/// How a visitor may want to read: text step, low reach.
const WAYS: [(i32, bool); 4] = [(0, false), (2, false), (0, true), (2, true)];

/// A part of the window, in its own units.
#[derive(Clone, Copy, Debug)]
struct Area {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Area {
    fn of(element: &ElementHandle) -> Self {
        let (at, size) = (element.absolute_position(), element.size());
        Self { left: at.x, top: at.y, right: at.x + size.width, bottom: at.y + size.height }
    }

    fn meets(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn is_within(self, other: Self) -> bool {
        self.left >= other.left
            && self.right <= other.right
            && self.top >= other.top
            && self.bottom <= other.bottom
    }
}

/// What is typed into, and every key there is.
fn field_and_keys(kiosk: &Kiosk, kind: FieldKind) -> (Vec<Area>, Vec<Area>) {
    let labelled = |label: &str| kiosk.controls(label);
    let fields = match kind {
        FieldKind::Text => labelled("Jawaban Anda"),
        FieldKind::Nik => labelled("NIK"),
        FieldKind::Date => ["Tanggal", "Bulan", "Tahun"].iter().flat_map(|part| labelled(part)).collect(),
        FieldKind::Checks
        | FieldKind::Notice
        | FieldKind::Choice
        | FieldKind::Place
        | FieldKind::Rows
        | FieldKind::Photo
        | FieldKind::Review => Vec::new(),
    };
    let buttons =
        ElementQuery::from_root(kiosk.app()).match_accessible_role(AccessibleRole::Button).find_all();
    let is_key = |button: &ElementHandle| {
        let label = button.accessible_label().unwrap_or_default();
        label.chars().count() == 1 || matches!(&*label, "Spasi" | "Hapus satu huruf" | "Hapus satu angka")
    };
    let areas = |elements: Vec<ElementHandle>| elements.iter().map(Area::of).collect();
    (areas(fields), areas(buttons.into_iter().filter(is_key).collect()))
}

fn is_never_covered(kiosk: &Kiosk, question: &str, kind: FieldKind) {
    let window = kiosk.app().window().size();
    let (width, height) = (window.width as f32, window.height as f32);
    let scale = kiosk.app().window().scale_factor();
    let all = Area { left: 0.0, top: 0.0, right: width / scale, bottom: height / scale };
    let (fields, keys) = field_and_keys(kiosk, kind);
    assert!(!fields.is_empty(), "no field at {question:?}");
    assert!(keys.len() >= 10, "only {} keys at {question:?}", keys.len());
    let above = keys.iter().map(|key| key.top).fold(f32::INFINITY, f32::min);
    for field in &fields {
        assert!(field.is_within(all), "{field:?} of {question:?} is not on the screen");
        assert!(field.bottom <= above, "{field:?} of {question:?} lies below the keys' top {above}");
        assert!(!keys.iter().any(|key| key.meets(*field)), "{field:?} of {question:?} is covered");
    }
    for key in keys {
        assert!(key.is_within(all), "a key {key:?} of {question:?} is not on the screen");
    }
}

#[test]
fn no_question_is_covered_by_its_keys_at_any_size_or_height() {
    let kiosk = Kiosk::plan().desk().open();
    kiosk.begin_at("Kartu AK1 (Kartu Kuning)");
    let mut applicant = Applicant::at(&kiosk);
    let mut measured: Vec<String> = Vec::new();
    applicant.answer_until(|applicant| {
        let (question, kind) = (applicant.question(), applicant.ask().get_kind());
        let typed = matches!(kind, FieldKind::Text | FieldKind::Nik | FieldKind::Date);
        if typed && !measured.contains(&question) {
            for (step, low) in WAYS {
                reads(&kiosk, step, low);
                is_never_covered(&kiosk, &question, kind);
            }
            reads(&kiosk, 0, false);
            measured.push(question);
        }
        applicant.ask().get_groups().row_count() > 0
    });
    println!("{measured:#?}");
    assert!(measured.len() >= 10, "{measured:#?}");
}

/// Touches the settings until this is so.
fn reads(kiosk: &Kiosk, step: i32, low: bool) {
    let preferences = kiosk.app().global::<Preferences>();
    if preferences.get_text_step() != step {
        kiosk.tap(["Huruf biasa", "Huruf besar", "Huruf sangat besar"][step as usize]);
    }
    if preferences.get_low_reach() != low {
        kiosk.tap("Layar lebih rendah");
    }
    kiosk.settle();
}
