//! What this program tells systemd, which started it (sd_notify(3), `Type=notify`).
//!
//! ```text
//!   starting ──first frame on the panel──▶ READY=1 ──every third of WATCHDOG_USEC──▶ WATCHDOG=1 … ──▶ STOPPING=1
//! ```
//!
//! `WATCHDOG=1` is sent by the thread that draws and nobody else: when it hangs, nothing is sent, and systemd ends the
//! program and starts it again. Whether a frame is on the panel is `crate::screen::frame`'s to know.
//!
//! Where nobody supervises (`NOTIFY_SOCKET` is unset), nothing happens. Nothing of a visit is ever told.

use std::sync::Once;
use std::time::Duration;

use sd_notify::NotifyState;

/// Signs of life in the time after which systemd holds the program for hung.
const SIGNS_IN_A_WATCH: u32 = 3;

/// The program has begun, and there is nothing on the panel yet.
pub fn starting() {
    tell(&[NotifyState::Status("starting")]);
}

/// Visitors see the first screen.
pub fn ready() {
    tell(&[NotifyState::Ready, NotifyState::Status("serving")]);
}

/// The thread that draws is alive.
pub fn alive() {
    tell(&[NotifyState::Watchdog]);
}

/// The program ends, as it was asked to.
pub fn stopping() {
    tell(&[NotifyState::Stopping, NotifyState::Status("stopping")]);
}

/// How often [`alive`] is to be told. `None`: nobody watches.
pub fn sign_every() -> Option<Duration> {
    sd_notify::watchdog_enabled().map(|watch| watch / SIGNS_IN_A_WATCH)
}

/// A supervisor that can't be told draws its own conclusions; that it can't is said once, not three times a watch.
fn tell(states: &[NotifyState]) {
    static SAID: Once = Once::new();
    if let Err(error) = sd_notify::notify(states) {
        SAID.call_once(|| tracing::warn!(%error, "systemd can't be told how this program is"));
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixDatagram;
    use std::process::Command;

    use super::*;

    /// Run by the test below in a process of its own, which has the environment that systemd would give.
    #[test]
    #[ignore = "a part of another test"]
    fn one_life() {
        starting();
        ready();
        assert_eq!(sign_every(), Some(Duration::from_secs(2)));
        alive();
        stopping();
    }

    #[test]
    fn systemd_hears_when_the_program_is_ready_alive_and_ending() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("notify");
        let systemd = UnixDatagram::bind(&path).unwrap();
        systemd.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        // Through a shell, which knows the number of the process that it becomes.
        let lives = Command::new("sh")
            .args(["-c", "WATCHDOG_PID=$$ exec \"$0\" --exact device::supervisor::tests::one_life --ignored"])
            .arg(std::env::current_exe().unwrap())
            .env("NOTIFY_SOCKET", &path)
            .env("WATCHDOG_USEC", "6000000")
            .output()
            .unwrap();
        assert!(lives.status.success(), "{}", String::from_utf8_lossy(&lives.stdout));
        let mut heard = Vec::new();
        while heard.len() < 4 {
            let mut letter = [0; 256];
            let length = systemd.recv(&mut letter).unwrap();
            heard.push(String::from_utf8(letter[..length].to_vec()).unwrap());
        }
        let expected = [
            "STATUS=starting\n",
            "READY=1\nSTATUS=serving\n",
            "WATCHDOG=1\n",
            "STOPPING=1\nSTATUS=stopping\n",
        ];
        assert_eq!(heard, expected);
    }

    #[test]
    fn nobody_is_told_where_nobody_listens() {
        assert!(std::env::var_os("NOTIFY_SOCKET").is_none(), "tests have no supervisor");
        assert_eq!(sign_every(), None);
        ready();
    }
}
