"""/var behind a key that only this machine's TPM gives: it opens by itself, a factory reset forgets it, and the disk alone, or
in another machine, tells nothing."""

import os
import shutil

from common import CODE, configuration, disk_for, facts_of, on_esp, probe_credentials, put, read, run
from machine import Machine

# What the test leaves in /var, and looks for on the stolen disk.
SECRET = "ANJUNGAN-TEST-" + "SECRET-99"
SCRIPT = f"""
say() {{ printf 'PROBE %s: %s\\n' "$1" "$2"; }}
until systemctl is-active --quiet anjungan.service; do sleep 1; done
say mark "$(cat /var/lib/mark 2>/dev/null)"
for line in $(seq 2000); do echo {SECRET}; done >/var/lib/mark.new
echo {SECRET} >>/var/lib/mark.new; echo {SECRET} >/var/lib/mark; sync
say facts "$(tr '\\n' ' ' </run/anjungan-machine/facts)"
say end .
"""


def credentials():
    given = probe_credentials("probe.service")
    given["probe.sh"] = SCRIPT
    return given


def sealed(arguments, report):
    disk = disk_for(arguments, "sealed", files={"kiosk/kiosk.toml": configuration()})
    tpm = arguments.work / "vm-tpm"
    shutil.rmtree(tpm, ignore_errors=True)

    def start(name, folder):
        with Machine(arguments.work, disk, name, credentials(), tpm=folder) as machine:
            machine.wait_for("PROBE end", arguments.within)
            return facts_of(machine.console())

    first = start("sealed-1", tpm)
    report.check("the first start seals the disk's key to the TPM", "DISK_KEY=tpm" in first.get("facts", ""), first.get("facts"))
    names = [name.rsplit("/", 1)[-1] for name in on_esp(arguments, disk, "kiosk")]
    report.check("… and leaves no key on the boot partition", "var.key" not in names, names)
    second = start("sealed-2", tpm)
    report.check("the second opens it by itself", second.get("mark", "").strip() == SECRET, second.get("mark"))

    with open(disk, "rb") as file:
        found = holds(file, SECRET.encode())
    report.check("stolen disk: what /var holds is nowhere on it in the clear", not found, found)
    with open(disk, "rb") as file:
        report.check("… nor the enrolment code", not holds(file, CODE))
    # Positive control: the same search finds what does stand there.
    with open(disk, "rb") as file:
        report.check("… where the same search finds the partition's name", holds(file, "anjungan-var".encode("utf-16-le")))
    other = arguments.work / "vm-tpm-other"
    shutil.rmtree(other, ignore_errors=True)
    stolen = arguments.work / "stolen.disk"
    run("cp", "--sparse=always", disk, stolen)
    with Machine(arguments.work, stolen, "stolen", credentials(), tpm=other) as machine:
        picture = machine.picture_with("gagal dinyalakan", arguments.within)
        report.check("stolen disk: another machine's TPM does not open it", "PROBE" not in machine.console())
    read(report, picture, "… and the screen says why", ("TPM", "G-03"))

    put(arguments, disk, "kiosk/factory-reset", "")
    # The configuration whose code was used went with it: here is the next owner's.
    put(arguments, disk, "kiosk/kiosk.toml", configuration())
    third = start("sealed-3", tpm)
    report.check("a factory reset forgets what /var held", third.get("mark", "").strip() == "", third.get("mark"))
    names = [name.rsplit("/", 1)[-1] for name in on_esp(arguments, disk, "kiosk")]
    report.check("… once", "factory-reset" not in names, names)


def holds(file, needle, piece=16 * 1024**2):
    """Whether a file has these bytes anywhere, holes passed over."""
    size, at, tail = file.seek(0, 2), 0, b""
    while at < size:
        try:
            at = os.lseek(file.fileno(), at, os.SEEK_DATA)
        except OSError:
            return False
        data = os.pread(file.fileno(), piece, at)
        if needle in tail + data:
            return True
        tail, at = data[-len(needle):], at + len(data)
    return False
