//! Nothing is cut off, nothing leaves the screen, everything is large enough to touch: every scene,
//! in every way it can be looked at.
use crate::{
    fixture::{SCENES, Scene, show},
    stage::*,
};
use anjungan_ui::{
    App, Ask, Check, FieldKind, Info, Page, Receipt, Search, Service, Status, Ticket, Undecided,
};
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

/// What the checks need of an element, asked once: asking is slow.
struct Seen {
    name: String,
    area: Area,
    is_control: bool,
    is_text: bool,
    is_cut_off: bool,
    /// Which scrolling area it is in.
    inside: Option<usize>,
}

fn see(app: &App, scrollers: &[ElementHandle]) -> Vec<Seen> {
    let key = |element: &ElementHandle| (Area::of(element), element.accessible_label());
    let mut inside: Vec<((Area, Option<slint::SharedString>), usize)> = vec![];
    for (i, scroller) in scrollers.iter().enumerate() {
        inside.extend(scroller.query_descendants().find_all().iter().map(|element| (key(element), i)));
    }
    everything(app)
        .iter()
        .filter_map(|element| {
            let (is_control, is_text) =
                (is_control(element), element.type_name().as_deref() == Some("Label"));
            (is_control || is_text).then(|| {
                let (area, label) = key(element);
                let inside =
                    inside.iter().rev().find(|(other, _)| *other == (area, label.clone())).map(|(_, i)| *i);
                Seen {
                    name: format!("{:?} {area:?}", label.unwrap_or_default()),
                    area,
                    is_control,
                    is_text,
                    is_cut_off: element.accessible_id().as_deref() == Some("cut-off"),
                    inside,
                }
            })
        })
        .collect()
}

/// What is wrong with the screen as it is now; empty when it fits. Under an overlay things overlap.
fn faults(app: &App, view: View, overlay: bool) -> Vec<String> {
    let mut faults = vec![];
    let window = Area { left: 0.0, top: 0.0, right: view.size.0 as f32, bottom: view.size.1 as f32 };
    let least = touch_min(app) - 0.5;

    let scrollers = ElementQuery::from_root(app)
        .match_predicate(|element| {
            element.type_name().as_deref() == Some("Flickable")
                || element.bases().is_some_and(|mut bases| bases.any(|base| base == "Flickable"))
        })
        .find_all();
    let ports: Vec<Area> = scrollers.iter().map(Area::of).collect();
    for port in &ports {
        if !port.within(&window) {
            faults.push(format!("a scrolling area leaves the screen: {port:?}"));
        }
        if port.bottom - port.top < least {
            faults.push(format!("a scrolling area is too low to read in: {port:?}"));
        }
    }

    let seen = see(app, &scrollers);
    for element in &seen {
        let Seen { name, area, .. } = element;
        if element.is_cut_off {
            faults.push(format!("text is cut off: {name}"));
        }
        if element.is_control && (area.right - area.left < least || area.bottom - area.top < least) {
            faults.push(format!("smaller than 20 mm: {name}"));
        }
        match element.inside {
            Some(i) if !area.across_within(&ports[i]) => {
                faults.push(format!("wider than its scrolling area: {name}"));
            }
            None if !area.within(&window) => faults.push(format!("leaves the screen: {name}")),
            _ => {}
        }
    }
    if overlay {
        return faults;
    }

    for (i, one) in seen.iter().enumerate() {
        for other in &seen[i + 1..] {
            if one.inside != other.inside || !one.area.overlaps(&other.area) {
                continue;
            }
            // The button that clears the field lies inside it.
            let clears = one.name.contains("Hapus tulisan") || other.name.contains("Hapus tulisan");
            if one.is_text && other.is_text || one.is_control && other.is_control && !clears {
                faults.push(format!("{} lies over {}", one.name, other.name));
            }
        }
        for port in &ports {
            if one.is_control && one.inside.is_none() && one.area.overlaps(port) {
                faults.push(format!("{} lies over what scrolls: {port:?}", one.name));
            }
        }
    }
    faults
}

