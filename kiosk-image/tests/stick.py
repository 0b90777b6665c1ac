"""A kiosk without a configuration takes one from a USB stick; one that has one does not."""

from common import CODE, configuration, disk_for, facts_of, probe_credentials, toolbox
from machine import Machine

SCRIPT = """
until [ -s /run/anjungan-machine/said ]; do sleep 1; done
echo "PROBE without: $(cat /run/anjungan-machine/said)"
until systemctl is-active --quiet anjungan.service; do sleep 1; done
echo "PROBE url: $(sed -n 's/^url = //p' /var/lib/anjungan-machine/kiosk.toml)"
echo "PROBE mounted: $(findmnt -rno TARGET | grep -c stick)"
echo PROBE first: .
sleep infinity
"""

AGAIN = """
until systemctl is-active --quiet anjungan.service && [ -e /dev/anjungan/stick ]; do sleep 1; done
state() { systemctl show --property="$1" --value anjungan-stick.service; }
until [ "$(state ActiveState)" = inactive ] && [ -n "$(state ExecMainExitTimestamp)" ]; do sleep 1; done
echo "PROBE url: $(sed -n 's/^url = //p' /var/lib/anjungan-machine/kiosk.toml)"
echo PROBE second: .
sleep infinity
"""


def stick_with(arguments, name, text):
    """A stick as a shop sells it: one partition, FAT."""
    stick = arguments.work / name
    with open(stick, "wb") as file:
        file.truncate(64 * 1024**2)
    toolbox(arguments, "sh", "-c", f"echo 2048,,c | sfdisk -q /build/{name} && mkfs.vfat --offset 2048 -F 32 /build/{name} $((62 * 1024)) >/dev/null && mmd -i /build/{name}@@1M ::kiosk")
    (arguments.work / "put").write_text(text)
    toolbox(arguments, "mcopy", "-o", "-i", f"/build/{name}@@1M", "/build/put", "::kiosk/kiosk.toml")
    return stick


def stick(arguments, report):
    disk = disk_for(arguments, "stick")
    first = stick_with(arguments, "first.stick", configuration())
    credentials = probe_credentials("chain-probe.service")
    credentials["probe.sh"] = SCRIPT
    with Machine(arguments.work, disk, "stick", credentials, ["-device", "qemu-xhci,id=usb"]) as machine:
        machine.wait_for("PROBE without: provision", arguments.within)
        machine.plug(first)
        machine.wait_for("PROBE first", arguments.within)
        facts = facts_of(machine.console())
    report.check("a stick that is plugged in sets up a kiosk that has no configuration", "10.0.2.100" in facts.get("url", ""), facts)
    report.check("… and is put away again", facts.get("mounted") == "0")
    report.check("… without its code", CODE not in first.read_bytes())
    second = stick_with(arguments, "second.stick", configuration(**{"10.0.2.100": "10.0.2.222"}))
    credentials["probe.sh"] = AGAIN
    with Machine(arguments.work, disk, "stick-2", credentials, ["-device", "qemu-xhci,id=usb"]) as machine:
        machine.plug(second)
        machine.wait_for("PROBE second", arguments.within)
        facts = facts_of(machine.console())
    report.check("a kiosk that is set up takes nothing from a stranger's stick", "10.0.2.100" in facts.get("url", ""), facts)
    report.check("… whose code stays on it", CODE in second.read_bytes())
