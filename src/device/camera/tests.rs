//! The camera's thread with a drawn camera: what the visit hears, and when the device is dark.

use std::sync::mpsc;

use anjungan_wire::application::limits::PHOTO_BYTES_MAX;

use super::drawn::{Drawn, Trouble};
use super::*;

struct Bench {
    camera: Camera,
    drawn: Drawn,
    heard: Receiver<visit::Event>,
}

fn bench(trouble: Trouble) -> Bench {
    let drawn = Drawn::default();
    drawn.trouble(trouble);
    let (say, heard) = mpsc::channel();
    let post: Listener = Arc::new(move |event| say.send(event).unwrap_or_default());
    let camera = Camera::start(Some(Box::new(drawn.clone())), post).unwrap();
    Bench { camera, drawn, heard }
}

impl Bench {
    fn next(&self) -> CameraNews {
        loop {
            let event = self.heard.recv_timeout(Duration::from_secs(20)).expect("the camera says something");
            if let visit::Event::Camera(news) = event {
                return news;
            }
        }
    }

    fn until_taken(&self) -> Vec<u8> {
        loop {
            if let CameraNews::Taken { jpeg, picture } = self.next() {
                assert_eq!((picture.width, picture.height), picture::PHOTO);
                return jpeg;
            }
        }
    }
}

#[test]
fn it_shows_what_it_sees_and_takes_a_photo_of_3_by_4() {
    let bench = bench(Trouble::None);
    assert!(bench.heard.recv().unwrap() == visit::Event::Machine(machine::Event::Camera(true)));
    bench.camera.order(Order::Start);
    let CameraNews::Frame(frame) = bench.next() else { panic!("a frame first") };
    assert_eq!(frame.width * 4, frame.height * 3);
    bench.camera.order(Order::Capture);
    let jpeg = bench.until_taken();
    assert!(jpeg.len() <= PHOTO_BYTES_MAX, "{}", jpeg.len());
    let back = picture::of_jpeg(&jpeg).unwrap();
    assert_eq!((back.width, back.height), picture::PHOTO);
}

#[test]
fn each_trouble_is_said_and_the_next_start_tries_again() {
    let bench = bench(Trouble::None);
    for (trouble, expected) in [
        (Trouble::Absent, CameraNews::Absent),
        (Trouble::Held, CameraNews::Failed),
        (Trouble::Torn, CameraNews::Failed),
    ] {
        bench.drawn.trouble(trouble);
        bench.camera.order(Order::Start);
        assert!(bench.next() == expected, "{trouble:?}");
    }
    bench.drawn.trouble(Trouble::None);
    bench.camera.order(Order::Start);
    assert!(matches!(bench.next(), CameraNews::Frame(_)));
    bench.drawn.trouble(Trouble::Unplugged);
    while let CameraNews::Frame(_) = bench.next() {}
    bench.drawn.trouble(Trouble::None);
    bench.camera.order(Order::Start);
    bench.camera.order(Order::Capture);
    assert!(!bench.until_taken().is_empty());
}

#[test]
fn a_kiosk_without_a_camera_says_so() {
    let (say, heard) = mpsc::channel();
    let post: Listener = Arc::new(move |event| say.send(event).unwrap_or_default());
    let camera = Camera::start(None, post).unwrap();
    camera.order(Order::Start);
    assert!(heard.recv().unwrap() == visit::Event::Machine(machine::Event::Camera(false)));
    assert!(heard.recv().unwrap() == visit::Event::Camera(CameraNews::Absent));
}

#[test]
fn after_stop_nothing_is_shown_any_more() {
    let bench = bench(Trouble::None);
    bench.camera.order(Order::Start);
    assert!(matches!(bench.next(), CameraNews::Frame(_)));
    bench.camera.order(Order::Stop);
    drop(bench.camera);
    assert!(bench.heard.iter().all(|event| !matches!(event, visit::Event::Camera(CameraNews::Taken { .. }))));
}
