//! A window without a display, and hands to touch it.
use anjungan_ui::{App, Kiosk, Preferences};
use i_slint_backend_testing::{
    AccessibleRole, ElementHandle, ElementQuery, TestingBackend, TestingBackendOptions,
};
use slint::{ComponentHandle, Global, PhysicalSize, platform::PointerEventButton};
use std::path::PathBuf;

pub const PORTRAIT: (u32, u32) = (1080, 1920);
pub const LANDSCAPE: (u32, u32) = (1920, 1080);

/// How a visitor looks at a screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    pub english: bool,
    pub contrast: bool,
    pub step: i32,
    pub low_reach: bool,
    pub size: (u32, u32),
}

impl View {
    pub const PLAIN: View =
        View { english: false, contrast: false, step: 0, low_reach: false, size: PORTRAIT };

    /// "id-normal-0", "en-contrast-2-landscape-low"
    pub fn name(&self) -> String {
        let mut name = format!(
            "{}-{}-{}",
            if self.english { "en" } else { "id" },
            if self.contrast { "contrast" } else { "normal" },
            self.step
        );
        if self.size == LANDSCAPE {
            name += "-landscape";
        }
        if self.low_reach {
            name += "-low";
        }
        name
    }
}

/// One to a test: a thread can have one platform.
pub fn app() -> App {
    slint::platform::set_platform(Box::new(TestingBackend::new(TestingBackendOptions {
        mock_time: true,
        threading: false,
        renderer_name: Some("software".into()),
    })))
    .expect("one app a test");
    let app = App::new().expect("the window");
    slint::select_bundled_translation("").expect("Indonesian is the source language");
    app.show().expect("headless");
    look(&app, View::PLAIN);
    app
}

pub fn look(app: &App, view: View) {
    slint::select_bundled_translation(if view.english { "en" } else { "" }).expect("bundled");
    let preferences = Preferences::get(app);
    preferences.set_english(view.english);
    preferences.set_high_contrast(view.contrast);
    preferences.set_text_step(view.step);
    preferences.set_low_reach(view.low_reach);
    app.window().set_size(PhysicalSize::new(view.size.0, view.size.1));
    settle();
}

/// Change handlers run on the next turn, animations later.
pub fn settle() {
    for _ in 0..3 {
        i_slint_backend_testing::mock_elapsed_time(std::time::Duration::from_millis(200));
    }
}

pub fn touch_min(app: &App) -> f32 {
    20.0 * Kiosk::get(app).get_px_per_mm()
}

pub fn everything(app: &App) -> Vec<ElementHandle> {
    ElementQuery::from_root(app).find_all()
}

pub fn is_control(element: &ElementHandle) -> bool {
    matches!(
        element.accessible_role(),
        Some(AccessibleRole::Button | AccessibleRole::ListItem | AccessibleRole::TextInput)
    )
}

pub fn control(app: &App, label: &str) -> ElementHandle {
    let mut found: Vec<_> = ElementHandle::find_by_accessible_label(app, label).filter(is_control).collect();
    assert_eq!(found.len(), 1, "controls labelled {label:?}");
    found.remove(0)
}

pub fn tap(app: &App, label: &str) {
    control(app, label).mock_single_click(PointerEventButton::Left);
    settle();
}

/// Beside the other build results, wherever they are.
pub fn screens_dir() -> PathBuf {
    let mut dir = std::env::current_exe().expect("this test");
    while dir.file_name().is_some_and(|name| name != "debug" && name != "release") {
        dir.pop();
    }
    dir.pop();
    dir.push("screens");
    std::fs::create_dir_all(&dir).expect("target is writable");
    dir
}

pub fn save(app: &App, name: &str) {
    let picture = app.window().take_snapshot().expect("a picture");
    write_png(
        &screens_dir().join(format!("{name}.png")),
        picture.width(),
        picture.height(),
        picture.as_bytes(),
    );
}

pub fn write_png(path: &std::path::Path, width: u32, height: u32, rgba: &[u8]) {
    let file = std::fs::File::create(path).expect("target is writable");
    let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header().expect("header").write_image_data(rgba).expect("pixels");
}
