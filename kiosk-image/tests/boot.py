"""A kiosk that a technician set up, and one that nobody did: what runs, what can't be done, what stands on the screen."""

import re

from common import CODE, configuration, disk_for, drawn_bytes, esp_holds, facts_of, probe_credentials, put, read
from machine import Machine

NETWORK = "user,id=net,restrict=on,guestfwd=tcp:10.0.2.100:443-cmd:printf 'HTTP/1.0 200 OK\\r\\n\\r\\nhere'"


def boot(arguments, report):
    disk = disk_for(arguments, "boot", files={"kiosk/kiosk.toml": configuration()})
    extra = ["-netdev", NETWORK, "-device", "virtio-net-pci,netdev=net"]
    with Machine(arguments.work, disk, "boot", probe_credentials("probe.service", "probe.sh"), extra) as machine:
        report.check("boots to the terminal", True, f"{machine.wait_for('PROBE terminal: active', arguments.within):.0f} s")
        machine.wait_for("PROBE end", arguments.within)
        screen = machine.picture("screen")
        facts = facts_of(machine.console())
    judge(report, facts)
    read(report, screen, "the terminal says what to do, in Indonesian", ("belum didaftarkan",))
    report.check("the code is nowhere on the boot partition", not esp_holds(disk, CODE))


def unset(arguments, report):
    """First without a file, then with one that has a wrong value: both times the screen says what to do."""
    disk = disk_for(arguments, "unset")
    show(arguments, report, disk, "unset", "it says why", ("belum disiapkan", "not set up yet", "Kode: G-01", "kiosk.toml"))
    put(arguments, disk, "kiosk/kiosk.toml", configuration(**{'url = "https://10.0.2.100"': 'url = "central"'}))
    show(arguments, report, disk, "wrong", "it says which value is wrong", ("belum disiapkan", "Kode: G-01", "url"))


def show(arguments, report, disk, name, what, texts):
    with Machine(arguments.work, disk, name, probe_credentials("said.service")) as machine:
        machine.wait_for("PROBE said: provision", arguments.within)
        picture = machine.picture_with(texts[0], arguments.within)
    report.check(f"{name}: the screen is not black", drawn_bytes(picture) > 4000, drawn_bytes(picture))
    read(report, picture, f"{name}: {what}", texts)


def judge(report, facts):
    def fact(name, what, held):
        seen = facts.get(name, "not told")
        report.check(what, name in facts and held(seen), seen)

    score = lambda text: float((re.findall(r"\d+\.\d+", text) or ["10"])[0])  # noqa: E731
    fact("restarts", "the terminal was not restarted", lambda v: v == "0")
    fact("failed", "no unit failed", lambda v: v == "")
    fact("security", "systemd-analyze security at most 1.5", lambda v: score(v) <= 1.5)
    fact("user", "runs as a user of its own", lambda v: v == "anjungan")
    fact("capabilities", "without any capability", lambda v: set(v) == {"0"})
    fact("holds", "draws on the graphics device", lambda v: "/dev/dri" in v)
    fact("holds", "reads the touch screen", lambda v: "/dev/input" in v)
    fact("holds", "has its ledger open", lambda v: "ledger.db" in v)
    fact("root", "the root is erofs, read-only", lambda v: v.startswith("erofs") and "ro" in v.split()[-1].split(","))
    fact("root-written", "nothing can be written to it", lambda v: v == "no")
    fact("var", "/var is ext4, behind a key", lambda v: v.startswith("/dev/mapper/anjungan-var ext4"))
    fact("var-size", "/var takes the rest of the disk", lambda v: int(v) > 1500)
    fact("code-kept", "the enrolment code lies with the terminal alone", lambda v: v == "600 anjungan, configuration without it")
    fact("facts", "service mode can show what this machine is", lambda v: "SLOT=a" in v and "VERITY=on" in v and "DISK_KEY=file" in v and "NETWORK=wired" in v and "ADDRESS=10." in v)
    fact("clock", "central's host is asked for the time", lambda v: v == "NTP=10.0.2.100")
    fact("watchdog", "a terminal that hangs is ended", lambda v: v == "30s")
    fact("sysrq", "sysrq is off", lambda v: v == "0")
    fact("core-pattern", "no core dumps", lambda v: v == "|/bin/false")
    fact("swap", "no swap", lambda v: v == "0")
    fact("getty", "no getty", lambda v: v == "")
    fact("ctrl-alt-del", "Ctrl+Alt+Del is masked", lambda v: v == "masked")
    fact("passwords", "no account has a password", lambda v: v == "0")
    fact("shells", "no account has a shell", lambda v: v == "0")
    fact("policies", "the firewall drops by default: in, forward, out", lambda v: v == "3")
    fact("listening", "nothing listens but the name service on this machine itself", lambda v: all(a.startswith(("3500007F", "3600007F")) for a in v.split()))
    fact("medium", "the enrolment code was taken from the boot partition", lambda v: v.startswith("0 "))
    fact("put-away", "the terminal runs on when the boot partition is put away", lambda v: v == "inactive, terminal active, restarts 0")
    fact("blocked", "a port that is not central's is refused", lambda v: v == "refused")
    fact("allowed", "central's port is reached", lambda v: v.startswith("here"))
