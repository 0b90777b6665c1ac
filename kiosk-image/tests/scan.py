"""Somebody on the same cable looks for an open door: there is none, though something listens behind the firewall. With the firewall
put away the same look finds it."""

import contextlib
import ctypes
import os
import re
import shutil
import subprocess

from common import configuration, disk_for, facts_of, probe_credentials, run
from machine import Machine, until

KIOSK, NEIGHBOUR = "10.9.0.2", "10.9.0.1"
MAC = "52:54:00:12:34:56"
DOOR = 7777
DOOR_SOCKET = f"[Socket]\nListenStream={DOOR}\nAccept=yes\n"
DOOR_SERVICE = "[Service]\nExecStart=/bin/true\n"
SCRIPT = """
until systemctl is-active --quiet anjungan.service; do sleep 1; done
until grep -q 0000090A /proc/net/route; do sleep 1; done
echo "PROBE link-local: $(grep -v -w lo /proc/net/if_inet6 | grep ^fe80 | cut -c1-32)"
echo PROBE closed: .
until grep -q 0 /sys/class/net/e*/carrier; do sleep 1; done
nft flush ruleset
echo PROBE open: .
sleep infinity
"""
CLONE_NEWNET = 0x40000000


@contextlib.contextmanager
def cable():
    """A network of this test's own with one cable in it, and who gives addresses on it."""
    libc = ctypes.CDLL(None, use_errno=True)
    before = os.open("/proc/self/ns/net", os.O_RDONLY)
    try:
        if libc.unshare(CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "no network of its own")
        for command in (("link", "set", "lo", "up"), ("tuntap", "add", "cable", "mode", "tap"),
                        ("address", "add", f"{NEIGHBOUR}/24", "dev", "cable"), ("link", "set", "cable", "up")):
            run("ip", *command)
        giver = subprocess.Popen(["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=53", "--interface=cable", "--bind-interfaces", "--leasefile-ro",
                                  "--pid-file", f"--dhcp-range={KIOSK},{KIOSK},1h", f"--dhcp-host={MAC},{KIOSK}"], stderr=subprocess.DEVNULL)
        try:
            yield
        finally:
            giver.kill()
            giver.wait()
    finally:
        libc.setns(before, 0)
        os.close(before)


def open_ports(*options):
    """What nmap finds open, as `tcp/7777`."""
    said = run("nmap", "-Pn", "-n", "--max-retries", "2", "-oG", "-", *options)
    return sorted(f"{protocol}/{port}" for port, protocol in re.findall(r"(\d+)/open/(tcp|udp)", said))


def scan(arguments, report):
    missing = [tool for tool in ("nmap", "dnsmasq", "ip") if not shutil.which(tool)]
    if missing:
        print(f"skipped: scan: apt-get install nmap dnsmasq-base iproute2 (missing: {', '.join(missing)})")
        return
    disk = disk_for(arguments, "scan", files={"kiosk/kiosk.toml": configuration()})
    credentials = probe_credentials("probe.service")
    credentials |= {"probe.sh": SCRIPT, "systemd.extra-unit.door.socket": DOOR_SOCKET, "systemd.extra-unit.door@.service": DOOR_SERVICE,
                    "systemd.unit-dropin.sockets.target": "[Unit]\nWants=door.socket\n"}
    devices = ["-netdev", "tap,id=net,ifname=cable,script=no,downscript=no", "-device", f"virtio-net-pci,id=card,netdev=net,mac={MAC}"]
    with cable(), Machine(arguments.work, disk, "scan", credentials, devices) as machine:
        machine.wait_for("PROBE closed", arguments.within)
        halves = facts_of(machine.console()).get("link-local", "")
        six = ":".join(halves[at:at + 4] for at in range(0, len(halves), 4))
        report.check("the kiosk has an address of either sort", len(halves) == 32, f"{KIOSK}, {six}")
        found = open_ports("-sS", "-p-", "--min-rate", "2000", KIOSK)
        report.check("none of its 65,535 TCP ports is open", found == [], found)
        found = open_ports("-6", "-sS", "-p", f"1-1024,{DOOR}", f"{six}%cable")
        report.check("… nor by IPv6", found == [], found)
        found = open_ports("-sU", "-p", "53,67,68,69,123,137,161,500,514,546,547,631,1900,5353,5355", KIOSK)
        report.check("no UDP service answers", found == [], found)
        # A cable that is pulled out is the sign for the test's unit.
        machine.ask("set_link", name="card", up=False)
        machine.wait_for("PROBE open", arguments.within)
        machine.ask("set_link", name="card", up=True)
        ports = ("-sS", "-p", f"22,80,443,{DOOR}")
        wanted = [f"tcp/{DOOR}"]
        found = until("the door behind the firewall", lambda: open_ports(*ports, KIOSK), arguments.within)
        report.check("with the firewall put away the same look finds what listens", found == wanted, found)
        found = open_ports("-6", *ports, f"{six}%cable")
        report.check("… by IPv6 too", found == wanted, found)
