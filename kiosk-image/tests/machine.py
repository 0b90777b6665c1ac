"""A virtual machine with the kiosk's image on its disk, watched over QMP. Only the emulator is used (TCG): on machines that
are virtual themselves /dev/kvm may open and then kill the guest."""

import base64
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import time
from pathlib import Path

from common import HERE, drawn_bytes, words_on

SCREEN = (1080, 1920)


class Broken(Exception):
    """The machine did not do what was waited for; the text says what it said last."""


def until(what, look, within_s):
    """The first true answer of `look`, a second apart. `what` says for an error what was waited for; it may be asked only then."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        if time.monotonic() > deadline:
            raise Broken(f"waited {within_s} s in vain for {what() if callable(what) else what}")
        time.sleep(1)
    return found


def network_to(port):
    """A network card from which only a port of this machine's loopback is reached, as 10.0.2.100:443."""
    forward = f"guestfwd=tcp:10.0.2.100:443-cmd:socat - TCP:127.0.0.1:{port}"
    return ["-netdev", f"user,id=net,restrict=on,{forward}", "-device", "virtio-net-pci,netdev=net"]


class Machine:
    """One start of one machine. Use it as a context: it ends with the block, however that ends.

    tpm      a folder for the state of a TPM; without one the machine has none
    secure   a file for the variables of a firmware that checks what it starts (empty at first: setup mode)
    log      a file that takes every write to the disk in its order (format of the kernel's dm-log-writes)
    """

    def __init__(self, work, disk, name, credentials=(), extra=(), *, tpm=None, secure=None, log=None):
        self.work = Path(work)
        self.dir = self.work / "vm" / name
        self.disk = Path(disk)
        self.credentials = dict(credentials)
        self.extra = list(extra)
        self.tpm, self.secure, self.log = tpm, secure, log
        self.qmp = None
        self.process = None
        self.tpm_process = None

    def inside(self, path):
        """A path of the work folder as the toolbox sees it."""
        return "/build/" + str(Path(path).relative_to(self.work))

    def __enter__(self):
        shutil.rmtree(self.dir, ignore_errors=True)
        self.dir.mkdir(parents=True)
        variables = self.secure or self.dir / "vars.fd"
        if not variables.exists():
            shutil.copy(self.work / "toolbox/usr/share/OVMF/OVMF_VARS_4M.fd", variables)
        firmware = "OVMF_CODE_4M.secboot.fd" if self.secure else "OVMF_CODE_4M.fd"
        command = [
            str(HERE / "lib/toolbox-run"), str(self.work), "nice", "-n", str(max(0, 5 - os.nice(0))), "qemu-system-x86_64",
            # The guest's time goes by what it has done: a busy host makes it slow, and nothing in it runs into a time limit.
            "-accel", "tcg,thread=single", "-icount", "shift=2", "-machine", "q35,smm=" + ("on" if self.secure else "off"), "-cpu", "max", "-smp", "1", "-m", "1536",
            "-nodefaults", "-display", "none", "-no-user-config",
            "-uuid", "97990000-0000-4000-8000-000000000001",
            "-drive", f"if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/{firmware}",
            "-drive", f"if=pflash,format=raw,file={self.inside(variables)}",
            *self._disk(),
            *self._tpm(),
            *(["-global", "driver=cfi.pflash01,property=secure,value=on"] if self.secure else []),
            "-device", f"virtio-vga,xres={SCREEN[0]},yres={SCREEN[1]}",
            "-device", "virtio-multitouch-pci,id=touch",
            "-device", "virtio-rng-pci", "-device", "i6300esb", "-action", "watchdog=reset",
            "-qmp", f"unix:{self.inside(self.dir / 'qmp')},server=on,wait=off",
            "-serial", f"file:{self.inside(self.dir / 'console')}",
        ]
        # Without `no_timer_check` the kernel panics on a busy machine, whose emulated timer comes too late.
        strings = ["io.systemd.stub.kernel-cmdline-extra=console=ttyS0 no_timer_check mitigations=off loglevel=5 systemd.log_target=console systemd.show_status=no systemd.default_device_timeout_sec=1200 systemd.default_timeout_start_sec=900"]
        for name, text in self.credentials.items():
            strings.append(f"io.systemd.credential.binary:{name}={base64.b64encode(text.encode()).decode()}")
        for text in strings:
            command += ["-smbios", "type=11,value=" + text.replace(",", ",,")]
        self.process = subprocess.Popen(command + self.extra, stdin=subprocess.DEVNULL, stderr=open(self.dir / "qemu.log", "wb"))
        self.began = time.monotonic()
        self._connect()
        return self

    def _disk(self):
        plain = f"driver=raw,file.driver=file,file.filename={self.inside(self.disk)},discard=unmap,file.discard=unmap"
        device = ["-device", "virtio-blk-pci,drive=disk"]
        if not self.log:
            return ["-blockdev", f"{plain},node-name=disk", *device]
        self.log.write_bytes(b"")
        return [
            "-blockdev", f"{plain},node-name=plain",
            "-blockdev", f"driver=file,filename={self.inside(self.log)},node-name=log",
            "-blockdev", "driver=blklogwrites,file=plain,log=log,node-name=disk", *device,
        ]

    def _tpm(self):
        if not self.tpm:
            return []
        self.tpm.mkdir(exist_ok=True)
        line = self.dir / "tpm"
        self.tpm_process = subprocess.Popen(
            [str(HERE / "lib/toolbox-run"), str(self.work), "swtpm", "socket", "--tpm2", "--terminate",
             "--tpmstate", f"dir={self.inside(self.tpm)}", "--ctrl", f"type=unixio,path={self.inside(line)}"],
            stdin=subprocess.DEVNULL, stderr=open(self.dir / "tpm.log", "wb"))
        deadline = time.monotonic() + 60
        while not line.exists():
            if self.tpm_process.poll() is not None or time.monotonic() > deadline:
                raise Broken("swtpm did not start: " + (self.dir / "tpm.log").read_text())
            time.sleep(0.1)
        return ["-chardev", f"socket,id=tpm,path={self.inside(line)}", "-tpmdev", "emulator,id=tpm,chardev=tpm", "-device", "tpm-crb,tpmdev=tpm"]

    def plug(self, image):
        """Plugs a USB stick in. The machine needs a `qemu-xhci` with the id usb."""
        self.ask("blockdev-add", **{"node-name": "stick", "driver": "raw", "file": {"driver": "file", "filename": self.inside(image)}})
        self.ask("device_add", driver="usb-storage", id="stick", drive="stick", bus="usb.0", removable=True)

    def cut(self):
        """The power goes: nothing of the machine gets to do anything more. It is the emulator itself that is killed, which is on
        the other end of the line; what began it ends after it, and not it with that."""
        size = struct.calcsize("3i")
        emulator, _user, _group = struct.unpack("3i", self.qmp.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
        os.kill(emulator, signal.SIGKILL)
        self.process.wait()

    def __exit__(self, *_):
        try:
            self._end()
        finally:
            if self.tpm_process:
                self.tpm_process.terminate()
                self.tpm_process.wait()

    def _end(self):
        if self.process.poll() is None:
            try:
                self.ask("quit")
                self.process.wait(30)
            except (OSError, Broken, subprocess.TimeoutExpired):
                self.cut()

    def _connect(self):
        deadline = time.monotonic() + 60
        while True:
            if self.process.poll() is not None:
                raise Broken("qemu ended at once: " + (self.dir / "qemu.log").read_text())
            try:
                self.qmp = socket.socket(socket.AF_UNIX)
                self.qmp.settimeout(60)
                # The path may be longer than a socket's may be.
                here = os.open(self.dir, os.O_PATH)
                try:
                    self.qmp.connect(f"/proc/self/fd/{here}/qmp")
                finally:
                    os.close(here)
                break
            except OSError:
                self.qmp.close()
                if time.monotonic() > deadline:
                    raise Broken("qemu opened no QMP socket within 60 s") from None
                time.sleep(0.2)
        self.lines = self.qmp.makefile("rw", encoding="utf-8")
        json.loads(self.lines.readline())
        self.ask("qmp_capabilities")

    def ask(self, command, **arguments):
        """One QMP command and its answer; events in between are passed over."""
        self.lines.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.lines.flush()
        while line := self.lines.readline():
            answer = json.loads(line)
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise Broken(f"{command}: {answer['error']['desc']}")
        raise Broken(f"qemu closed its socket before it answered {command}")

    def age_s(self):
        """Seconds since this machine was switched on."""
        return time.monotonic() - self.began

    def console(self):
        """All that came over the serial line."""
        file = self.dir / "console"
        return file.read_text(errors="replace") if file.exists() else ""

    def wait_for(self, text, within_s):
        """Waits for a text on the serial line and gives the machine's age in seconds."""
        deadline = time.monotonic() + within_s
        while text not in self.console():
            if self.process.poll() is not None:
                raise Broken(f"the machine ended before it said {text!r}")
            if time.monotonic() > deadline:
                raise Broken(f"no {text!r} within {within_s} s; the last it said:\n" + self.console()[-2000:])
            time.sleep(0.5)
        return self.age_s()

    def wait_for_any(self, texts, within_s):
        """Waits for one of some texts on the serial line and gives it."""
        deadline = time.monotonic() + within_s
        while True:
            console = self.console()
            for text in texts:
                if text in console:
                    return text
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Broken(f"none of {texts} within {within_s} s; the last it said:\n" + console[-2000:])
            time.sleep(0.5)

    def picture_with(self, text, within_s):
        """A picture of the screen once it shows a text; without tesseract, the first that is not black."""
        deadline = time.monotonic() + within_s
        while True:
            picture = self.picture("screen")
            words = words_on(picture)
            if (text in words) if words is not None else drawn_bytes(picture) > 4000:
                return picture
            if time.monotonic() > deadline:
                raise Broken(f"the screen did not show {text!r} within {within_s} s, but: {words}")
            time.sleep(2)

    def picture(self, name):
        """Writes what stands on the screen as a PNG and gives its path."""
        file = self.dir / f"{name}.png"
        self.ask("screendump", filename=self.inside(file), format="png")
        return file
