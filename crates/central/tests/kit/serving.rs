//! The program itself, serving a folder: to be killed, or to be one of several.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Serves until it is dropped.
pub struct Serving {
    process: Child,
    pub authority: String,
}

pub fn serve(dir: &Path) -> Serving {
    let mut process = Command::new(env!("CARGO_BIN_EXE_anjungan-central"))
        .env_remove("ANJUNGAN_CENTRAL_DATA")
        .env_remove("ANJUNGAN_DATABASE")
        .env("RUST_LOG", "info")
        .arg("--data")
        .arg(dir)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let line = lines.by_ref().map(Result::unwrap).find(|line| line.contains("serving at")).unwrap();
    assert!(
        line.contains("postgres://") == super::on_postgres() && !line.contains("search_path"),
        "the place and no secrets: {line}"
    );
    let authority = line.rsplit_once("http://").unwrap().1.split_whitespace().next().unwrap().to_owned();
    // What it says from now on is read, so that it never waits for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    Serving { process, authority }
}

impl Serving {
    /// At once, as by a power cut.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
