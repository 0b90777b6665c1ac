//! A window without a display: the same screens, drawn by the same renderer into memory. The
//! demonstration writes pictures with it, the benchmarks measure frames with it.
//!
//! One thread owns it, as any Slint window. Other threads reach it by `slint::invoke_from_event_loop`,
//! exactly as they reach a real one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use slint::platform::software_renderer::{MinimalSoftwareWindow, RepaintBufferType};
use slint::platform::{EventLoopProxy, Platform, PlatformError, WindowAdapter};
use slint::{EventLoopError, PhysicalSize, Rgb8Pixel, SharedPixelBuffer};

/// A frame of a display with 60 of them a second.
const FRAME: Duration = Duration::from_millis(16);
/// Motion takes at most 200 ms; what goes on for longer is a spinner, which has no rest.
const LONGEST_ANIMATION: Duration = Duration::from_millis(600);

type Job = Box<dyn FnOnce() + Send>;

/// The memory that the window is drawn into.
#[derive(Clone)]
pub struct Headless {
    window: Rc<MinimalSoftwareWindow>,
    frame: Rc<RefCell<SharedPixelBuffer<Rgb8Pixel>>>,
    queue: Rc<Receiver<Option<Job>>>,
    whole: Rc<Cell<bool>>,
}

impl Headless {
    /// Makes windows of this thread headless. Once a process, before the first window.
    pub fn install(size: PhysicalSize) -> Result<Self, PlatformError> {
        let window = MinimalSoftwareWindow::new(RepaintBufferType::ReusedBuffer);
        window.set_size(size);
        let frame = Rc::new(RefCell::new(SharedPixelBuffer::new(size.width, size.height)));
        let (jobs, queue) = channel();
        let headless = Self { window, frame, queue: Rc::new(queue), whole: Rc::default() };
        let platform = Backend { headless: headless.clone(), started: Instant::now(), jobs };
        slint::platform::set_platform(Box::new(platform))
            .map_err(|error| PlatformError::Other(error.to_string()))?;
        Ok(headless)
    }

    /// Another size, as of a panel that was turned.
    pub fn resize(&self, size: PhysicalSize) {
        if self.window.size() != size {
            self.window.set_size(size);
            *self.frame.borrow_mut() = SharedPixelBuffer::new(size.width, size.height);
            self.forget_frame();
        }
    }

    /// Draws what has changed since the last time. `false`: nothing had.
    pub fn draw(&self) -> bool {
        slint::platform::update_timers_and_animations();
        self.window.draw_if_needed(|renderer| {
            // The renderer draws all of a buffer that it is told is new.
            renderer.set_repaint_buffer_type(if self.whole.take() {
                RepaintBufferType::NewBuffer
            } else {
                RepaintBufferType::ReusedBuffer
            });
            let mut frame = self.frame.borrow_mut();
            let width = frame.width() as usize;
            renderer.render(frame.make_mut_slice(), width);
        })
    }

    /// Makes the next frame a whole one, as after the display has lost its picture.
    pub fn forget_frame(&self) {
        self.whole.set(true);
        self.window.request_redraw();
    }

    /// One turn of the event loop, for a caller that has a loop of its own: what other threads asked for,
    /// timers, a frame.
    pub fn live(&self) {
        while let Ok(Some(job)) = self.queue.try_recv() {
            job();
        }
        self.draw();
    }

    /// The whole picture, after everything that moves has come to rest.
    pub fn settled_picture(&self) -> SharedPixelBuffer<Rgb8Pixel> {
        let begun = Instant::now();
        self.live();
        while self.window.has_active_animations() && begun.elapsed() < LONGEST_ANIMATION {
            std::thread::sleep(FRAME);
            self.live();
        }
        self.frame.borrow().clone()
    }
}

struct Backend {
    headless: Headless,
    started: Instant,
    jobs: Sender<Option<Job>>,
}

impl Platform for Backend {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        Ok(self.headless.window.clone())
    }

    fn duration_since_start(&self) -> Duration {
        self.started.elapsed()
    }

    fn new_event_loop_proxy(&self) -> Option<Box<dyn EventLoopProxy>> {
        Some(Box::new(Proxy(self.jobs.clone())))
    }

    /// Until `slint::quit_event_loop`: run what other threads ask for, fire timers, draw.
    fn run_event_loop(&self) -> Result<(), PlatformError> {
        const LONGEST: Duration = Duration::from_millis(250);
        loop {
            self.headless.draw();
            let wait = if self.headless.window.has_active_animations() {
                FRAME
            } else {
                slint::platform::duration_until_next_timer_update().unwrap_or(LONGEST).min(LONGEST)
            };
            match self.headless.queue.recv_timeout(wait) {
                Ok(Some(job)) => job(),
                Ok(None) => return Ok(()),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }
}

struct Proxy(Sender<Option<Job>>);

impl EventLoopProxy for Proxy {
    fn quit_event_loop(&self) -> Result<(), EventLoopError> {
        self.0.send(None).map_err(|_| EventLoopError::EventLoopTerminated)
    }

    fn invoke_from_event_loop(&self, job: Job) -> Result<(), EventLoopError> {
        self.0.send(Some(job)).map_err(|_| EventLoopError::EventLoopTerminated)
    }
}
