"""How long a kiosk takes from the kernel's first moment to the first picture on its screen, beside a bare Debian that does
nothing at all, on the same machine. The guest's clock goes by what it has done, so a busy host changes little."""

import hashlib
import os
import shutil
from pathlib import Path

from common import DISK_BYTES, HERE, configuration, disk_for, facts_of, run, toolbox
from machine import Machine

# As much longer as a kiosk's start may take.
RATIO_MAX = 1.3
# A Debian as its installer leaves it, of the kiosk's release and with its kernel and boot loader.
PACKAGES = "linux-image-amd64,initramfs-tools,systemd-sysv,libpam-systemd,dbus,udev,kmod,e2fsprogs"
REPART = {
    "10-esp.conf": "Type=esp\nFormat=vfat\nSizeMinBytes=192M\nSizeMaxBytes=192M\nCopyFiles=/boot-files:/\n",
    "20-root.conf": "Type=root\nLabel=bare\nFormat=ext4\nCopyFiles=/\nExcludeFiles=/boot-files\nSizeMinBytes=2G\n",
}


def start(arguments, report):
    kiosk = disk_for(arguments, "start", files={"kiosk/kiosk.toml": configuration()})
    # The first start makes /var and its key; it is told, and not held against the bare one.
    first = seconds(arguments, kiosk, "start-first", credentials())
    again = seconds(arguments, kiosk, "start", credentials())
    bare = seconds(arguments, bare_disk(arguments), "start-bare", {})
    report.check("a kiosk draws its first picture", again <= RATIO_MAX * bare,
                 f"{again:.1f} s, the very first time {first:.1f} s; bare Debian to multi-user {bare:.1f} s, ratio {again / bare:.2f}")


def service(unit, script):
    return (HERE / "tests/start.service").read_text().replace("$UNIT", unit).replace("$SCRIPT", script)


def credentials():
    """For a kiosk, whose root can't be written."""
    return {
        "systemd.extra-unit.start.service": service("anjungan.service", "${CREDENTIALS_DIRECTORY}/start.sh"),
        "systemd.unit-dropin.multi-user.target": "[Unit]\nWants=start.service\n",
        "start.sh": (HERE / "tests/start.sh").read_text(),
    }


def seconds(arguments, disk, name, given):
    """From the kernel's first moment until the start is done, by the guest's clock."""
    with Machine(arguments.work, disk, name, given) as machine:
        machine.wait_for("PROBE end", arguments.within)
        facts = facts_of(machine.console())
    print(f"     {name}: {facts}", flush=True)
    return int(facts["reached-us"]) / 1e6


def bare_disk(arguments):
    # Another probe, or other packages, are another disk.
    made_of = [PACKAGES, *REPART.values(), service("multi-user.target", "/start.sh"), (HERE / "tests/start.sh").read_text()]
    disk = arguments.work / f"bare-{hashlib.sha256(''.join(made_of).encode()).hexdigest()[:12]}.disk"
    if not disk.exists():
        root = arguments.work / "bare"
        shutil.rmtree(root, ignore_errors=True)
        mirror = os.environ.get("ANJUNGAN_MIRROR", "http://deb.debian.org/debian")
        run("mmdebstrap", "--quiet", "--mode=root", "--variant=important", f"--include={PACKAGES}", "trixie", root, f"deb {mirror} trixie main")
        probe_in(root)
        boot_files(arguments, root)
        make(arguments, disk)
    copy = arguments.work / "start-bare.disk"
    run("cp", "--sparse=always", disk, copy)
    return copy


def probe_in(root):
    """A bare Debian takes no credentials from the machine: what tells of its start stands on its disk."""
    units = root / "etc/systemd/system"
    (units / "start.service").write_text(service("multi-user.target", "/start.sh"))
    (units / "multi-user.target.wants").mkdir(exist_ok=True)
    (units / "multi-user.target.wants/start.service").symlink_to("../start.service")
    shutil.copy(HERE / "tests/start.sh", root / "start.sh")


def boot_files(arguments, root):
    """The kernel and Debian's own initrd in one file, behind the boot loader that a kiosk has."""
    boot = root / "boot-files"
    (boot / "EFI/BOOT").mkdir(parents=True)
    (boot / "EFI/Linux").mkdir()
    (boot / "loader").mkdir()
    shutil.copy(HERE / "esp/loader.conf", boot / "loader/loader.conf")
    shutil.copy(arguments.work / "toolbox/usr/lib/systemd/boot/efi/systemd-bootx64.efi", boot / "EFI/BOOT/BOOTX64.EFI")
    kernel, initrd = (next(iter((root / "boot").glob(f"{name}-*"))).name for name in ("vmlinuz", "initrd.img"))
    toolbox(arguments, "ukify", "build", f"--linux=/build/bare/boot/{kernel}", f"--initrd=/build/bare/boot/{initrd}",
            "--cmdline=root=PARTLABEL=bare rw quiet", "--os-release=@/build/bare/usr/lib/os-release", "--output=/build/bare/boot-files/EFI/Linux/bare.efi")


def make(arguments, disk):
    definitions = arguments.work / "bare-repart"
    definitions.mkdir(exist_ok=True)
    for name, text in REPART.items():
        (definitions / name).write_text("[Partition]\n" + text)
    made = Path(f"{disk}.new")
    made.unlink(missing_ok=True)
    # The firmware reads no FAT of larger sectors than its disk has.
    toolbox(arguments, "systemd-repart", "--empty=create", "--sector-size=512", f"--size={DISK_BYTES}", "--offline=yes", "--dry-run=no",
            "--definitions=/build/bare-repart", "--root=/build/bare", f"/build/{made.name}")
    made.rename(disk)
