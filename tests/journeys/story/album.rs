//! A picture of every step, in order, in `target/story/`.

use std::cell::Cell;
use std::path::PathBuf;

use anjungan_printer::virtual_printer::Paper;

use crate::browser::Browser;
use crate::kiosk::Kiosk;
use crate::look;

/// The pictures. What the last story left is taken out.
pub struct Album {
    dir: PathBuf,
    pages: Cell<u32>,
}

impl Album {
    pub fn open() -> Self {
        let dir = look::folder("story");
        for entry in std::fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|kind| kind == "png" || kind == "pdf") {
                std::fs::remove_file(path).unwrap();
            }
        }
        Self { dir, pages: Cell::new(0) }
    }

    /// Where the next picture goes.
    pub fn page(&self, name: &str) -> PathBuf {
        self.pages.set(self.pages.get() + 1);
        self.dir.join(format!("{:02}-{name}.png", self.pages.get()))
    }

    pub fn window(&self, kiosk: &Kiosk, name: &str) {
        kiosk.picture_into(&self.page(name));
    }

    pub fn browser(&self, browser: &Browser, name: &str) {
        browser.picture_into(&self.page(name));
    }

    pub fn paper(&self, paper: &Paper, name: &str) {
        std::fs::write(self.page(name), &paper.png).unwrap();
    }
}
