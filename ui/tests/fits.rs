//! Nothing is cut off, nothing leaves the screen, everything is large enough to touch: every scene,
//! in every way it can be looked at.
use crate::{
    fixture::{SCENES, Scene, show},
    stage::*,
};
use anjungan_ui::{App, Info, Search};
use i_slint_backend_testing::{ElementHandle, ElementQuery};
use slint::Global;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Area {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

/// A layout may round.
const SLACK: f32 = 1.5;

impl Area {
    fn of(element: &ElementHandle) -> Area {
        let (at, size) = (element.absolute_position(), element.size());
        Area { left: at.x, top: at.y, right: at.x + size.width, bottom: at.y + size.height }
    }

    fn across_within(&self, other: &Area) -> bool {
        self.left >= other.left - SLACK && self.right <= other.right + SLACK
    }

    fn within(&self, other: &Area) -> bool {
        self.across_within(other) && self.top >= other.top - SLACK && self.bottom <= other.bottom + SLACK
    }

    fn overlaps(&self, other: &Area) -> bool {
        self.left + SLACK < other.right
            && other.left + SLACK < self.right
            && self.top + SLACK < other.bottom
            && other.top + SLACK < self.bottom
    }
}

fn describe(element: &ElementHandle) -> String {
    let name = element.accessible_label().filter(|label| !label.is_empty()).or_else(|| element.id());
    format!("{:?} {:?}", name.unwrap_or_default(), Area::of(element))
}

/// What is wrong with the screen as it is now; empty when it fits.
fn faults(app: &App, view: View, overlay: bool) -> Vec<String> {
    let mut faults = vec![];
    let window = Area { left: 0.0, top: 0.0, right: view.size.0 as f32, bottom: view.size.1 as f32 };
    let least = touch_min(app) - 0.5;

    let scrollers: Vec<ElementHandle> = ElementQuery::from_root(app)
        .match_predicate(|element| element.type_name().as_deref() == Some("Flickable") || element.bases().is_some_and(|mut bases| bases.any(|base| base == "Flickable")))
        .find_all();
    let mut scrolled: Vec<(Area, Option<slint::SharedString>)> = vec![];
    for scroller in &scrollers {
        let port = Area::of(scroller);
        if !port.within(&window) {
            faults.push(format!("a scrolling area leaves the screen: {port:?}"));
        }
        if port.bottom - port.top < least {
            faults.push(format!("a scrolling area is too low to read in: {port:?}"));
        }
        for inside in scroller.query_descendants().find_all() {
            let area = Area::of(&inside);
            let sideways = scroller.id().is_some_and(|id| id.ends_with("::sideways"));
            if (is_control(&inside) || is_text(&inside)) && !sideways && !area.across_within(&port) {
                faults.push(format!("wider than its scrolling area: {}", describe(&inside)));
            }
            scrolled.push((area, inside.accessible_label()));
        }
    }

    let texts: Vec<ElementHandle> = everything(app).into_iter().filter(is_text).collect();
    for (i, text) in texts.iter().enumerate() {
        for other in &texts[i + 1..] {
            if !overlay && Area::of(text).overlaps(&Area::of(other)) && together(&scrolled, text, other) {
                faults.push(format!("{} is written over {}", describe(text), describe(other)));
            }
        }
    }

    let mut fixed: Vec<(String, Area)> = vec![];
    for element in everything(app) {
        if element.accessible_id().as_deref() == Some("cut-off") {
            faults.push(format!("text is cut off: {}", describe(&element)));
        }
        let control = is_control(&element);
        if !control && !is_text(&element) {
            continue;
        }
        let area = Area::of(&element);
        if control && (area.right - area.left < least || area.bottom - area.top < least) {
            faults.push(format!("smaller than 20 mm: {}", describe(&element)));
        }
        if scrolled.contains(&(area, element.accessible_label())) {
            continue;
        }
        if !area.within(&window) {
            faults.push(format!("leaves the screen: {}", describe(&element)));
        }
        if control {
            fixed.push((describe(&element), area));
        }
    }
    if !overlay {
        fixed.extend(scrollers.iter().map(|scroller| ("a scrolling area".to_owned(), Area::of(scroller))));
        for (i, (name, area)) in fixed.iter().enumerate() {
            for (other_name, other) in &fixed[i + 1..] {
                if area.overlaps(other) && !name.contains("Hapus tulisan") && !other_name.contains("Hapus tulisan") {
                    faults.push(format!("{name} overlaps {other_name} {other:?}"));
                }
            }
        }
    }
    faults
}

/// Both scroll or neither does: what has scrolled away may lie anywhere.
fn together(scrolled: &[(Area, Option<slint::SharedString>)], one: &ElementHandle, other: &ElementHandle) -> bool {
    let scrolls = |element: &ElementHandle| scrolled.contains(&(Area::of(element), element.accessible_label()));
    scrolls(one) == scrolls(other)
}

fn is_text(element: &ElementHandle) -> bool {
    element.type_name().as_deref() == Some("Label")
}

/// What can differ, without what cannot: contrast changes colours and the width of lines only, and the
/// middle text size lies between the others.
fn views() -> Vec<View> {
    let mut views = vec![];
    for size in [PORTRAIT, LANDSCAPE] {
        for (english, step, low_reach) in [
            (false, 0, false),
            (false, 1, false),
            (false, 2, false),
            (false, 0, true),
            (false, 2, true),
            (true, 0, false),
            (true, 2, false),
            (true, 2, true),
        ] {
            views.push(View { english, contrast: step == 2 && !english, step, low_reach, size });
        }
    }
    views.push(View { contrast: true, ..View::PLAIN });
    views
}

/// The pictures kept: enough to judge each scene by eye.
fn is_pictured(view: View) -> bool {
    let View { english, contrast, step, low_reach, size } = view;
    matches!(
        (english, contrast, step, low_reach, size),
        (false, _, 0, false, PORTRAIT)
            | (true, false, 0, false, PORTRAIT)
            | (false, _, 2, false, PORTRAIT)
            | (false, _, 0, false, LANDSCAPE)
            | (false, _, 0, true, PORTRAIT)
            | (false, _, 2, true, PORTRAIT)
    )
}

#[test]
fn every_screen_fits() {
    let views = views();
    let (first, second) = views.split_at(views.len() / 2);
    // A thread has its own platform, so two can look at once.
    let wrong = std::thread::scope(|scope| {
        let other = scope.spawn(|| walk(second));
        let mut wrong = walk(first);
        wrong.extend(other.join().expect("the other half"));
        wrong
    });
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}

fn walk(views: &[View]) -> Vec<String> {
    let app = app();
    let mut wrong = vec![];
    for &view in views {
        look(&app, view);
        for &scene in SCENES {
            show(&app, scene, view.english);
            let name = format!("{}-{}", scene.name(), view.name());
            for fault in faults(&app, view, scene == Scene::Idle) {
                wrong.push(format!("{name}: {fault}"));
            }
            if is_pictured(view) {
                save(&app, &name);
            }
        }
    }
    wrong
}

#[test]
fn a_text_that_does_not_fit_is_noticed() {
    let app = app();
    show(&app, Scene::Search, false);
    assert_eq!(faults(&app, View::PLAIN, false), Vec::<String>::new());
    // A chip cannot wrap a word of 200 letters into the width of the screen and its own height.
    Search::get(&app).set_place_label("W".repeat(4_000).as_str().into());
    settle();
    let found = faults(&app, View::PLAIN, false);
    assert!(!found.is_empty(), "4,000 letters on a button went unnoticed");
    // And a text in a place of fixed height.
    show(&app, Scene::Info, false);
    assert_eq!(faults(&app, View::PLAIN, false), Vec::<String>::new());
    Info::get(&app).set_title("Upah minimum ".repeat(200).as_str().into());
    settle();
    assert!(!faults(&app, View::PLAIN, false).is_empty(), "a title of 200 lines went unnoticed");
}
