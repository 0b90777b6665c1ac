//! Scanner and camera, started from the configuration and joined to the visit.

use std::sync::Arc;

use super::rules::Rules;
use super::{Post, StartError, no_thread};
use crate::config::Config;
use crate::device::camera::v4l2::V4l2;
use crate::device::camera::{Camera, Source};
use crate::device::scan;
use crate::device::scanner::{Said, Scanner};
use crate::visit::{self, machine};

/// The devices, as long as the terminal runs.
pub struct Devices {
    /// Always there, for what has no camera must say so.
    pub camera: Camera,
    _scanner: Option<Scanner>,
}

impl Devices {
    /// Starts those that the configuration names. They need not be there yet. `eye`: looked through instead of the
    /// configured camera.
    pub fn start(
        config: &Config,
        eye: Option<Box<dyn Source>>,
        rules: &Rules,
        post: &Post,
    ) -> Result<Self, StartError> {
        let configured =
            || config.camera.as_ref().map(|it| Box::new(V4l2(it.device.clone())) as Box<dyn Source>);
        let camera = Camera::start(eye.or_else(configured), Arc::clone(post)).map_err(no_thread)?;
        let line = match &config.scanner {
            None => None,
            Some(scanner) => {
                scanner.line().map_err(|why| StartError::Config(format!("scanner.address: {why}")))?
            }
        };
        let scanner = match line {
            None => None,
            Some(line) => {
                let (rules, post) = (rules.clone(), Arc::clone(post));
                let hear = move |said| match said {
                    Said::Attached(here) => {
                        post(visit::Event::Machine(machine::Event::Scanner(here)));
                    }
                    Said::Text(text) => post(scanned(&text, &rules)),
                };
                Some(Scanner::start(line, Box::new(hear)).map_err(no_thread)?)
            }
        };
        Ok(Self { camera, _scanner: scanner })
    }
}

/// What was scanned, checked under the rules in force.
pub fn scanned(text: &str, rules: &Rules) -> visit::Event {
    visit::Event::Scanned(scan::read(text, rules.office().as_deref()))
}
