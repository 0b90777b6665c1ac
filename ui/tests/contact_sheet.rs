//! `assets/screens.png`: the main screens on one sheet, for people who read the repository.
use crate::{
    fixture::{Scene, show},
    stage::*,
};
use slint::ComponentHandle;

const SCENES: [Scene; 10] = [
    Scene::Attract,
    Scene::Home,
    Scene::Search,
    Scene::SearchKeyboard,
    Scene::Detail,
    Scene::Filters,
    Scene::Place,
    Scene::Phone,
    Scene::TicketPrinted,
    Scene::TicketUnverified,
];
const COLUMNS: usize = 5;
const SHRINK: usize = 4;
const GAP: usize = 16;

#[test]
fn contact_sheet() {
    if std::env::var_os("ANJUNGAN_CONTACT_SHEET").is_none() {
        return;
    }
    let app = app();
    let (width, height) = (PORTRAIT.0 as usize / SHRINK, PORTRAIT.1 as usize / SHRINK);
    let lines = SCENES.len().div_ceil(COLUMNS);
    let (sheet_width, sheet_height) = (COLUMNS * (width + GAP) + GAP, lines * (height + GAP) + GAP);
    let mut sheet = vec![0xc8; sheet_width * sheet_height * 4];
    sheet.iter_mut().skip(3).step_by(4).for_each(|alpha| *alpha = 0xff);
    for (i, &scene) in SCENES.iter().enumerate() {
        show(&app, scene, false);
        let picture = app.window().take_snapshot().expect("a picture");
        let bytes = picture.as_bytes();
        let (left, top) = (GAP + (i % COLUMNS) * (width + GAP), GAP + (i / COLUMNS) * (height + GAP));
        for y in 0..height {
            for x in 0..width {
                for channel in 0..3 {
                    let sum: usize = (0..SHRINK * SHRINK)
                        .map(|j| {
                            let (sx, sy) = (x * SHRINK + j % SHRINK, y * SHRINK + j / SHRINK);
                            usize::from(bytes[(sy * PORTRAIT.0 as usize + sx) * 4 + channel])
                        })
                        .sum();
                    sheet[((top + y) * sheet_width + left + x) * 4 + channel] =
                        (sum / (SHRINK * SHRINK)) as u8;
                }
            }
        }
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/screens.png");
    write_png(&path, sheet_width as u32, sheet_height as u32, &sheet);
}
