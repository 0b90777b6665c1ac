//! The printer on its pseudo-terminal, its papers, and what a phone reads on them.

use std::path::Path;
use std::sync::{Arc, Mutex};

use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::{Paper, Setup, VirtualPrinter};

/// 80 mm, says when it has printed.
pub const PROFILE: &str = "epson-tm-t82";

/// A printer and the papers that came out of it.
pub struct Press {
    pub device: VirtualPrinter,
    papers: Arc<Mutex<Vec<Paper>>>,
}

impl Press {
    pub fn plug_in(link: &Path) -> Self {
        let papers = Arc::new(Mutex::new(Vec::new()));
        let mut setup = Setup::new(link.into(), Profile::named(PROFILE).unwrap());
        let tray = Arc::clone(&papers);
        setup.on_paper = Some(Box::new(move |paper| tray.lock().unwrap().push(paper)));
        Self { device: VirtualPrinter::start(setup).unwrap(), papers }
    }

    pub fn papers(&self) -> Vec<Paper> {
        self.papers.lock().unwrap().clone()
    }
}

/// What a phone reads in a picture. A phone sees what is around it too.
pub fn read_codes(width: usize, height: usize, grey: impl Fn(usize, usize) -> u8) -> Vec<String> {
    const MARGIN: usize = 40;
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(width + 2 * MARGIN, height + 2 * MARGIN, |x, y| {
            let inside = (MARGIN..width + MARGIN).contains(&x) && (MARGIN..height + MARGIN).contains(&y);
            if inside { grey(x - MARGIN, y - MARGIN) } else { 255 }
        });
    picture.detect_grids().into_iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

/// The codes on a paper.
pub fn codes_on(paper: &Paper) -> Vec<String> {
    let width = paper.width as usize;
    read_codes(width, paper.height as usize, |x, y| paper.grey[y * width + x])
}