/// Both languages, both contrasts and three sizes of text, upright; lying and low in the ways that differ
/// most from that.
fn views() -> Vec<View> {
    let landscape = View { size: LANDSCAPE, ..View::PLAIN };
    let mut views = vec![
        View { low_reach: true, ..View::PLAIN },
        View { english: true, step: 2, low_reach: true, ..View::PLAIN },
        landscape,
        View { english: true, step: 1, ..landscape },
        View { step: 2, ..landscape },
        View { english: true, step: 2, low_reach: true, contrast: true, ..landscape },
    ];
    for english in [false, true] {
        for contrast in [false, true] {
            views.extend([0, 1, 2].map(|step| View { english, contrast, step, ..View::PLAIN }));
        }
    }
    views
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
    let only = std::env::var("ANJUNGAN_SCENES").unwrap_or_default();
    for &view in views {
        look(&app, view);
        for &scene in SCENES {
            if !only.split(',').any(|part| scene.name().contains(part)) {
                continue;
            }
            show(&app, scene, view.english);
            let name = format!("{}-{}", scene.name(), view.name());
            wrong.extend(out_of_view(&app, scene, view).iter().map(|fault| format!("{name}: {fault}")));
            // Contrast moves nothing: what is upright is asked once, and asking is slow.
            if !view.contrast || view.size == LANDSCAPE {
                let found = faults(&app, view, scene == Scene::Idle);
                wrong.extend(found.iter().map(|fault| format!("{name}: {fault}")));
            }
            save(&app, &name);
        }
    }
    wrong
}

/// What a visitor photographs, and what a technician is asked, may not have scrolled away.
fn out_of_view(app: &App, scene: Scene, view: View) -> Vec<String> {
    let code = if view.english { "QR code" } else { "Kode QR" }.to_owned();
    let wanted = match scene.page() {
        Page::Ticket => {
            vec![code, Ticket::get(app).get_number().into(), Ticket::get(app).get_headline().into()]
        }
        Page::Undecided => {
            vec![code, Undecided::get(app).get_number().into(), Undecided::get(app).get_headline().into()]
        }
        Page::Receipt => {
            let receipt = Receipt::get(app);
            let mut wanted = vec![receipt.get_headline().to_string()];
            if !receipt.get_number().is_empty() {
                wanted.extend([code, receipt.get_number().into()]);
            }
            wanted
        }
        Page::Check => vec![Check::get(app).get_headline().to_string()],
        Page::Status => vec![Status::get(app).get_headline().to_string()],
        Page::Ask => {
            let ask = Ask::get(app);
            let mut wanted = vec![ask.get_error().to_string()];
            wanted.extend(match ask.get_kind() {
                FieldKind::Nik => Some("NIK".to_owned()),
                FieldKind::Text => Some(if view.english { "Your answer" } else { "Jawaban Anda" }.to_owned()),
                _ => None,
            });
            wanted.retain(|text| !text.is_empty());
            wanted
        }
        Page::ServiceEntry => vec![Service::get(app).get_typed_label().into()],
        Page::ServiceStep => vec![Service::get(app).get_headline().to_string()],
        _ => vec![],
    };
    let window = Area { left: 0.0, top: 0.0, right: view.size.0 as f32, bottom: view.size.1 as f32 };
    let ports: Vec<Area> = ElementQuery::from_root(app)
        .match_predicate(|element| {
            element.bases().is_some_and(|mut bases| bases.any(|base| base == "Flickable"))
        })
        .find_all()
        .iter()
        .map(Area::of)
        .collect();
    let in_view = |area: &Area| {
        area.within(&window) && ports.iter().all(|port| !area.overlaps(port) || area.within(port))
    };
    wanted
        .into_iter()
        .filter(|label| {
            !ElementHandle::find_by_accessible_label(app, label).any(|found| in_view(&Area::of(&found)))
        })
        .map(|label| format!("not in view: {label:?}"))
        .collect()
}

#[test]
fn a_text_that_does_not_fit_is_noticed() {
    let app = app();
    show(&app, Scene::Search, false);
    assert_eq!(faults(&app, View::PLAIN, false), Vec::<String>::new());
    // On a button, whose height is the row's.
    Search::get(&app).set_place_label("W".repeat(4_000).as_str().into());
    settle();
    let found = faults(&app, View::PLAIN, false);
    assert!(!found.is_empty(), "4,000 letters on a button went unnoticed");
    // And in a title, which pushes the rest off the screen.
    show(&app, Scene::Info, false);
    assert_eq!(faults(&app, View::PLAIN, false), Vec::<String>::new());
    Info::get(&app).set_title("Upah minimum ".repeat(200).as_str().into());
    settle();
    assert!(!faults(&app, View::PLAIN, false).is_empty(), "a title of 200 lines went unnoticed");
}
