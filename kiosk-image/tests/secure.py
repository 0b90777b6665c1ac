"""Secure Boot with the operator's own keys: a firmware without keys takes them, then starts what they signed and nothing else. A
production build believes neither credentials nor a command line from the boot partition; a test build does both."""

from common import HERE, Built, configuration, disk_for, facts_of, probe_credentials, put, run, toolbox
from machine import Machine

ENTRY = "title other\nefi /EFI/Linux/anjungan_1.0.0.efi\noptions systemd.unit=emergency.target\n"


class Builds:
    def __init__(self, arguments):
        self.dir = arguments.work / "secure"
        self.keys = self.dir / "keys"
        self.work = arguments.work

    def build(self):
        built = Built(self.dir)
        if built.is_there():
            return
        built.begin()
        run(HERE / "keys", "make", self.keys)
        for name, options in (("test", ["--test"]), ("production", [])):
            run(HERE / "build", "--work", self.work, "--out", self.out(name), "--terminal", HERE / "tests/terminal.sh", "--as", "1.0.0",
                "--secure-boot", self.keys / "secure-boot", "--lock", self.dir / "system.lock", *options)
        built.done()

    def out(self, name):
        return self.dir / f"out-{name}"


def injected(arguments, disk):
    """What someone can do who may write to the boot partition: another entry, taken by default."""
    put(arguments, disk, "loader/loader.conf", "timeout 0\ndefault other.conf\n")
    toolbox(arguments, "sh", "-c", f"mmd -i /build/{disk.name}@@1M ::loader/entries || :")
    put(arguments, disk, "loader/entries/other.conf", ENTRY)


def secure(arguments, report):
    builds = Builds(arguments)
    builds.build()
    variables = arguments.work / "secure-vars.fd"
    variables.unlink(missing_ok=True)
    probe = probe_credentials("probe.service")
    probe["probe.sh"] = ("until systemctl is-active --quiet anjungan.service; do sleep 1; done\n"
                         "echo \"PROBE facts: $(tr '\\n' ' ' </run/anjungan-machine/facts)\"\necho PROBE end: .\n")

    disk = disk_for(arguments, "secure", builds.out("test"), {"kiosk/kiosk.toml": configuration()})
    with Machine(arguments.work, disk, "secure-test", probe, secure=variables) as machine:
        machine.wait_for("PROBE end", arguments.within)
        facts = facts_of(machine.console()).get("facts", "")
    report.check("a firmware without keys takes the operator's and starts with them", "SECURE_BOOT=on" in facts, facts)
    report.check("test build: a credential becomes a unit", bool(facts))

    disk = disk_for(arguments, "production", builds.out("production"))
    injected(arguments, disk)
    with Machine(arguments.work, disk, "secure-production", probe, secure=variables) as machine:
        machine.picture_with("belum disiapkan", arguments.within)
        report.check("production build: starts, and no command line from the boot partition is believed", True, f"{machine.age_s():.0f} s")
        report.check("production build: a credential becomes no unit", "PROBE" not in machine.console())

    disk = disk_for(arguments, "test-injected", builds.out("test"))
    injected(arguments, disk)
    with Machine(arguments.work, disk, "test-injected", probe) as machine:
        # It replaces the one of the kernel's file, with the root's hash in it.
        machine.wait_for("initrd-root-fs.target/start failed", arguments.within)
        report.check("test build without Secure Boot: the same command line is believed, and finds no root", True, f"{machine.age_s():.0f} s")

    refused(arguments, report, builds, variables, "kernel", "EFI/Linux/anjungan_1.0.0.efi")
    refused(arguments, report, builds, variables, "loader", "EFI/BOOT/BOOTX64.EFI")


def refused(arguments, report, builds, variables, what, path):
    """A file of the boot partition with one bit of its code changed is not started."""
    disk = disk_for(arguments, "refused", builds.out("production"))
    toolbox(arguments, "mcopy", "-n", "-o", "-i", f"/build/{disk.name}@@1M", f"::{path}", "/build/changed.efi")
    changed = arguments.work / "changed.efi"
    data = bytearray(changed.read_bytes())
    data[len(data) // 2] ^= 1
    changed.write_bytes(data)
    toolbox(arguments, "mcopy", "-o", "-i", f"/build/{disk.name}@@1M", "/build/changed.efi", f"::{path}")
    if what == "loader":
        toolbox(arguments, "mcopy", "-o", "-i", f"/build/{disk.name}@@1M", "/build/changed.efi", "::EFI/systemd/systemd-bootx64.efi")
    with Machine(arguments.work, disk, f"refused-{what}", {}, secure=variables) as machine:
        said = machine.wait_for_any(("Access Denied", "Access denied", "Security Violation", "Security violation"), arguments.within)
        report.check(f"a {what} that was changed is not started", "Linux version" not in machine.console(), said)
