//! The real program, run to its end.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longer than a visit that plays itself takes on the slowest machine.
const DEADLINE: Duration = Duration::from_secs(120);

/// What a program left.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ended {
    /// The one line it says in the end; what it logs above is not counted.
    pub fn complaint(&self) -> &str {
        let lines: Vec<&str> = self.err.lines().filter(|line| line.starts_with("anjungan: ")).collect();
        assert_eq!(lines.len(), 1, "one line: {}", self.err);
        assert_eq!(self.err.lines().last(), Some(lines[0]), "and it is the last: {}", self.err);
        lines[0]
    }
}

/// The program without a display.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anjungan"));
    command.args(arguments).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env("RUST_LOG", "warn");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs it to its end.
pub fn run(mut command: Command) -> Ended {
    ended(command.spawn().unwrap())
}

/// Waits for its end; one that does not end is killed and fails the test.
pub fn ended(mut child: Child) -> Ended {
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > DEADLINE {
            child.kill().unwrap();
            let output = child.wait_with_output().unwrap();
            panic!("did not end within {DEADLINE:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    Ended {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Sends a signal, as a person or the system would.
pub fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").arg(format!("-{name}")).arg(child.id().to_string()).status().unwrap();
    assert!(status.success());
}

/// A configuration that is right but for `change`.
pub fn config(dir: &Path, change: impl FnOnce(String) -> String) -> std::path::PathBuf {
    let data = dir.join("data");
    let text =
        format!("data = {:?}\n\n[central]\nurl = \"http://127.0.0.1:9\"\n", data.display().to_string());
    let file = dir.join("anjungan.toml");
    std::fs::write(&file, change(text)).unwrap();
    file
}
